import Glibc
package import Scheduling

/// The one place that asks the system for the time: of day, and as scheduling counts it.
///
/// Code that waits with a deadline of its own uses `ContinuousClock`.
package enum Clock {
  /// Milliseconds of a clock that only runs forward; only differences mean anything.
  package static var milliseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  /// The same, in scheduling's unit.
  package static var tick: Tick { Tick(milliseconds) }

  /// Seconds since 1970.
  package static var seconds: Int { time(nil) }

  /// The present time in UTC: `2026-11-22T17:31:00Z`.
  ///
  /// For people; it decides nothing.
  package static var utc: String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 32)
    strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }
}
