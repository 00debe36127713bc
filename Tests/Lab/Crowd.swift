import ArgumentParser
import Glibc
import Messaging
import Scheduling

/// Many idle workers of one run, each with its own connection.
struct Crowd: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Connects workers that do nothing, and says when all were admitted.",
    discussion: "A process of it holds at most 1,000, as libzmq allows by default.")

  @Argument(help: "Bundle of a run whose coordinator is up.") var bundle: String
  @Option(help: "The executable that coordinates.") var program: String
  @Option(help: "How many workers.") var count = 900
  @Option(help: "The longest time to connect, in seconds.") var seconds = 120
  @Option(help: "How long to stay afterwards, in seconds.") var stay = 5
  @Option var seed: UInt64 = 1
  @OptionGroup var keys: Keys

  func run() throws {
    let visit = try Visit(bundle: bundle, program: program)
    let context = try MessagingContext()
    let security = try keys.security()
    var generator = SeededGenerator(seed: seed)
    let started = ContinuousClock.now
    var peers: [IdlePeer] = []
    for number in 0..<count {
      let socket = try DealerSocket(context, to: visit.endpoint, security: security)
      try socket.connect()
      let incarnation = Incarnation(generator.next())
      let name = "crowd-\(seed)-\(number)"
      peers.append(
        IdlePeer(socket, visit.hello(name, slots: 1, incarnation: incarnation), incarnation))
    }
    let end = started + .seconds(seconds)
    while peers.contains(where: { !$0.isAdmitted }), .now < end { try round(peers) }
    let admitted = peers.count { $0.isAdmitted }
    say("\(admitted) admitted in \(ContinuousClock.now - started)")
    let leave = ContinuousClock.now + .seconds(stay)
    while .now < leave { try round(peers) }
    if admitted < count { throw ExitCode(1) }
  }

  private func round(_ peers: [IdlePeer]) throws {
    var poller = Poller()
    for peer in peers { peer.watch(&poller) }
    _ = try poller.wait(atMost: .milliseconds(100))
    for peer in peers { try peer.act() }
  }
}

/// A worker that says hello and now and then that it is there.
private final class IdlePeer {
  private let socket: DealerSocket
  private let hello: [UInt8]
  private let incarnation: Incarnation
  private var isIntroduced = false
  private var next = ContinuousClock.now
  private var heartbeats = 0
  private(set) var isAdmitted = false

  init(_ socket: consuming DealerSocket, _ hello: [UInt8], _ incarnation: Incarnation) {
    self.socket = socket
    self.hello = hello
    self.incarnation = incarnation
  }

  func watch(_ poller: inout Poller) { _ = poller.watch(socket) }

  func act() throws {
    while let bytes = try socket.receive() {
      if bytes.contains(text: "\"welcome\"") { isAdmitted = true }
    }
    guard next <= .now else { return }
    if !isIntroduced {
      isIntroduced = try socket.send(hello) == .sent
    } else if isAdmitted {
      next = .now + .seconds(5)
      heartbeats += 1
      _ = try socket.send(MessageText.heartbeat(heartbeats, incarnation))
    }
  }
}
