import ArgumentParser
import Glibc
import Messaging
import Scheduling

/// TCP connections that never become peers.
struct PlainConnections: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plain", abstract: "Holds TCP connections open that say nothing or nonsense.")

  @Argument(help: "Port of this host.") var port: UInt16
  @Option(help: "How many at a time.") var connections = 1000
  @Option(help: "Bytes of nonsense that each one sends; 0: half of a greeting.") var bytes = 0
  @Option(help: "How long, in seconds; a closed connection is opened again.") var seconds = 10
  @Option var seed: UInt64 = 1

  func run() throws {
    var generator = SeededGenerator(seed: seed)
    let deadline = ContinuousClock.now + .seconds(seconds)
    var open: [PlainConnection] = []
    var opened = 0
    var refused = 0
    while ContinuousClock.now < deadline {
      open.removeAll { $0.isClosedByPeer }
      while open.count < connections, ContinuousClock.now < deadline {
        guard let fresh = PlainConnection(toPort: port) else {
          refused += 1
          break
        }
        opened += 1
        fresh.send(greeting(&generator))
        open.append(fresh)
      }
      usleep(100_000)
    }
    print("\(opened) opened, \(refused) refused, \(open.count) open at the end")
  }

  /// The first half of what a ZeroMQ peer says first, or nonsense.
  private func greeting(_ generator: inout SeededGenerator) -> [UInt8] {
    guard bytes > 0 else { return [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3] }
    return (0..<bytes).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }
}

/// A TCP connection to this host; closed when dropped.
final class PlainConnection {
  let descriptor: Int32

  /// Nil if nobody listens, or no descriptor is left.
  init?(toPort port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var address = loopback(port)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    if result != 0 { return nil }
  }

  /// Takes over an accepted connection.
  init(accepted descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) {
    // The other side may hang up at any time.
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// True if the other side has hung up; its data are discarded.
  var isClosedByPeer: Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let got = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)
  }
}

/// 127.0.0.1 and a port.
func loopback(_ port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return address
}

/// Prints a line at once, also into a file.
func say(_ line: String) {
  let bytes = Array("\(line)\n".utf8)
  _ = write(1, bytes, bytes.count)
}
