package import Files
import Glibc
package import RunState
import Synchronization

/// SIGINT, SIGTERM and SIGHUP for work that does not wait in a poll; may be used on any thread.
package final class Interrupts: Sendable {
  package let signals: SignalDescriptor
  private let hasCome = Atomic(false)
  private let heedsHangUp = Atomic(true)

  /// From now on a signal waits until it is checked for, instead of ending the process.
  package static func hold() { SignalDescriptor.block() }

  /// Blocks these signals for this process; call before any other thread is started.
  package init() throws(StorageError) { signals = try SignalDescriptor() }

  /// From now on SIGHUP asks to read the allow-list again, which is not a reason to stop.
  package func leaveHangUpToList() { heedsHangUp.store(false, ordering: .relaxed) }

  /// True if a signal to stop has come; `check` then throws.
  package var isPending: Bool {
    while let signal = signals.next() {
      if signal != SIGHUP || heedsHangUp.load(ordering: .relaxed) {
        hasCome.store(true, ordering: .relaxed)
      }
    }
    return hasCome.load(ordering: .relaxed)
  }

  /// Throws if a signal has come.
  package func check() throws(RunFailure) {
    if isPending { throw RunFailure(.interrupted, "interrupted") }
  }
}
