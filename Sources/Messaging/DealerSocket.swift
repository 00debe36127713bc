private import CZeroMQ

/// The proof of a connecting socket's identity, and the server that it trusts.
package enum ClientSecurity: Sendable {
  /// No keys: for a loopback address or a private socket file.
  case open
  /// The client's own pair, and the key that the server must have.
  case curve(CurveKeyPair, server: CurvePublicKey)
}

/// A worker's socket: one peer, the coordinator.
///
/// It belongs to one thread, and closes when dropped.
///
/// libzmq connects again after a lost connection, but not after a protocol error (one flipped bit is enough): replace
/// the socket when the coordinator has been silent for too long. It has no fixed routing id, so a new socket is a new
/// peer and must introduce itself again.
package struct DealerSocket: ~Copyable {
  private static let dropsPerReceive = 64

  let handle: SocketHandle
  private let messageBytesMaximum: Int
  private let endpoint: Endpoint

  /// Opens the socket; `connect` starts to connect it.
  ///
  /// Attach a monitor in between, to see the first refusal.
  ///
  /// Throws `.endpoint` for an endpoint without a port.
  package init(
    _ context: MessagingContext, to endpoint: Endpoint, security: ClientSecurity,
    options: SocketOptions? = nil
  ) throws(MessagingError) {
    guard endpoint.isConnectable else {
      throw MessagingError(.endpoint, "connect to", "\(endpoint)", "it needs a port number")
    }
    let options = options ?? .dealer(for: endpoint)
    handle = try Self.open(context, security, options)
    messageBytesMaximum = options.messageBytesMaximum
    self.endpoint = endpoint
  }

  deinit { handle.close() }

  /// Messages dropped for their shape: empty, oversized, or of several parts.
  package var malformedCount: Int { handle.malformedCount }

  /// Starts connecting in the background, repeatedly; returns at once.
  package borrowing func connect() throws(MessagingError) {
    try handle.connect(endpoint.description)
  }

  /// Queues a message for the coordinator.
  ///
  /// Never blocks; returns `again` without a connection.
  ///
  /// Throws `.limit` for a payload above the size limit, `.terminated` after a shutdown.
  package borrowing func send(_ payload: [UInt8]) throws(MessagingError) -> SendResult {
    try checkOutgoing(payload, messageBytesMaximum)
    return try handle.send(payload, more: false)
  }

  /// The next well-formed payload; nil when none is waiting.
  ///
  /// Never blocks.
  ///
  /// After a wake-up, call it until it returns nil. Throws `.terminated` after a shutdown.
  package borrowing func receive() throws(MessagingError) -> [UInt8]? {
    for _ in 0..<Self.dropsPerReceive {
      guard let body = try handle.receiveFrame() else { return nil }
      if try handle.isWellFormed(body, messageBytesMaximum) { return body.bytes }
    }
    return nil
  }

  /// From now on, closing the socket drops nothing: queued messages are still sent while the context ends, for at
  /// most this long.
  package borrowing func linger(atMost limit: Duration) throws(MessagingError) {
    try handle.set(ZMQ_LINGER, pollMilliseconds(limit))
  }

  private static func open(
    _ context: MessagingContext, _ security: ClientSecurity, _ options: SocketOptions
  ) throws(MessagingError) -> SocketHandle {
    let handle = try SocketHandle(context, type: ZMQ_DEALER)
    try handle.apply(options)
    // A queue for a dead connection would be sent to the next coordinator.
    try handle.set(ZMQ_IMMEDIATE, 1)
    if case .curve(let keys, let server) = security {
      try handle.set(ZMQ_CURVE_SERVERKEY, bytes: server.bytes)
      try handle.set(ZMQ_CURVE_PUBLICKEY, bytes: keys.publicKey.bytes)
      try handle.set(ZMQ_CURVE_SECRETKEY, bytes: keys.secret)
    }
    return handle
  }
}
