import Glibc

/// Counts how often a process was told to stop: the first time it ends its work in order, the second it leaves at once.
///
/// Batch systems and shells tell a process twice: as a member of its job step, and by itself. Two SIGTERM within a
/// second are therefore one; a person's Ctrl-C always counts.
package struct StopCount {
  package private(set) var count = 0
  private var lastTermination: ContinuousClock.Instant?

  private static let doubling = Duration.seconds(1)

  package init() {}

  /// Notes a signal; true if it counts.
  package mutating func note(_ signal: Int32, at now: ContinuousClock.Instant = .now) -> Bool {
    if signal == SIGTERM {
      defer { lastTermination = lastTermination ?? now }
      if let lastTermination, now - lastTermination < Self.doubling { return false }
    }
    count += 1
    return true
  }
}
