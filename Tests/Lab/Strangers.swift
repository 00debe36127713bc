import ArgumentParser
import Messaging

/// Peers with keys that nobody has admitted, or without keys.
struct Strangers: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Knocks with random keys and without any; 1 if one is let in.")

  @Argument(help: "Endpoint of the coordinator.") var endpoint: String
  @Option(help: "Public key file of the coordinator.") var serverKey: String
  @Option(help: "How many of each kind.") var count = 20
  @Option(help: "How long to knock, in seconds.") var seconds = 5

  func run() throws {
    let context = try MessagingContext()
    let place = try Endpoint(parsing: endpoint)
    let server = try CurvePublicKey(file: serverKey)
    var knocks: [Knock] = []
    for number in 0..<count * 2 {
      let security: ClientSecurity =
        number % 2 == 0 ? .curve(try .generate(), server: server) : .open
      knocks.append(try Knock(context, place, security))
    }
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      var poller = Poller()
      for knock in knocks { knock.watch(&poller) }
      _ = try poller.wait(atMost: .milliseconds(100))
      for knock in knocks { try knock.look() }
    }
    let entered = knocks.count { $0.isIn }
    print("\(knocks.count) knocked, \(knocks.count { $0.isRefused }) refused, \(entered) let in")
    if entered > 0 { throw ExitCode(1) }
  }
}

/// One attempt to be let in.
private final class Knock {
  private let socket: DealerSocket
  private let monitor: ConnectionMonitor
  private(set) var isIn = false
  private(set) var isRefused = false

  init(_ context: MessagingContext, _ place: Endpoint, _ security: ClientSecurity) throws {
    socket = try DealerSocket(context, to: place, security: security)
    monitor = try ConnectionMonitor(context, of: socket)
    try socket.connect()
  }

  func watch(_ poller: inout Poller) { _ = poller.watch(monitor) }

  func look() throws {
    while let event = try monitor.next() {
      switch event {
      case .ready: isIn = true
      case .refused, .handshakeFailed, .protocolError: isRefused = true
      case .connected, .disconnected, .stopped: break
      }
    }
  }
}
