import CZeroMQ
import Glibc
import TestSupport
import Testing

@testable import Messaging

@Suite(.serialized)
struct SecurityTests {
  let context: MessagingContext
  let server: CurveKeyPair
  let worker: CurveKeyPair
  let list: AllowList

  init() throws {
    context = try MessagingContext()
    server = try .generate()
    worker = try .generate()
    var list = AllowList()
    try list.admit(worker.publicKey, as: AllowList.Peer(role: .worker, name: "node-1"))
    self.list = list
  }

  @Test
  func `a known key gets in, and its messages carry its name`() throws {
    let handler = try ZAPHandler(context, list)
    let router = try guardedRouter(handler)
    let dealer = try client(worker, of: router)
    let monitor = try ConnectionMonitor(context, of: dealer)
    try dealer.connect()
    #expect(try nextEvent(monitor) { $0 == .ready } == .ready)
    #expect(try deliver([1, 2, 3], dealer))
    let message = try #require(try nextMessage(router))
    #expect(message.payload == [1, 2, 3])
    #expect(message.userID == "worker:node-1")
    #expect(handler.admits(userID: message.userID)?.name == "node-1")
    #expect(try router.send([4], to: message.peer) == .sent)
    #expect(try nextMessage(dealer) == [4])
    #expect(handler.refusedCount == 0)
  }

