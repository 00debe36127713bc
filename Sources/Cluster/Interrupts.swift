import Glibc
package import Storage

/// SIGINT and SIGTERM for work that does not wait in a poll.
package final class Interrupts {
  let signals: SignalDescriptor
  private var hasCome = false

  /// From here on a signal waits until somebody looks for it, instead of ending the process.
  package static func hold() { SignalDescriptor.block() }

  /// Blocks these signals for this process; call before any other thread is started.
  package init() throws(StorageError) { signals = try SignalDescriptor() }

  /// Whether a signal has come; `check` then throws.
  var isPending: Bool {
    if signals.next() != nil { hasCome = true }
    return hasCome
  }

  /// Throws where a signal has come.
  package func check() throws(RunFailure) {
    if isPending { throw RunFailure(.interrupted, "interrupted") }
  }
}
