import Testing

@testable import Messaging

@Suite(.serialized)
struct RoundTripTests {
  @Test
  func `a message and its answer cross a socket file`() throws {
    let directory = try PrivateDirectory.make(under: ["/tmp"])
    defer { directory.remove(socketsNamed: ["hub"]) }
    let context = try MessagingContext()
    try exchange(context, directory.endpoint(named: "hub"))
    try context.terminate(within: patience)
  }

  @Test
  func `a message and its answer cross a loopback port the system chose`() throws {
    let context = try MessagingContext()
    try exchange(context, loopback())
    try context.terminate(within: patience)
  }

  @Test
  func `a peer that never existed is unreachable`() throws {
    let context = try MessagingContext()
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    #expect(try router.send([1], to: PeerID(bytes: [0, 1, 2, 3, 4])) == .unreachable)
    #expect(try router.send([1], to: PeerID(bytes: [])) == .unreachable)
  }

  @Test
  func `a peer that left is unreachable, and the next message goes to the right one`() throws {
    let context = try MessagingContext()
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    let gone = try peerThatLeaves(context, router)
    var poller = Poller()
    let unreachable = try eventually(&poller) {
      try router.send([9], to: gone) == .unreachable ? true : nil
    }
    #expect(unreachable == true)

    let dealer = try DealerSocket(context, to: router.endpoint, security: .open)
    try dealer.connect()
    #expect(try deliver([1], dealer))
    let hello = try #require(try nextMessage(router))
    #expect(try router.send([2], to: hello.peer) == .sent)
    #expect(try nextMessage(dealer) == [2])
    #expect(dealer.malformedCount == 0)
  }

  @Test
  func `a dealer without a connection says again, and does not wait`() throws {
    let context = try MessagingContext()
    let dealer = try DealerSocket(
      context, to: Endpoint(parsing: "ipc:///tmp/clipmill-nobody-here"), security: .open)
    try dealer.connect()
    #expect(try dealer.send([1]) == .again)
    #expect(try dealer.receive() == nil)
  }

  @Test
  func `a peer that does not read makes the router say again`() throws {
    let context = try MessagingContext()
    var options = SocketOptions.router
    options.sendQueueLimit = 5
    let router = try RouterSocket(context, binding: loopback(), security: .open, options: options)
    let dealer = try DealerSocket(context, to: router.endpoint, security: .open)
    try dealer.connect()
    #expect(try deliver([1], dealer))
    let peer = try #require(try nextMessage(router)).peer
    let payload = [UInt8](repeating: 7, count: options.messageBytesMaximum)
    // 32 MiB: more than both queues and the kernel's buffers hold, and fewer messages than libzmq
    // would queue by itself (1000).
    let results = try (0..<512).map { _ in try router.send(payload, to: peer) }
    #expect(results.first == .sent)
    #expect(results.last == .again)
    #expect(!results.contains(.unreachable))
  }

  @Test
  func `an end with open sockets is reported, and they then throw terminated`() throws {
    let context = try MessagingContext()
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    let late = #expect(throws: MessagingError.self) {
      try context.terminate(within: .milliseconds(50))
    }
    #expect(late?.kind == .deadline)
    let ended = #expect(throws: MessagingError.self) { try router.receive() }
    #expect(ended?.kind == .terminated)
  }

  @Test
  func `the library is new enough and says its version`() throws {
    try LibraryVersion.installed.check()
    #expect(LibraryVersion.installed.description.hasPrefix("libzmq 4."))
    let error = #expect(throws: MessagingError.self) {
      try LibraryVersion(major: 4, minor: 3, patch: 2).check()
    }
    #expect(
      error?.description
        == "could not use libzmq 4.3.2: it has known security faults; "
        + "install libzmq 4.3.3 or later")
  }

  private func exchange(_ context: MessagingContext, _ endpoint: Endpoint) throws {
    let router = try RouterSocket(context, binding: endpoint, security: .open)
    let dealer = try DealerSocket(context, to: router.endpoint, security: .open)
    try dealer.connect()
    #expect(try deliver(Array("hello".utf8), dealer))
    let message = try #require(try nextMessage(router))
    #expect(message.payload == Array("hello".utf8))
    #expect(message.userID == nil)
    #expect(try router.send(Array("welcome".utf8), to: message.peer) == .sent)
    #expect(try nextMessage(dealer) == Array("welcome".utf8))
    #expect(try router.receive() == nil)
  }

  private func peerThatLeaves(
    _ context: MessagingContext, _ router: borrowing RouterSocket
  ) throws -> PeerID {
    let dealer = try DealerSocket(context, to: router.endpoint, security: .open)
    try dealer.connect()
    #expect(try deliver([1], dealer))
    return try #require(try nextMessage(router)).peer
  }
}