  @Test
  func `the largest payload crosses an encrypted connection too`() throws {
    let handler = try ZAPHandler(context, list)
    let router = try guardedRouter(handler)
    let dealer = try client(worker, of: router)
    try dealer.connect()
    let payload = [UInt8](repeating: 9, count: SocketOptions.router.messageBytesMaximum)
    #expect(try deliver(payload, dealer))
    #expect(try nextMessage(router)?.payload == payload)
    let error = #expect(throws: MessagingError.self) { _ = try dealer.send(payload + [9]) }
    #expect(
      error?.description
        == "could not send a message of 65537 bytes: the limit is 65536 bytes")
  }

  @Test
  func `an unknown key is refused, and the worker is told so`() throws {
    let handler = try ZAPHandler(context, list)
    let router = try guardedRouter(handler)
    let stranger = try client(CurveKeyPair.generate(), of: router)
    let monitor = try ConnectionMonitor(context, of: stranger)
    try stranger.connect()
    let event = try nextEvent(monitor) { if case .refused = $0 { true } else { false } }
    #expect(event == .refused(status: 400))
    #expect(try stranger.send([1]) == .again)
    #expect(handler.refusedCount == 1)
    try expectNothingBut(worker, router)
  }

  @Test
  func `a wrong server key causes a failed handshake, not silence`() throws {
    let handler = try ZAPHandler(context, list)
    let router = try guardedRouter(handler)
    let foreign = try CurveKeyPair.generate().publicKey
    let dealer = try DealerSocket(
      context, to: router.endpoint, security: .curve(worker, server: foreign))
    let monitor = try ConnectionMonitor(context, of: dealer)
    try dealer.connect()
    let event = try nextEvent(monitor) { $0 != .connected && $0 != .ready }
    #expect(event != nil)
    try expectNothingBut(worker, router)
  }

  @Test
  func `a peer without keys never gets in`() throws {
    let handler = try ZAPHandler(context, list)
    let router = try guardedRouter(handler)
    let plain = try DealerSocket(context, to: router.endpoint, security: .open)
    let monitor = try ConnectionMonitor(context, of: plain)
    try plain.connect()
    let event = try nextEvent(monitor) { if case .protocolError = $0 { true } else { false } }
    #expect(event == .protocolError(code: Int(ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH)))
    try expectNothingBut(worker, router)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `raw bytes on the port are never delivered`(seed: UInt64) throws {
    let handler = try ZAPHandler(context, list)
    let router = try guardedRouter(handler)
    let garbage = RawConnection(to: router.endpoint.description)
    var numbers = SeededNumbers(seed: seed)
    var bytes = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    // Half of them start like version 1 of the protocol, which knows no keys.
    if seed % 2 == 0 { bytes.replaceSubrange(0..<4, with: [0x01, 0x00, 0x02, 0x00]) }
    garbage.send(bytes)
    try expectNothingBut(worker, router)
    #expect(garbage.isClosedByPeer(within: patience))
  }

  @Test
  func `without a handler nobody gets in, not even a known key`() throws {
    let (handle, endpoint) = try unguardedServer()
    let router = RouterSocket(handle, at: endpoint, .open, .router)
    let dealer = try client(worker, of: router)
    let monitor = try ConnectionMonitor(context, of: dealer)
    try dealer.connect()
    let event = try nextEvent(monitor) { $0 != .connected }
    #expect(event != nil && event != .ready)
    #expect(try dealer.send([1]) == .again)
    #expect(try router.receive() == nil)
  }

  @Test
  func `when the handler ends, nobody new gets in`() throws {
    let (handle, endpoint) = try unguardedServer { [context, list] in
      // Answers while the endpoint is bound, and is gone before anyone knocks.
      _ = try ZAPHandler(context, list)
    }
    let router = RouterSocket(handle, at: endpoint, .open, .router)
    let dealer = try client(worker, of: router)
    let monitor = try ConnectionMonitor(context, of: dealer)
    try dealer.connect()
    let event = try nextEvent(monitor) { $0 != .connected }
    #expect(event != nil && event != .ready)
    #expect(try router.receive() == nil)
  }

  @Test
  func `an ended handler guards no new endpoint`() throws {
    let handler = try ZAPHandler(context, list)
    context.shutdown()
    var poller = Poller()
    #expect(try eventually(&poller) { handler.isAnswering ? nil : true } == true)
    let error = #expect(throws: MessagingError.self) {
      _ = try RouterSocket(context, binding: loopback(), security: .curve(server, handler))
    }
    #expect(error?.kind == .notGuarded)
  }

  @Test
  func `a revoked key is refused by name at once, and at each handshake from then on`() throws {
    let handler = try ZAPHandler(context, list)
    let router = try guardedRouter(handler)
    let dealer = try client(worker, of: router)
    try dealer.connect()
    #expect(try deliver([1], dealer))
    #expect(handler.admits(userID: try nextMessage(router)?.userID) != nil)

    try handler.replace(AllowList())
    #expect(try deliver([2], dealer))
    let late = try #require(try nextMessage(router))
    #expect(late.userID == "worker:node-1")
    #expect(handler.admits(userID: late.userID) == nil)

    let again = try client(worker, of: router)
    let monitor = try ConnectionMonitor(context, of: again)
    try again.connect()
    let event = try nextEvent(monitor) { $0 != .connected }
    #expect(event == .refused(status: 400))
  }

  @Test
  func `a name cannot come back with another key`() throws {
    let handler = try ZAPHandler(context, list)
    let late = try AllowList.Peer(role: .worker, name: "node-2")
    var longer = list
    try longer.admit(CurveKeyPair.generate().publicKey, as: late)
    try handler.replace(longer)
    try handler.replace(AllowList())
    var other = AllowList()
    try other.admit(CurveKeyPair.generate().publicKey, as: late)
    #expect(throws: MessagingError.self) { try handler.replace(other) }
    let peer = try AllowList.Peer(role: .worker, name: "node-1")
    try other.admit(CurveKeyPair.generate().publicKey, as: peer)
    let error = #expect(throws: MessagingError.self) { try handler.replace(other) }
    #expect(
      error?.description
        == "could not replace the allow-list: worker:node-1 had another key before; "
        + "a new key needs a new name")
    #expect(handler.admits(userID: "worker:node-1") == nil)
    try handler.replace(list)
    #expect(handler.admits(userID: "worker:node-1") != nil)
  }

  @Test
  func `nobody is admitted without a user id`() throws {
    let handler = try ZAPHandler(context, list)
    #expect(handler.admits(userID: nil) == nil)
    #expect(handler.admits(userID: "") == nil)
    #expect(handler.admits(userID: "reader:node-1") == nil)
  }

  @Test(arguments: ["tcp://127.0.0.1:*", "tcp://0.0.0.0:*"])
  func `the self-test passes with the handler`(text: String) throws {
    let handler = try ZAPHandler(context, list)
    let router = try RouterSocket(
      context, binding: Endpoint(parsing: text), security: .curve(server, handler))
    try AccessSelfTest.run(context, endpoint: router.endpoint, server: server.publicKey)
    #expect(handler.refusedCount == 1)
  }

  @Test
  func `the self-test throws without a handler`() throws {
    let (handle, endpoint) = try unguardedServer()
    defer { handle.close() }
    let error = #expect(throws: MessagingError.self) {
      try AccessSelfTest.run(
        context, endpoint: endpoint, server: server.publicKey, limit: .milliseconds(200))
    }
    #expect(error?.kind == .notGuarded)
  }

  @Test
  func `the self-test throws when the endpoint lets strangers in`() throws {
    let (handle, endpoint) = try unguardedServer(enforcing: false)
    defer { handle.close() }
    let error = #expect(throws: MessagingError.self) {
      try AccessSelfTest.run(context, endpoint: endpoint, server: server.publicKey)
    }
    #expect(error?.description.contains("it let in a key that is in no list") == true)
  }

  private func guardedRouter(_ handler: ZAPHandler) throws -> RouterSocket {
    try RouterSocket(context, binding: loopback(), security: .curve(server, handler))
  }

  private func client(
    _ keys: CurveKeyPair, of router: borrowing RouterSocket
  ) throws -> DealerSocket {
    try DealerSocket(
      context, to: router.endpoint, security: .curve(keys, server: server.publicKey))
  }

  /// A known peer's message is the first that arrives: nothing came before it.
  private func expectNothingBut(
    _ keys: CurveKeyPair, _ router: borrowing RouterSocket
  ) throws {
    let dealer = try client(keys, of: router)
    try dealer.connect()
    #expect(try deliver([42], dealer))
    #expect(try nextMessage(router)?.payload == [42])
    #expect(try router.receive() == nil)
    #expect(router.malformedCount == 0)
  }

  /// A CURVE server as it must never be: without a thread that checks keys, or no longer with one.
  private func unguardedServer(
    enforcing: Bool = true, before bind: () throws -> Void = {}
  ) throws -> (SocketHandle, Endpoint) {
    let handle = try RouterSocket.open(context, .router)
    try RouterSocket.guardWithCurve(handle, server)
    if !enforcing { try handle.set(ZMQ_ZAP_ENFORCE_DOMAIN, 0) }
    try bind()
    try handle.bind("tcp://127.0.0.1:*")
    return (handle, try Endpoint(parsing: handle.lastEndpoint()))
  }
}
