import Dataset

/// How far another clock is from that of this host.
enum ClockDifference {
  /// Seconds that no user notices.
  private static let allowed = 5

  /// Both times in seconds since 1970; `who` is what shows the other clock, before "are", and `otherwise` what else
  /// may be the cause.
  static func check(
    _ name: String, there: Int, here: Int, _ who: String, otherwise: String = ""
  ) -> DoctorCheck {
    let difference = there - here
    guard abs(difference) > allowed else {
      return .ok(.clocks, name, "as that of this host")
    }
    let words = "\(abs(difference).grouped) s \(difference > 0 ? "ahead of" : "behind")"
    return .warning(
      .clocks, name, "\(who) are \(words) the clock of this host\(otherwise)",
      remedy: "set both clocks (by NTP): ages in status and times in logs are wrong, no clip is")
  }
}
