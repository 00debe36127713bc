import Messaging
import Scheduling

@testable import Cluster
@testable import Export

/// A hostile peer that speaks ZeroMQ to a coordinator.
final class Intruder {
  /// One a process, as libzmq wants it.
  private static let context = Result { try MessagingContext() }

  private let socket: DealerSocket
  private var poller = Poller()

  init(to endpoint: Endpoint, security: ClientSecurity) throws {
    socket = try DealerSocket(try Self.context.get(), to: endpoint, security: security)
    try socket.connect()
    _ = poller.watch(socket)
  }

  /// Sends each payload as soon as there is room; false if there is none for a while.
  func send(_ payloads: [[UInt8]], within limit: Duration = patience) throws -> Bool {
    for payload in payloads {
      let deadline = ContinuousClock.now + limit
      while try socket.send(payload) != .sent {
        guard ContinuousClock.now < deadline else { return false }
        _ = try poller.wait(atMost: .milliseconds(5))
      }
    }
    return true
  }

  /// The coordinator's messages so far.
  func answers() throws -> [[UInt8]] {
    var answers: [[UInt8]] = []
    while let answer = try socket.receive() { answers.append(answer) }
    return answers
  }
}
