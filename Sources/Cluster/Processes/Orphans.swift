import CLinux
import Glibc

/// Processes that outlived the one that started them.
enum Orphans {
  /// From here on those of our descendants come to us: the first process of a container, which may be
  /// another program or ourselves, does not reap what it never started.
  static func adopt() { _ = clinux_adopt_orphans() }

  /// Reaps those that have ended; `own`, a child of ours, is left to the code that started it.
  static func reap(except own: pid_t?) {
    while true {
      let ended = clinux_ended_child()
      // Until our own child is reaped the kernel may name it again and again; the next call goes on.
      guard ended > 0, ended != own else { return }
      var status: Int32 = 0
      guard waitpid(ended, &status, WNOHANG) == ended else { return }
    }
  }
}
