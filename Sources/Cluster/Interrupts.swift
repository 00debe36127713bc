import Glibc
import Storage

/// SIGINT and SIGTERM for the parts of a run that do not wait in a poll.
final class Interrupts {
  let signals: SignalDescriptor

  init() throws(StorageError) { signals = try SignalDescriptor() }

  /// Throws where a signal has come.
  func check() throws(RunFailure) {
    if signals.next() != nil { throw RunFailure(.interrupted, "interrupted") }
  }
}
