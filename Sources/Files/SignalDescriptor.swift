package import CLinux
import Glibc

/// SIGINT, SIGTERM and SIGHUP through a descriptor to poll, not through handlers that interrupt.
///
/// A signal that was ignored when the program started stays ignored: its parent wanted that (nohup, a shell's
/// background job).
package struct SignalDescriptor: ~Copyable {
  /// Becomes readable when a signal has come.
  package let descriptor: Int32

  private static let watched = [SIGINT, SIGTERM, SIGHUP]

  /// Blocks these signals for this process; call before any other thread is started.
  package init() throws(StorageError) {
    var signals = Self.block()
    // Writing to a pipe or past a file size limit must fail, not kill.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    self.init(descriptor: clinux_signalfd(&signals))
    guard descriptor >= 0 else { throw StorageError("watch for", "signals", code: errno) }
  }

  /// Blocks the signals, which then wait; ignored ones stay ignored.
  @discardableResult
  package static func block() -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in watched where !isIgnored(signal) { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    return signals
  }

  /// True if this process ignores the signal, by itself or because its parent did.
  package static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(signal, nil, &action) == 0 else { return false }
    // Safe because only the addresses are compared, which SIG_IGN is no more than.
    let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// The next signal that has come; nil when none has.
  package borrowing func next() -> Int32? {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard read(descriptor, &information, size) == size else { return nil }
    return Int32(information.ssi_signo)
  }
}
