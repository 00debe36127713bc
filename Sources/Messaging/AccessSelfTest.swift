/// Proves at the start that strangers are refused, rather than trusting that they would be.
package enum AccessSelfTest {
  /// Knocks at our own endpoint with a random key.
  ///
  /// Returns when it was refused. Throws `.notGuarded` when it got in, or when within `limit` nobody
  /// refused it (then the known keys would not get in either).
  package static func run(
    _ context: MessagingContext, endpoint: Endpoint, server: CurvePublicKey,
    limit: Duration = .seconds(2)
  ) throws(MessagingError) {
    let stranger = try CurveKeyPair.generate()
    let socket = try DealerSocket(
      context, to: endpoint, security: .curve(stranger, server: server))
    let monitor = try ConnectionMonitor(context, of: socket)
    try socket.connect()
    guard try isRefused(monitor, limit) else {
      throw MessagingError(
        .notGuarded, "trust", "\(endpoint)",
        "a stranger's key was neither refused nor admitted within \(limit); keys are not checked")
    }
  }

  private static func isRefused(
    _ monitor: borrowing ConnectionMonitor, _ limit: Duration
  ) throws(MessagingError) -> Bool {
    let deadline = ContinuousClock.now + limit
    var poller = Poller()
    _ = poller.watch(monitor)
    while ContinuousClock.now < deadline {
      _ = try poller.wait(atMost: ContinuousClock.now.duration(to: deadline))
      while let event = try monitor.next() {
        if case .refused = event { return true }
        if event == .ready {
          throw MessagingError(
            .notGuarded, "trust", "the endpoint", "it let in a key that is in no list")
        }
      }
    }
    return false
  }
}
