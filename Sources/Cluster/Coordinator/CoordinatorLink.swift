import Messaging
import Scheduling

/// A worker's connection to the current coordinator.
///
/// It follows the coordinator: while there is no connection, it reads the coordinator's address from the bundle every
/// two seconds, also on another host.
final class CoordinatorLink {
  /// An event that the worker must hear of at once.
  enum News: Hashable {
    /// The worker's key is not in the coordinator's list yet; the link tries again.
    case keyUnknown
    /// The worker's key is not in the coordinator's list, and was not for as long as it takes to read a list.
    case keyRefused
    /// The handshake broke: the server key may be another coordinator's.
    case handshakeBroken
  }

  private let context: MessagingContext
  private let place: CoordinatorPlace
  private let security: ClientSecurity
  private var socket: DealerSocket?
  private var monitor: ConnectionMonitor?
  private var tokens: [Poller.Token] = []
  private(set) var endpoint: Endpoint?
  private(set) var isReady = false
  /// A hello that waits for the connection, so that it is sent with the handshake and not a second later.
  private var waiting: [UInt8]?
  private var nextLook = Tick(0)
  /// The time since which the key is refused.
  private var refusedSince: Tick?
  /// The time for the next try of a refused key: libzmq does not try again.
  private var nextTry = Tick.never

  private static let lookPause = Span.seconds(2)
  /// The time for which a key may be unknown: it may have been made a moment ago, on another host.
  static let keyPatience = Span.seconds(15)
  private static let tryPause = Span.milliseconds(500)

  init(_ place: CoordinatorPlace, security: ClientSecurity) throws(MessagingError) {
    self.place = place
    self.security = security
    context = try MessagingContext()
  }

  /// True if this token belongs to the connection.
  func owns(_ token: Poller.Token) -> Bool { tokens.contains(token) }

  /// Makes a new connection to the coordinator's present address, if one is known.
  func open(at now: Tick, _ poller: inout Poller) throws(MessagingError) {
    close(&poller)
    nextLook = now + Self.lookPause
    guard let found = try place.endpoint(), found.isConnectable else { return }
    let fresh = try DealerSocket(context, to: found, security: security)
    let watch = try ConnectionMonitor(context, of: fresh)
    try fresh.connect()
    tokens = [poller.watch(fresh), poller.watch(watch)]
    socket = consume fresh
    monitor = consume watch
    endpoint = found
  }

  /// If there is no connection, checks whether the coordinator has moved.
  ///
  /// Opens a new connection then, and when a refused key is due for another try.
  func follow(at now: Tick, _ poller: inout Poller) throws(MessagingError) {
    guard !isReady else { return }
    if nextTry > now {
      guard nextLook <= now else { return }
      nextLook = now + Self.lookPause
      guard let found = try place.endpoint(), found != endpoint else { return }
    }
    let hello = waiting
    try open(at: now, &poller)
    waiting = hello
  }

  private func close(_ poller: inout Poller) {
    for token in tokens { poller.forget(token) }
    tokens = []
    socket = nil
    monitor = nil
    endpoint = nil
    isReady = false
    waiting = nil
    nextTry = .never
  }

  /// Closes the connection for good; the last messages get this much time to be sent, while the link ends.
  func finish(within limit: Duration, _ poller: inout Poller) throws(MessagingError) {
    try socket?.linger(atMost: limit)
    close(&poller)
  }

  /// False if the message could not be handed over; a hello is then sent with the handshake.
  func send(_ message: FromWorker) throws(MessagingError) -> Bool {
    let bytes = MessageCodec.encode(message)
    if try socket?.send(bytes) == .sent { return true }
    if case .hello = message.message { waiting = bytes }
    return false
  }

  func receive() throws(MessagingError) -> [UInt8]? { try socket?.receive() }

  /// The event on the connection since the last call, if any.
  func news(at now: Tick) throws(MessagingError) -> News? {
    while let event = try monitor?.next() {
      switch event {
      case .ready:
        isReady = true
        refusedSince = nil
        if let hello = waiting, try socket?.send(hello) == .sent { waiting = nil }
      case .refused:
        let isFirst = refusedSince == nil
        let since = refusedSince ?? now
        refusedSince = since
        if now - since >= Self.keyPatience { return .keyRefused }
        nextTry = now + Self.tryPause
        if isFirst { return .keyUnknown }
      case .protocolError: return .handshakeBroken
      case .disconnected, .handshakeFailed, .stopped: isReady = false
      case .connected: break
      }
    }
    return nil
  }
}
