package import CLinux
import Glibc

/// SIGINT, SIGTERM and SIGHUP as something to poll, not as handlers that interrupt.
package struct SignalDescriptor: ~Copyable {
  /// Becomes readable when a signal has come.
  package let descriptor: Int32

  /// Blocks these signals for this process; call before any other thread is started.
  package init() throws(StorageError) {
    var signals = Self.block()
    // Writing to a pipe or past a file size limit must fail, not kill.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    self.init(descriptor: clinux_signalfd(&signals))
    guard descriptor >= 0 else { throw StorageError("watch for", "signals", code: errno) }
  }

  /// Blocks the signals, which then wait.
  @discardableResult
  package static func block() -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGHUP)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    return signals
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
