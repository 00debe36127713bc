import Testing

@testable import Messaging

@Suite(.serialized)
struct MalformedMessageTests {
  let context: MessagingContext

  init() throws { context = try MessagingContext() }

  @Test
  func `messages of several parts or none are dropped and counted, the next one arrives`() throws {
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    let dealer = try connectedDealer(router)
    let shapes: [[[UInt8]]] = [
      [[1], [2]], [[]], [[], [1]], Array(repeating: [3], count: 1000), [[4], []],
    ]
    for shape in shapes { try send(shape, dealer) }
    #expect(try dealer.send([42]) == .sent)
    #expect(try nextMessage(router)?.payload == [42])
    #expect(router.malformedCount == shapes.count)
    #expect(try router.receive() == nil)
  }

  @Test
  func `a malformed answer is dropped and counted by the dealer as well`() throws {
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    let dealer = try connectedDealer(router)
    #expect(try dealer.send([1]) == .sent)
    let peer = try #require(try nextMessage(router)).peer
    #expect(try router.handle.send(peer.bytes, more: true) == .sent)
    #expect(try router.handle.send([1], more: true) == .sent)
    #expect(try router.handle.send([2], more: false) == .sent)
    #expect(try router.send([7], to: peer) == .sent)
    #expect(try nextMessage(dealer) == [7])
    #expect(dealer.malformedCount == 1)
  }

  @Test
  func `a flood of malformed messages does not hide a message behind it`() throws {
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    let dealer = try connectedDealer(router)
    var poller = Poller()
    _ = poller.watch(dealer)
    for _ in 0..<500 {
      while try dealer.handle.send([], more: false) != .sent {
        // The dealer's queue is full until the router reads.
        #expect(try router.receive() == nil)
        _ = try poller.wait(atMost: .milliseconds(1))
      }
    }
    let last = try eventually(&poller) {
      #expect(try router.receive() == nil)
      return try dealer.send([42]) == .sent ? true : nil
    }
    #expect(last == true)
    #expect(try nextMessage(router)?.payload == [42])
    #expect(router.malformedCount == 500)
  }

  @Test
  func `a frame above the limit costs the peer its connection`() throws {
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    var options = SocketOptions.dealer(for: router.endpoint)
    options.messageBytesMaximum = 1 << 20
    let dealer = try DealerSocket(
      context, to: router.endpoint, security: .open, options: options)
    let monitor = try ConnectionMonitor(context, of: dealer)
    try dealer.connect()
    #expect(try deliver([1], dealer))
    let peer = try #require(try nextMessage(router)).peer
    #expect(try dealer.send([UInt8](repeating: 0, count: 100_000)) == .sent)
    #expect(try nextEvent(monitor) { $0 == .disconnected } == .disconnected)
    var poller = Poller()
    _ = poller.watch(router)
    let outcome = try eventually(&poller) {
      try router.send([2], to: peer) == .unreachable ? true : nil
    }
    #expect(outcome == true)
    #expect(try router.receive() == nil)
  }

  @Test
  func `a payload between the limits of the frame and the message is dropped and counted`() throws {
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    var options = SocketOptions.dealer(for: router.endpoint)
    options.messageBytesMaximum += 1
    let dealer = try DealerSocket(
      context, to: router.endpoint, security: .open, options: options)
    try dealer.connect()
    #expect(try deliver([UInt8](repeating: 0, count: options.messageBytesMaximum), dealer))
    #expect(try dealer.send([42]) == .sent)
    #expect(try nextMessage(router)?.payload == [42])
    #expect(router.malformedCount == 1)
  }

  @Test
  func `an empty message is a bug of its sender`() async {
    await #expect(processExitsWith: .failure) {
      let context = try MessagingContext()
      let router = try RouterSocket(context, binding: loopback(), security: .open)
      _ = try router.send([], to: PeerID(bytes: [1]))
    }
  }

  private func connectedDealer(_ router: borrowing RouterSocket) throws -> DealerSocket {
    let dealer = try DealerSocket(context, to: router.endpoint, security: .open)
    try dealer.connect()
    #expect(try deliver([0], dealer))
    #expect(try nextMessage(router)?.payload == [0])
    return dealer
  }

  private func send(_ parts: [[UInt8]], _ dealer: borrowing DealerSocket) throws {
    for (index, part) in parts.enumerated() {
      #expect(try dealer.handle.send(part, more: index < parts.count - 1) == .sent)
    }
  }
}
