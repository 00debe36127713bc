import ArgumentParser
import Dataset
import JSON
import Messaging
import Scheduling

/// A peer that is let in and sends what no worker would.
struct Flood: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Sends malformed, oversized or lying messages with a good key.")

  enum Kind: String, CaseIterable, ExpressibleByArgument {
    /// Random bytes, and messages with some bytes changed.
    case malformed
    /// A mebibyte in one message.
    case oversize
    /// Hellos of invalid workers, answers never read.
    case hello
    /// Results of leases that it does not hold, with paths that lead out.
    case lies
  }

  @Argument(help: "Endpoint of the coordinator.") var endpoint: String
  @Option var kind = Kind.malformed
  @Option(help: "How many messages.") var count = 1000
  @Option(help: "The longest time, in seconds.") var seconds = 60
  @Option var seed: UInt64 = 1
  @OptionGroup var keys: Keys

  func run() throws {
    let context = try MessagingContext()
    let place = try Endpoint(parsing: endpoint)
    var generator = SeededGenerator(seed: seed)
    var options = SocketOptions.dealer(for: place)
    options.messageBytesMaximum = 4 << 20
    let socket = try DealerSocket(
      context, to: place, security: try keys.security(), options: options)
    try socket.connect()
    var poller = Poller()
    _ = poller.watch(socket)
    let deadline = ContinuousClock.now + .seconds(seconds)
    var sent = 0
    var message = next(&generator)
    while sent < count, ContinuousClock.now < deadline {
      if try socket.send(message) == .sent {
        sent += 1
        message = next(&generator)
      } else {
        _ = try poller.wait(atMost: .milliseconds(1))
      }
    }
    print("\(sent) sent")
  }

  private func next(_ generator: inout SeededGenerator) -> [UInt8] {
    switch kind {
    case .malformed: malformed(&generator)
    case .oversize: [UInt8](repeating: 0x7B, count: 1 << 20)
    case .hello: hello(&generator)
    case .lies: lie(&generator)
    }
  }

  private func malformed(_ generator: inout SeededGenerator) -> [UInt8] {
    if generator.below(2) == 0 {
      return (0...generator.below(400)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }
    let whole = FromWorker(
      incarnation: Incarnation(generator.next()),
      message: .heartbeat(Heartbeat(number: 1, freeSlots: 1, leases: [])))
    var bytes = JSONFile.encode(whole)
    for _ in 0...generator.below(4) {
      bytes[generator.below(bytes.count)] = UInt8(truncatingIfNeeded: generator.next())
    }
    return bytes
  }

  private func hello(_ generator: inout SeededGenerator) -> [UInt8] {
    let hello = Hello(
      worker: "none-\(generator.below(1000))", host: "nowhere", pid: 1, slots: 256,
      build: "none", libraries: "none")
    return JSONFile.encode(
      FromWorker(incarnation: Incarnation(generator.next()), message: .hello(hello)))
  }

  private func lie(_ generator: inout SeededGenerator) -> [UInt8] {
    let lease = Lease(
      shard: ShardIndex(generator.below(200)), epoch: Epoch(1), attempt: 1 + generator.below(2))
    let paths = ["../../../etc/passwd", "/etc/passwd", "0/\(lease.name).0000000000000000.jsonl"]
    let report = FileStamp(
      path: paths[generator.below(3)], size: [1, 1 << 40][generator.below(2)],
      sha256: String(repeating: "0", count: 64))
    let done = Completion(lease: lease, report: report, counts: Tally(), skipped: 0)
    return JSONFile.encode(
      FromWorker(incarnation: Incarnation(generator.next()), message: .done(done)))
  }
}
