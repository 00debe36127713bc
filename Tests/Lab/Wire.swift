import ArgumentParser
import Glibc

/// A TCP relay that turns one bit over now and then.
struct Wire: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Passes bytes on, one bit of them wrong in each of the first connections.")

  enum Direction: String, ExpressibleByArgument {
    case coordinator
    case worker
  }

  @Argument(help: "Port of the coordinator.") var target: UInt16
  @Option(help: "Port to listen on.") var port: UInt16
  @Option(help: "Connections whose bytes are damaged.") var times = 2
  @Option(help: "The byte of a connection that is damaged.") var byte = 3000
  @Option(help: "Whom the damaged bytes go to.") var towards = Direction.coordinator

  func run() throws {
    let listener = try listen(onPort: port)
    var pairs: [Pair] = []
    var damaged = 0
    // It ends with its caller, by a signal.
    while true {
      var waits = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
      for pair in pairs { waits += pair.waits }
      poll(&waits, nfds_t(waits.count), 1000)
      for (number, pair) in pairs.enumerated() {
        pair.pass(waits[1 + 2 * number].revents != 0, waits[2 + 2 * number].revents != 0)
      }
      pairs.removeAll { $0.isOver }
      if waits[0].revents != 0, let worker = accepted(listener),
        let coordinator = PlainConnection(toPort: target)
      {
        pairs.append(Pair(worker, coordinator, damage: damaged < times ? damage : nil))
        damaged += 1
        say("connection \(damaged)")
      }
    }
  }

  private var damage: Pair.Damage { Pair.Damage(byte: byte, isToWorker: towards == .worker) }
}

/// A worker's connection and the one made to the coordinator for it.
final class Pair {
  struct Damage {
    let byte: Int
    let isToWorker: Bool
  }

  private let worker: PlainConnection
  private let coordinator: PlainConnection
  private let damage: Damage?
  private var passed = (toCoordinator: 0, toWorker: 0)
  private(set) var isOver = false

  init(_ worker: PlainConnection, _ coordinator: PlainConnection, damage: Damage?) {
    self.worker = worker
    self.coordinator = coordinator
    self.damage = damage
  }

  var waits: [pollfd] {
    [worker, coordinator].map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
  }

  func pass(_ fromWorker: Bool, _ fromCoordinator: Bool) {
    if fromWorker { passed.toCoordinator += pass(worker, coordinator, passed.toCoordinator, false) }
    if fromCoordinator { passed.toWorker += pass(coordinator, worker, passed.toWorker, true) }
  }

  /// Passes on what is there; how many bytes that was.
  private func pass(
    _ from: PlainConnection, _ to: PlainConnection, _ before: Int, _ isToWorker: Bool
  ) -> Int {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let got = recv(from.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    guard got > 0 else {
      isOver = got == 0 || errno != EAGAIN
      return 0
    }
    if let damage, damage.isToWorker == isToWorker, (before..<before + got).contains(damage.byte) {
      buffer[damage.byte - before] ^= 0x10
    }
    to.send(Array(buffer[..<got]))
    return got
  }
}

/// A listening socket on a port of 127.0.0.1.
func listen(onPort port: UInt16) throws -> Int32 {
  let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  var yes: Int32 = 1
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
  var address = loopback(port)
  let size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let bound = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
  }
  guard bound == 0, Glibc.listen(listener, 64) == 0 else {
    throw ValidationError("port \(port) cannot be listened on: \(String(cString: strerror(errno)))")
  }
  return listener
}

/// The next connection that waits, if one does.
func accepted(_ listener: Int32) -> PlainConnection? {
  let descriptor = accept(listener, nil, nil)
  return descriptor >= 0 ? PlainConnection(accepted: descriptor) : nil
}
