import Dataset
import Glibc

/// `coordinator.json`: who works on the bundle, so that a second one can be refused by name.
struct OwnerRecord: Hashable, Sendable, Codable {
  var run: RunID
  var epoch: Epoch
  var host: String
  /// Differs after each start of the machine.
  var boot: String
  var pid: Int
  /// When the process was started, in clock ticks since the boot: tells it from another of its pid.
  var started: Int
  /// Where workers connect; nil while it plans and while it merges.
  var endpoint: String?
  /// Rises while the owner lives; another host sees it stand still when the owner is gone.
  var beat: Int
  /// Set when the owner left by itself.
  var isReleased = false

  /// The process is known to have ended: only its own host can know.
  var isGone: Bool {
    guard host == Host.name else { return false }
    guard boot == Host.boot, let pid = pid_t(exactly: pid) else { return true }
    return Host.startTime(of: pid) != started
  }
}
