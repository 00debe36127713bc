private import CZeroMQ
private import Glibc

/// One libzmq socket: options, frames, and closing.
///
/// Belongs to one thread, which the compiler checks as the class is not Sendable. Sockets own it; a
/// Poller may still hold it after it was closed.
final class SocketHandle {
  private(set) var pointer: UnsafeMutableRawPointer?
  /// Keeps the context alive for as long as the socket is open.
  private let context: MessagingContext
  /// Messages that were drained and dropped for their shape.
  var malformedCount = 0

  init(_ context: MessagingContext, type: Int32) throws(MessagingError) {
    guard let pointer = zmq_socket(context.pointer, type) else {
      throw MessagingError(number: zmq_errno(), "open", "a socket")
    }
    self.pointer = pointer
    self.context = context
    try set(ZMQ_LINGER, 0)
    try set(ZMQ_IPV6, 0)
  }

  deinit { close() }

  var isClosed: Bool { pointer == nil }

  /// Drops queued messages (LINGER 0) and frees the socket; a second call does nothing.
  func close() {
    guard let open = pointer else { return }
    pointer = nil
    zmq_close(open)
  }

  // MARK: Options

  func set(_ option: Int32, _ value: Int) throws(MessagingError) {
    var number = Int32(value)
    try require("set", "socket option \(option)") {
      zmq_setsockopt(pointer, option, &number, MemoryLayout<Int32>.size)
    }
  }

  func set(_ option: Int32, wide value: Int) throws(MessagingError) {
    var number = Int64(value)
    try require("set", "socket option \(option)") {
      zmq_setsockopt(pointer, option, &number, MemoryLayout<Int64>.size)
    }
  }

  func set(_ option: Int32, bytes: [UInt8]) throws(MessagingError) {
    try require("set", "socket option \(option)") {
      zmq_setsockopt(pointer, option, bytes, bytes.count)
    }
  }

  func apply(_ options: SocketOptions) throws(MessagingError) {
    options.check()
    try set(ZMQ_SNDHWM, options.sendQueueLimit)
    try set(ZMQ_RCVHWM, options.receiveQueueLimit)
    try set(ZMQ_MAXMSGSIZE, wide: options.frameBytesMaximum)
    try set(ZMQ_HANDSHAKE_IVL, pollMilliseconds(options.handshakeLimit))
    try set(ZMQ_HEARTBEAT_IVL, pollMilliseconds(options.heartbeatInterval))
    try set(ZMQ_HEARTBEAT_TIMEOUT, pollMilliseconds(options.heartbeatTimeout))
    if let timeToLive = options.heartbeatTimeToLive {
      try set(ZMQ_HEARTBEAT_TTL, pollMilliseconds(timeToLive))
    }
    try set(ZMQ_BACKLOG, options.backlog)
    try set(ZMQ_TCP_KEEPALIVE, 1)
    try set(ZMQ_TCP_KEEPALIVE_IDLE, Int(options.keepAliveIdle.components.seconds))
    try set(ZMQ_TCP_KEEPALIVE_INTVL, Int(options.keepAliveInterval.components.seconds))
    try set(ZMQ_TCP_KEEPALIVE_CNT, options.keepAliveProbes)
    try set(ZMQ_RECONNECT_IVL, pollMilliseconds(options.reconnectInterval))
    try set(ZMQ_RECONNECT_IVL_MAX, pollMilliseconds(options.reconnectIntervalMaximum))
    try set(ZMQ_CONNECT_TIMEOUT, pollMilliseconds(options.connectLimit))
  }

  // MARK: Endpoints

  func bind(_ text: String) throws(MessagingError) {
    try require("bind", text) { zmq_bind(pointer, text) }
  }

  /// Releases the address at once; has no effect when the context has ended.
  func unbind(_ text: String) {
    zmq_unbind(pointer, text)
  }

  func connect(_ text: String) throws(MessagingError) {
    try require("connect to", text) { zmq_connect(pointer, text) }
  }

  /// The address that was really bound: with the port that the system chose in place of `*`.
  func lastEndpoint() throws(MessagingError) -> String {
    var size = 1024
    var text = [UInt8](repeating: 0, count: size)
    try require("read", "the bound endpoint") {
      zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &text, &size)
    }
    return String(decoding: text.prefix(max(size - 1, 0)), as: UTF8.self)
  }

  // MARK: Frames

  /// Sends one frame without ever blocking.
  func send(_ bytes: [UInt8], more: Bool) throws(MessagingError) -> SendResult {
    let flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)
    switch uninterrupted({ zmq_send(pointer, bytes, bytes.count, flags) }) {
    case .value: return .sent
    case .failed(EAGAIN): return .again
    case .failed(EHOSTUNREACH): return .unreachable
    case .failed(let number): throw MessagingError(number: number, "send", "a message")
    }
  }

  /// The next frame; nil when none is waiting.
  func receiveFrame() throws(MessagingError) -> Frame? {
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    defer { zmq_msg_close(&message) }
    switch uninterrupted({ zmq_msg_recv(&message, pointer, ZMQ_DONTWAIT) }) {
    case .value: return Frame(&message)
    case .failed(EAGAIN): return nil
    case .failed(let number): throw MessagingError(number: number, "receive", "a message")
    }
  }

  /// Reads the rest of an unwanted message, without copying it.
  func drainFrames(after frame: Frame) throws(MessagingError) {
    var isMore = frame.isMore
    while isMore {
      var message = zmq_msg_t()
      zmq_msg_init(&message)
      defer { zmq_msg_close(&message) }
      switch uninterrupted({ zmq_msg_recv(&message, pointer, ZMQ_DONTWAIT) }) {
      case .value: isMore = zmq_msg_more(&message) != 0
      case .failed(EAGAIN): return
      case .failed(let number): throw MessagingError(number: number, "receive", "a message")
      }
    }
  }
}

/// One part of a message, copied out of libzmq's memory.
struct Frame {
  let bytes: [UInt8]
  let isMore: Bool
  /// The user id under which the sender was authenticated.
  ///
  /// Read it only from a payload frame: libzmq 4.3.4 loses it on the routing-id frame once the socket was polled.
  let userID: String?

  fileprivate init(_ message: inout zmq_msg_t) {
    let size = zmq_msg_size(&message)
    bytes = [UInt8](UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: size))
    isMore = zmq_msg_more(&message) != 0
    if let text = zmq_msg_gets(&message, "User-Id") {
      userID = String(validatingCString: text)
    } else {
      userID = nil
    }
  }
}

/// The outcome of sending a message.
package enum SendResult: Sendable, Equatable {
  /// Queued for the peer.
  ///
  /// It may still be lost with the connection: only an answer proves arrival.
  case sent
  /// The queue is full, or (DEALER) there is no connection at the moment: try later.
  case again
  /// The peer is no longer connected (ROUTER only).
  case unreachable
}
