private import CZeroMQ
private import Glibc

/// The routing id that libzmq gave a connection: names it for replies, and nothing else.
///
/// It is new for every connection and does not identify the peer.
package struct PeerID: Hashable, Sendable, CustomStringConvertible {
  package let bytes: [UInt8]

  /// An id as received; tests may invent one.
  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// In hexadecimal, for logs.
  package var description: String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

/// A message from a peer of a ROUTER.
package struct PeerMessage: Sendable, Equatable {
  /// The address of a reply.
  package let peer: PeerID
  /// 1 byte up to the size limit.
  package let payload: [UInt8]
  /// The name under which the sender was admitted ("worker:NAME"); nil on an endpoint without keys.
  ///
  /// The allow-list may have changed since: ask `ZAPHandler.admits` for each message.
  package let userID: String?
}

/// The protection of a bound endpoint.
package enum ServerSecurity: Sendable {
  /// No keys: only for a loopback address or a socket file in a private directory.
  case open
  /// CURVE with the server's own pair; the handler, which is already answering, decides which peers are admitted.
  case curve(CurveKeyPair, ZAPHandler)
}

/// The coordinator's socket: many peers, each named by its connection.
///
/// It belongs to one thread, and closes when dropped.
package struct RouterSocket: ~Copyable {
  /// Malformed messages read in one `receive`, so that a flood cannot hold the caller.
  private static let dropsPerReceive = 64

  let handle: SocketHandle
  private let guardian: ZAPHandler?
  private let messageBytesMaximum: Int
  /// The address for peers, with the port that the system chose.
  package let endpoint: Endpoint

  /// Opens and binds.
  ///
  /// Throws `.endpoint` for an address that other hosts can reach without keys, `.notPermitted` for an open socket
  /// file outside a private directory, `.system(EADDRINUSE)` for an address with a listener, `.notGuarded` when the
  /// ZAP handler has ended.
  package init(
    _ context: MessagingContext, binding endpoint: Endpoint, security: ServerSecurity,
    options: SocketOptions = .router
  ) throws(MessagingError) {
    try Self.check(endpoint, security)
    let handle = try Self.open(context, options)
    if case .curve(let keys, _) = security { try Self.guardWithCurve(handle, keys) }
    do throws(MessagingError) {
      try handle.bind(endpoint.description)
    } catch {
      guard error.kind == .system(EADDRINUSE), !endpoint.isLocalSocket else { throw error }
      throw MessagingError(
        error.kind, error.operation, error.subject,
        "\(error.reason) (choose another port, or * for any free one)")
    }
    let bound = try Endpoint(parsing: handle.lastEndpoint())
    self.init(handle, at: bound, security, options)
  }

  /// Wraps a socket that is already bound.
  init(
    _ handle: SocketHandle, at endpoint: Endpoint, _ security: ServerSecurity,
    _ options: SocketOptions
  ) {
    self.handle = handle
    self.endpoint = endpoint
    messageBytesMaximum = options.messageBytesMaximum
    if case .curve(_, let handler) = security { guardian = handler } else { guardian = nil }
  }

  deinit { handle.close() }

  /// Messages dropped for their shape since the start: no payload, an empty or oversized one, or
  /// more than one.
  ///
  /// They never reach the caller.
  package var malformedCount: Int { handle.malformedCount }

  /// Queues a message for one peer.
  ///
  /// Never blocks.
  ///
  /// Throws `.limit` for a payload above the size limit, `.terminated` after a shutdown.
  package borrowing func send(
    _ payload: [UInt8], to peer: PeerID
  ) throws(MessagingError) -> SendResult {
    try checkOutgoing(payload, messageBytesMaximum)
    // The refusal comes with the id frame; the payload must then not follow as a separate message.
    let result = try handle.send(peer.bytes, more: true)
    guard result == .sent else { return result }
    return try handle.send(payload, more: false)
  }

  /// The next well-formed message; nil when none is waiting.
  ///
  /// Never blocks.
  ///
  /// After a wake-up, call it until it returns nil. Throws `.terminated` after a shutdown.
  package borrowing func receive() throws(MessagingError) -> PeerMessage? {
    for _ in 0..<Self.dropsPerReceive {
      guard let identity = try handle.receiveFrame() else { return nil }
      guard identity.isMore, let body = try handle.receiveFrame() else {
        handle.malformedCount += 1
        continue
      }
      guard try handle.isWellFormed(body, messageBytesMaximum) else { continue }
      return PeerMessage(
        peer: PeerID(bytes: identity.bytes), payload: body.bytes, userID: body.userID)
    }
    return nil
  }

  static func open(
    _ context: MessagingContext, _ options: SocketOptions
  ) throws(MessagingError) -> SocketHandle {
    let handle = try SocketHandle(context, type: ZMQ_ROUTER)
    try handle.apply(options)
    // Otherwise messages that cannot be routed or queued are dropped silently.
    try handle.set(ZMQ_ROUTER_MANDATORY, 1)
    return handle
  }

  static func guardWithCurve(
    _ handle: SocketHandle, _ keys: CurveKeyPair
  ) throws(MessagingError) {
    try handle.set(ZMQ_CURVE_SERVER, 1)
    try handle.set(ZMQ_CURVE_SECRETKEY, bytes: keys.secret)
    // Only both together refuse every peer when no handler answers.
    try handle.set(ZMQ_ZAP_DOMAIN, bytes: Array(ZAPHandler.domain.utf8))
    try handle.set(ZMQ_ZAP_ENFORCE_DOMAIN, 1)
  }

  private static func check(
    _ endpoint: Endpoint, _ security: ServerSecurity
  ) throws(MessagingError) {
    switch security {
    case .curve(_, let handler):
      guard handler.isAnswering else {
        throw MessagingError(
          .notGuarded, "bind", "\(endpoint)", "the thread that checks keys has ended")
      }
    case .open:
      guard endpoint.mayBindWithoutKeys else {
        throw MessagingError(
          .endpoint, "bind", "\(endpoint)",
          "other hosts can reach it, so it needs keys; make them with keygen, or bind 127.0.0.1")
      }
      if let path = endpoint.path { try PrivateDirectory.check(parentOf: path) }
    }
    if let path = endpoint.path { try SocketFile.checkIsFree(path) }
  }
}

func checkOutgoing(_ payload: [UInt8], _ maximum: Int) throws(MessagingError) {
  precondition(!payload.isEmpty, "an empty message would be dropped by its receiver")
  guard payload.count <= maximum else {
    throw MessagingError(
      .limit, "send", "a message of \(payload.count) bytes", "the limit is \(maximum) bytes")
  }
}

extension SocketHandle {
  /// True if a payload frame is the only one, is not empty, and is not too large; otherwise the whole message is
  /// drained and counted.
  func isWellFormed(_ body: Frame, _ maximum: Int) throws(MessagingError) -> Bool {
    if !body.isMore, (1...maximum).contains(body.bytes.count) { return true }
    malformedCount += 1
    try drainFrames(after: body)
    return false
  }
}
