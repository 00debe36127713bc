import CLinux
import Glibc
import Synchronization

/// Results of other threads, on their way to the coordinator's thread.
package final class Mailbox<Element: Sendable>: Sendable {
  private let waiting = Mutex<[Element]>([])
  /// Readable when an element waits.
  package let descriptor: Int32
  private let writing: Int32

  package init() throws(StorageError) {
    var ends: [Int32] = [0, 0]
    guard clinux_pipe(&ends) == 0 else { throw StorageError("open", "a pipe", code: errno) }
    (descriptor, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    close(descriptor)
    close(writing)
  }

  /// Adds one; the descriptor becomes readable.
  package func add(_ element: Element) {
    waiting.withLock { $0.append(element) }
    var byte: UInt8 = 1
    // A full pipe is readable all the same.
    _ = write(writing, &byte, 1)
  }

  /// All waiting elements, in the order of their arrival.
  package func take() -> [Element] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while read(descriptor, &bytes, bytes.count) == bytes.count {}
    return waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
