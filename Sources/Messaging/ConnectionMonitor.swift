private import CZeroMQ
private import Synchronization

/// An event on a DEALER's connection.
package enum ConnectionEvent: Sendable, Equatable {
  /// The transport is connected; the handshake comes next.
  case connected
  /// The peer has accepted the connection, and messages flow: time to say hello.
  case ready
  /// The server does not know the key (ZAP status).
  ///
  /// libzmq does not try again: stop with "key refused".
  case refused(status: Int)
  /// The handshake broke the protocol (libzmq's number): a wrong server key, a foreign server, or damage on the way.
  ///
  /// libzmq may not try again: replace the socket after a while.
  case protocolError(code: Int)
  /// The handshake ended without a reason (errno, or 0): libzmq tries again.
  case handshakeFailed(number: Int)
  /// The connection is gone: libzmq tries again, unless the handshake was refused.
  case disconnected
  /// The socket was closed; nothing follows.
  case stopped
}

/// Events of one DEALER's connection, which its socket does not report: a refused key looks like silence.
///
/// Make it before `connect`, on the socket's thread, and read it until nil after each wake-up.
package struct ConnectionMonitor: ~Copyable {
  private static let lastNumber = Atomic(0)
  private static let interesting =
    ZMQ_EVENT_CONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
    | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_MONITOR_STOPPED

  let handle: SocketHandle
  private let subject: SocketHandle

  /// Attaches to a socket.
  ///
  /// A socket has one monitor at a time.
  package init(
    _ context: MessagingContext, of socket: borrowing DealerSocket
  ) throws(MessagingError) {
    handle = try Self.open(context, socket.handle)
    subject = socket.handle
  }

  /// Stops the watching first.
  ///
  /// Otherwise libzmq's I/O thread would wait for ever for a reader of the events of a watched socket whose monitor
  /// is gone, and block every connection of the process.
  deinit {
    if let watched = subject.pointer {
      zmq_socket_monitor(watched, nil, 0)
    } else {
      waitForStop()
    }
    handle.close()
  }

  /// The watched socket was closed: its last event comes when nothing can follow any more.
  private borrowing func waitForStop() {
    let deadline = ContinuousClock.now + .seconds(1)
    var poller = Poller()
    _ = poller.watch(self)
    while ContinuousClock.now < deadline {
      while let event = try? next() {
        if event == .stopped { return }
      }
      guard (try? poller.wait(atMost: .milliseconds(20))) != nil else { return }
    }
  }

  /// The next event; nil when there is none.
  ///
  /// Never blocks.
  package borrowing func next() throws(MessagingError) -> ConnectionEvent? {
    while let frame = try handle.receiveFrame() {
      try handle.drainFrames(after: frame)
      if let event = Self.event(frame.bytes) { return event }
    }
    return nil
  }

  private static func open(
    _ context: MessagingContext, _ subject: SocketHandle
  ) throws(MessagingError) -> SocketHandle {
    let number = lastNumber.add(1, ordering: .relaxed).newValue
    let name = "inproc://connection-monitor-\(number)"
    let handle = try SocketHandle(context, type: ZMQ_PAIR)
    // Unlimited: libzmq's I/O thread blocks when this queue is full. Events are few and tiny.
    try handle.set(ZMQ_RCVHWM, 0)
    try require("watch", "a connection") {
      zmq_socket_monitor(subject.pointer, name, interesting)
    }
    try handle.connect(name)
    return handle
  }

  /// Reads an event frame: 16 bits of event and 32 of value, in the byte order of the host.
  private static func event(_ bytes: [UInt8]) -> ConnectionEvent? {
    guard bytes.count == 6 else { return nil }
    let kind = bytes.withUnsafeBytes { Int32($0.loadUnaligned(as: UInt16.self)) }
    let value = bytes.withUnsafeBytes {
      Int($0.loadUnaligned(fromByteOffset: 2, as: UInt32.self))
    }
    switch kind {
    case ZMQ_EVENT_CONNECTED: return .connected
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: return .ready
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: return .refused(status: value)
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: return .protocolError(code: value)
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: return .handshakeFailed(number: value)
    case ZMQ_EVENT_DISCONNECTED: return .disconnected
    case ZMQ_EVENT_MONITOR_STOPPED: return .stopped
    default: return nil
    }
  }
}
