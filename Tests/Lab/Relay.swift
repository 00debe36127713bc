import ArgumentParser
import Messaging
import Scheduling

/// Stands between workers and a coordinator without keys, and loses, doubles and delays messages.
struct Relay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Passes messages on, some of them late, twice or never.")

  @Argument(help: "Endpoint of the coordinator.") var endpoint: String
  @Option(help: "Port to listen on.") var port: UInt16
  @Option(help: "Messages of a hundred that are lost.") var lose = 0
  @Option(help: "Messages of a hundred that arrive twice.") var double = 0
  @Option(help: "Messages of a hundred that arrive up to 3 s late.") var delay = 0
  @Option var seed: UInt64 = 1

  func run() throws {
    let context = try MessagingContext()
    let listening = try RouterSocket(
      context, binding: try Endpoint(parsing: "tcp://127.0.0.1:\(port)"), security: .open)
    let passage = Passage(
      context, to: try Endpoint(parsing: endpoint),
      fate: Fate(lose: lose, double: double, delay: delay, seed: seed))
    // It ends with its caller, by a signal.
    while true { try passage.round(listening) }
  }
}

/// The fate of messages, drawn from a seed.
struct Fate {
  let lose: Int
  let double: Int
  let delay: Int
  private var generator: SeededGenerator

  init(lose: Int, double: Int, delay: Int, seed: UInt64) {
    self.lose = lose
    self.double = double
    self.delay = delay
    generator = SeededGenerator(seed: seed)
  }

  /// When the next message arrives, and when once more: after how many milliseconds each.
  mutating func next() -> [Int] {
    if generator.below(100) < lose { return [] }
    let isLate = generator.below(100) < delay
    let first = isLate ? generator.below(3000) : 0
    return generator.below(100) < double ? [first, generator.below(3000)] : [first]
  }
}

/// The messages under way, and a connection to the coordinator for each worker.
private final class Passage {
  private struct UnderWay {
    let due: ContinuousClock.Instant
    let bytes: [UInt8]
    let peer: PeerID
    let isToCoordinator: Bool
  }

  /// The coordinator's side of one worker's connection.
  private final class Line {
    let socket: DealerSocket
    init(_ context: MessagingContext, _ place: Endpoint) throws {
      socket = try DealerSocket(context, to: place, security: .open)
      try socket.connect()
    }
  }

  private let context: MessagingContext
  private let place: Endpoint
  private var fate: Fate
  private var lines: [PeerID: Line] = [:]
  /// In the order in which they came.
  private var order: [PeerID] = []
  private var underWay: [UnderWay] = []

  init(_ context: MessagingContext, to place: Endpoint, fate: Fate) {
    self.context = context
    self.place = place
    self.fate = fate
  }

  func round(_ listening: borrowing RouterSocket) throws {
    var poller = Poller()
    _ = poller.watch(listening)
    for peer in order {
      if let line = lines[peer] { _ = poller.watch(line.socket) }
    }
    _ = try poller.wait(atMost: .milliseconds(10))
    while let message = try listening.receive() {
      if lines[message.peer] == nil {
        lines[message.peer] = try Line(context, place)
        order.append(message.peer)
      }
      accept(message.payload, message.peer, isToCoordinator: true)
    }
    for peer in order {
      while let bytes = try lines[peer]?.socket.receive() {
        accept(bytes, peer, isToCoordinator: false)
      }
    }
    try deliver(listening)
  }

  private func accept(_ bytes: [UInt8], _ peer: PeerID, isToCoordinator: Bool) {
    for delay in fate.next() {
      underWay.append(
        UnderWay(
          due: .now + .milliseconds(delay), bytes: bytes, peer: peer,
          isToCoordinator: isToCoordinator))
    }
  }

  private func deliver(_ listening: borrowing RouterSocket) throws {
    let now = ContinuousClock.now
    var later: [UnderWay] = []
    for message in underWay {
      guard message.due <= now else {
        later.append(message)
        continue
      }
      let result =
        message.isToCoordinator
        ? try lines[message.peer]?.socket.send(message.bytes)
        : try listening.send(message.bytes, to: message.peer)
      // A line that is not up yet takes it in the next round.
      if result == .again { later.append(message) }
    }
    underWay = later
  }
}
