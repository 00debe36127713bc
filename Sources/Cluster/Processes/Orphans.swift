import CLinux
import Glibc

/// Processes that outlived their parent.
enum Orphans {
  /// From now on, orphaned descendants become children of this process.
  ///
  /// The first process of a container, which may be another program or this one, does not reap processes that it
  /// never started.
  static func adopt() { _ = clinux_adopt_orphans() }

  /// Reaps those that have ended; `own`, a child of this process, is left to the code that started it.
  static func reap(except own: pid_t?) {
    while true {
      let ended = clinux_ended_child()
      // Until that child is reaped, the kernel may name it again and again; the next call continues.
      guard ended > 0, ended != own else { return }
      var status: Int32 = 0
      guard waitpid(ended, &status, WNOHANG) == ended else { return }
    }
  }
}
