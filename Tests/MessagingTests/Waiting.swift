import Testing

@testable import Messaging

/// The longest wait of a test for an event; only a failure takes this long.
let patience = Duration.seconds(60)

/// Asks `attempt` again whenever `poller` wakes, until it answers or patience is at its end.
func eventually<Answer>(
  _ poller: inout Poller, within limit: Duration = patience,
  _ attempt: () throws -> Answer?
) throws -> Answer? {
  let deadline = ContinuousClock.now + limit
  while true {
    if let answer = try attempt() { return answer }
    let left = ContinuousClock.now.duration(to: deadline)
    if left <= .zero { return nil }
    // Also looks every 20 ms: some answers come from outside the sockets.
    _ = try poller.wait(atMost: min(left, .milliseconds(20)))
  }
}

func nextMessage(
  _ router: borrowing RouterSocket, within limit: Duration = patience
) throws -> PeerMessage? {
  var poller = Poller()
  _ = poller.watch(router)
  let deadline = ContinuousClock.now + limit
  while true {
    if let message = try router.receive() { return message }
    let left = ContinuousClock.now.duration(to: deadline)
    if left <= .zero { return nil }
    _ = try poller.wait(atMost: left)
  }
}

func nextMessage(
  _ dealer: borrowing DealerSocket, within limit: Duration = patience
) throws -> [UInt8]? {
  var poller = Poller()
  _ = poller.watch(dealer)
  let deadline = ContinuousClock.now + limit
  while true {
    if let message = try dealer.receive() { return message }
    let left = ContinuousClock.now.duration(to: deadline)
    if left <= .zero { return nil }
    _ = try poller.wait(atMost: left)
  }
}

/// The first event for which `matches` holds; those before it are dropped.
func nextEvent(
  _ monitor: borrowing ConnectionMonitor, within limit: Duration = patience,
  where matches: (ConnectionEvent) -> Bool
) throws -> ConnectionEvent? {
  var poller = Poller()
  _ = poller.watch(monitor)
  let deadline = ContinuousClock.now + limit
  while true {
    while let event = try monitor.next() {
      if matches(event) { return event }
    }
    let left = ContinuousClock.now.duration(to: deadline)
    if left <= .zero { return nil }
    _ = try poller.wait(atMost: left)
  }
}

/// Sends as soon as there is a connection; false if there is none in time.
func deliver(
  _ payload: [UInt8], _ dealer: borrowing DealerSocket, within limit: Duration = patience
) throws -> Bool {
  var poller = Poller()
  return try eventually(&poller, within: limit) {
    try dealer.send(payload) == .sent ? true : nil
  } ?? false
}

func loopback() throws -> Endpoint { try Endpoint(parsing: "tcp://127.0.0.1:*") }
