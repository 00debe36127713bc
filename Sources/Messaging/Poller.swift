private import CZeroMQ
private import Glibc

/// Waits on sockets and raw file descriptors together, never longer than its limit.
///
/// It lives on the thread of its sockets. A watched socket that has been closed is simply never ready; a descriptor
/// must be forgotten before it is closed, since its number may come back as another file. Readiness is
/// level-triggered: unread data are reported again by the next wait. Nevertheless read a ready socket until it
/// returns nil, as one wake-up may stand for many messages.
package struct Poller {
  /// Names one watched socket or descriptor in the results.
  package struct Token: Hashable, Sendable {
    let number: Int
  }

  /// One ready socket or descriptor.
  package struct Readiness: Equatable, Sendable {
    package let token: Token
    /// A message or bytes can be read; for a pidfd: the process has ended.
    package let isReadable: Bool
    /// Hang-up, error or a closed descriptor; a pipe may still hold bytes: read them to the end first.
    package let isHungUp: Bool
  }

  private enum Subject {
    case socket(SocketHandle)
    case descriptor(Int32)

    var isClosedSocket: Bool {
      if case .socket(let handle) = self { handle.isClosed } else { false }
    }
  }

  private struct Entry {
    let token: Token
    let subject: Subject
  }

  private var entries: [Entry] = []
  private var nextNumber = 0

  /// A poller that watches nothing yet.
  package init() {}

  /// Watches for messages from any peer.
  package mutating func watch(_ socket: borrowing RouterSocket) -> Token {
    add(.socket(socket.handle))
  }

  /// Watches for messages.
  package mutating func watch(_ socket: borrowing DealerSocket) -> Token {
    add(.socket(socket.handle))
  }

  /// Watches for events of a connection.
  package mutating func watch(_ monitor: borrowing ConnectionMonitor) -> Token {
    add(.socket(monitor.handle))
  }

  /// Watches a pipe, signalfd, pidfd or the like; hang-up is always reported.
  package mutating func watch(descriptor: Int32) -> Token {
    precondition(descriptor >= 0, "a descriptor to poll must be open")
    return add(.descriptor(descriptor))
  }

  mutating func watch(_ handle: SocketHandle) -> Token {
    add(.socket(handle))
  }

  /// Stops watching; unknown tokens are ignored.
  package mutating func forget(_ token: Token) {
    entries.removeAll { $0.token == token }
  }

  /// The ready sockets and descriptors, in the order in which they were first watched; empty when `limit` has passed.
  ///
  /// `limit` is rounded up to whole milliseconds; with zero or less the call does not wait. Interruptions by signals
  /// do not prolong the wait. Throws `.terminated` when the context was shut down.
  package mutating func wait(atMost limit: Duration) throws(MessagingError) -> [Readiness] {
    entries.removeAll { $0.subject.isClosedSocket }
    var items = entries.map(Self.item)
    let deadline = ContinuousClock.now + limit
    while true {
      let milliseconds = pollMilliseconds(ContinuousClock.now.duration(to: deadline))
      let found = zmq_poll(&items, Int32(items.count), milliseconds)
      if found >= 0 { return zip(entries, items).compactMap(Self.readiness) }
      let number = zmq_errno()
      if number != EINTR { throw MessagingError(number: number, "poll", "sockets") }
    }
  }

  private mutating func add(_ subject: Subject) -> Token {
    let token = Token(number: nextNumber)
    nextNumber += 1
    entries.append(Entry(token: token, subject: subject))
    return token
  }

  private static func item(_ entry: Entry) -> zmq_pollitem_t {
    switch entry.subject {
    case .socket(let handle):
      zmq_pollitem_t(socket: handle.pointer, fd: -1, events: Int16(ZMQ_POLLIN), revents: 0)
    case .descriptor(let descriptor):
      zmq_pollitem_t(socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0)
    }
  }

  private static func readiness(_ entry: Entry, _ item: zmq_pollitem_t) -> Readiness? {
    guard item.revents != 0 else { return nil }
    let events = Int32(item.revents)
    return Readiness(
      token: entry.token,
      isReadable: events & ZMQ_POLLIN != 0,
      isHungUp: events & ZMQ_POLLERR != 0)
  }
}

/// Whole milliseconds for poll(2), rounded up so that a wait never spins, and within its Int32.
func pollMilliseconds(_ duration: Duration) -> Int {
  guard duration > .zero else { return 0 }
  guard duration < .seconds(2_000_000) else { return 2_000_000_000 }
  let (seconds, attoseconds) = duration.components
  let remainder = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  return Int(seconds * 1000 + remainder)
}
