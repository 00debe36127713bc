import Glibc

/// The end of a process.
package enum ProcessEnd: Hashable, Sendable, CustomStringConvertible {
  case exited(Int32)
  case signaled(Int32)

  /// The end that `waitpid` tells.
  package init(waitStatus status: Int32) {
    let signal = status & 0x7F
    self = signal == 0 ? .exited(status >> 8 & 0xFF) : .signaled(signal)
  }

  /// `exit code 3`, `signal 9 (Killed)`.
  package var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .signaled(let signal): "signal \(signal) (\(String(cString: strsignal(signal))))"
    }
  }

  /// True if a bug of the program ended it (ExitCode.bug of clipmill), not a signal from outside.
  var isOwnFault: Bool {
    switch self {
    case .exited(let code): code == 70
    case .signaled(let signal):
      [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT].contains(signal)
    }
  }
}
