private import Glibc

/// One thread tells another that it is done by closing its end of a socket pair.
///
/// A hang-up is level-triggered, fits into any poll, and happens even when a thread ends unexpectedly.
struct HangUp: ~Copyable {
  /// Polls as failed (POLLHUP) once the holder has closed its end.
  let descriptor: Int32
  private let holder: Int32

  init() throws(MessagingError) {
    let ends = try Self.makePair()
    (descriptor, holder) = ends
  }

  deinit { close(descriptor) }

  /// The other end; its receiver must close it exactly once.
  func takeHolder() -> Holder { Holder(descriptor: holder) }

  /// The end whose closing is the message.
  struct Holder: Sendable {
    fileprivate let descriptor: Int32

    func letGo() { close(descriptor) }
  }

  /// True once the holder has closed its end; false when `limit` passed first.
  borrowing func wait(atMost limit: Duration) throws(MessagingError) -> Bool {
    var poller = Poller()
    _ = poller.watch(descriptor: descriptor)
    return try !poller.wait(atMost: limit).isEmpty
  }

  private static func makePair() throws(MessagingError) -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    // Not a pipe: a child started meanwhile must not inherit the holder's end, and keep it open for ever.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    try require("open", "a socket pair") { socketpair(AF_UNIX, kind, 0, &ends) }
    return (ends[0], ends[1])
  }
}
