import CLinux
package import Files
import Glibc

/// A program that may take only so long: it leads a process group, which ends with it.
///
/// Its standard input is empty, and what it prints goes to standard error.
package struct BoundedCommand {
  /// How it ended.
  package enum End: Hashable, Sendable {
    case exited(Int32)
    case signaled(Int32)
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
    var pid: pid_t = 0
    let code = spawn(&pid)
    guard code == 0 else { return .notStarted(String(cString: strerror(code))) }
    let watch = clinux_pidfd_open(pid)
    defer { if watch >= 0 { close(watch) } }
    let cut = wait(watch, signals)
    kill(-pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    if let cut { return cut }
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .signaled(signal)
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

  private func spawn(_ pid: inout pid_t) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, 2, 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    return ChildProcess.withStrings(words) { words in
      ChildProcess.withStrings(environment) { variables in
        posix_spawn(&pid, self.words[0], &actions, &attributes, words, variables)
      }
    }
  }
}
