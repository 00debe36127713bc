/// Proves at the start that strangers are refused, rather than trusting that they would be.
package enum AccessSelfTest {
  /// Tries to connect to the coordinator's own endpoint with a random key.
  ///
  /// Returns when the key was refused. Throws `.notGuarded` when it was admitted, or when it was not refused within
  /// `limit` (then the known keys would not be admitted either).
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
