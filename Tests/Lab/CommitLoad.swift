import ArgumentParser
import Messaging
import Scheduling

/// Workers that are done with a shard as soon as they have it: what a coordinator can carry.
struct CommitLoad: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "commits",
    abstract: "Answers every grant at once, and counts the results that were acknowledged.",
    discussion:
      "The run must have shards of one event; its reports are not written, so it cannot merge.")

  @Argument(help: "Bundle of a run whose coordinator is up.") var bundle: String
  @Option(help: "The executable that coordinates.") var program: String
  @Option(help: "How many workers.") var workers = 120
  @Option(help: "Slots of each worker; its grants must fit into the queues.") var slots = 8
  @Option(help: "How long, in seconds.") var seconds = 10
  @Option var seed: UInt64 = 1
  @OptionGroup var keys: Keys

  func run() throws {
    let visit = try Visit(bundle: bundle, program: program)
    let context = try MessagingContext()
    let security = try keys.security()
    var generator = SeededGenerator(seed: seed)
    var peers: [HastyPeer] = []
    var poller = Poller()
    for number in 0..<workers {
      let socket = try DealerSocket(context, to: visit.endpoint, security: security)
      _ = poller.watch(socket)
      try socket.connect()
      let incarnation = Incarnation(generator.next())
      peers.append(
        HastyPeer(
          socket, visit.hello("hasty-\(number)", slots: slots, incarnation: incarnation),
          incarnation))
    }
    try measure(peers, &poller)
  }

  private func measure(_ peers: [HastyPeer], _ poller: inout Poller) throws {
    var began: ContinuousClock.Instant?
    var latest = ContinuousClock.now
    var counted = 0
    let giveUp = ContinuousClock.now + .seconds(seconds + 30)
    while .now < giveUp {
      _ = try poller.wait(atMost: .milliseconds(50))
      var fresh = 0
      for peer in peers { fresh += try peer.act() }
      if fresh > 0 {
        latest = .now
        if began == nil { began = latest } else { counted += fresh }
      }
      if let began, latest - began > .seconds(seconds) || .now - latest > .seconds(2) { break }
    }
    guard let began, counted > 0 else {
      print("nothing was acknowledged")
      throw ExitCode(1)
    }
    let time = (latest - began) / .seconds(1)
    print("\(counted) cycles in \(time) s: \(Int(Double(counted) / time)) a second")
  }
}

/// A worker that claims to be done at once.
private final class HastyPeer {
  private let socket: DealerSocket
  private let hello: [UInt8]
  private let incarnation: Incarnation
  private var isIntroduced = false
  private var unsaid: [[UInt8]] = []
  private var nextHeartbeat = ContinuousClock.now + .seconds(2)
  private var heartbeats = 0

  init(_ socket: consuming DealerSocket, _ hello: [UInt8], _ incarnation: Incarnation) {
    self.socket = socket
    self.hello = hello
    self.incarnation = incarnation
  }

  /// Takes what came and answers; how many results were acknowledged.
  func act() throws -> Int {
    if !isIntroduced { isIntroduced = try socket.send(hello) == .sent }
    var acknowledged = 0
    while let bytes = try socket.receive() {
      if bytes.contains(text: "\"acknowledged\"") {
        acknowledged += 1
      } else if bytes.contains(text: "\"grant\""), let lease = MessageText.lease(in: bytes) {
        unsaid.append(MessageText.done(lease, incarnation))
      }
    }
    if isIntroduced, nextHeartbeat <= .now {
      nextHeartbeat = .now + .seconds(2)
      heartbeats += 1
      unsaid.append(MessageText.heartbeat(heartbeats, incarnation))
    }
    var said = 0
    while said < unsaid.count, try socket.send(unsaid[said]) == .sent { said += 1 }
    unsaid.removeFirst(said)
    return acknowledged
  }
}
