import Glibc

/// The wait of one host for files that another host has just written.
///
/// A client of a network file system may list a file and fail to open it, or see an old size of it, until its caches
/// run out: 60 s at most by nfs(5), and some slack. Files that were written before the first one was missed are
/// visible by then, so all files share one wait.
package final class VisibilityWait {
  /// The longest wait of all together.
  package static let limit = Duration.seconds(75)
  private static let pauseMicroseconds: UInt32 = 250_000

  private let isStopping: () -> Bool
  private let notice: (String) -> Void
  private var deadline: ContinuousClock.Instant?

  /// Starts with the whole time left.
  ///
  /// `isStopping` is called before each pause: true ends the wait early. `notice` gets one line about what is waited
  /// for.
  package init(
    notice: @escaping (String) -> Void = { _ in }, isStopping: @escaping () -> Bool
  ) {
    self.notice = notice
    self.isStopping = isStopping
  }

  /// Waits a little before another try; false when more waiting is useless.
  package func pause(for path: String) -> Bool {
    if deadline == nil {
      notice(
        "waiting up to \(Self.limit.components.seconds) s for \(path), which another host may have"
          + " written just now")
    }
    let end = deadline ?? ContinuousClock.now + Self.limit
    deadline = end
    guard .now < end, !isStopping() else { return false }
    usleep(Self.pauseMicroseconds)
    FileSystem.lookAgain(at: path)
    return true
  }
}
