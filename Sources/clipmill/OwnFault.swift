import Glibc
import Terminal

/// Handles a bug in this process: a failed precondition, or a bad memory access.
enum OwnFault {
  private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

  /// From now on such a process says so in a line and ends with 70.
  ///
  /// Not for renderers: their signals show that a decoder crashed. If Swift is told to print backtraces, its own
  /// handlers stay.
  static func endsInWords() {
    guard getenv("SWIFT_BACKTRACE") == nil else { return }
    var action = sigaction()
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    // Only calls that are allowed in a signal handler.
    action.__sigaction_handler.sa_handler = { _ in
      let words: StaticString = """
        clipmill: stopped by a bug of its own (report what was run, with the lines above; what an \
        export has committed stays, and --resume continues)

        """
      Screen.giveBackAfterFault()
      _ = Glibc.write(2, words.utf8Start, words.utf8CodeUnitCount)
      _exit(ExitCode.bug)
    }
    for signal in signals { sigaction(signal, &action, nil) }
  }
}
