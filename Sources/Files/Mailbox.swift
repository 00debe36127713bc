import CLinux
import Glibc
import Synchronization

/// What other threads found, on its way to the coordinator's.
package final class Mailbox<Element: Sendable>: Sendable {
  private let waiting = Mutex<[Element]>([])
  /// Readable when something waits.
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
    // A pipe that is full is readable all the same.
    _ = write(writing, &byte, 1)
  }

  /// All that waits, in the order it came.
  package func take() -> [Element] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while read(descriptor, &bytes, bytes.count) == bytes.count {}
    return waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
