private import Glibc

/// Threads or processes that could not be started because of a limit.
package struct ThreadShortage: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of what could not be started, after "could not start".
  package let name: String
  /// The reason, and the remedy.
  package let reason: String

  static let remedy =
    "this user or container may have no more threads (raise ulimit -u or pids.max, or use fewer"
    + " --workers)"

  /// Only this many of the needed ones could be started.
  init(started: Int, needed: Int) {
    name = "\(needed) threads and processes, only \(started)"
    reason = Self.remedy
  }

  /// A thread that could not be started: `code` is the errno.
  init(code: Int32) {
    name = "a thread"
    reason = code == EAGAIN ? Self.remedy : String(cString: strerror(code))
  }

  /// One line: what, the reason, and the remedy.
  package var description: String { "could not start \(name): \(reason)" }
}
