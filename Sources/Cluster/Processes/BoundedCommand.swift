import CLinux
package import Files
import Glibc

/// A program that may take only so long: it leads a process group, which ends with it.
///
/// Its standard input is empty, and what it prints goes to standard error.
package struct BoundedCommand {
  /// How it ended.
  package enum End: Hashable, Sendable {
    case ended(ProcessEnd)
    /// It was killed when its time was over.
    case tooSlow
    /// It was killed since this process was told to stop meanwhile.
    case interrupted
    /// The reason.
    case notStarted(String)
  }

  private let words: [String]
  private let environment: [String]
  private let limit: Duration

  /// For a signal within this time, which may be the second of two that mean one.
  private static let grace = Duration.seconds(1)

  /// The first of `words` is the path of an executable; `environment` is all of it, as `NAME=VALUE`.
  package init(_ words: [String], environment: [String], limit: Duration) {
    self.words = words
    self.environment = environment
    self.limit = limit
  }

  /// The variables of this process as `NAME=VALUE`, without those that `isOmitted` names.
  package static func environment(
    without isOmitted: (Substring) -> Bool = { _ in false }
  ) -> [String] {
    ChildProcess.variables.filter { variable in !isOmitted(variable.prefix { $0 != "=" }) }
  }

  /// Runs it to its end; SIGINT, SIGTERM and SIGHUP to this process, which must be blocked, end it early.
  ///
  /// When this returns, nothing of its process group is left.
  package func run(_ signals: borrowing SignalDescriptor) -> End {
    let (pid, code) = spawn()
    guard code == 0 else { return .notStarted(String(cString: strerror(code))) }
    let watch = clinux_pidfd_open(pid)
    defer { if watch >= 0 { close(watch) } }
    let cut = wait(watch, signals)
    kill(-pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return cut ?? .ended(ProcessEnd(waitStatus: status))
  }

  /// Waits for the end of the process; returns why it must be killed, or nil if it has ended.
  private func wait(_ watch: Int32, _ signals: borrowing SignalDescriptor) -> End? {
    let began = ContinuousClock.now
    // Without a descriptor nothing tells of its end: then it has no time at all.
    guard watch >= 0 else { return .tooSlow }
    while signals.next() != nil {}
    while true {
      let left = limit - (ContinuousClock.now - began)
      guard left > .zero else { return .tooSlow }
      var descriptors = [
        pollfd(fd: watch, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let (seconds, atto) = left.components
      let milliseconds = Int32(clamping: seconds * 1000 + atto / 1_000_000_000_000_000 + 1)
      guard poll(&descriptors, 2, milliseconds) > 0 else { continue }
      if descriptors[0].revents != 0 { return nil }
      while signals.next() != nil {
        if ContinuousClock.now - began > Self.grace { return .interrupted }
      }
    }
  }

  private func spawn() -> (pid: pid_t, code: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, 2, 1)
    return ChildProcess.spawn(
      words[0], words, environment: environment, &actions, ownGroup: true)
  }
}
