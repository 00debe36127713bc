import Dataset

/// The line of a picture that always shows percent, time so far, time left and rate.
package struct HeadLine: Hashable, Sendable {
  /// Nil if the total is not known.
  package var percent: Int?
  /// Seconds since the work began; nil if that is not on record.
  package var elapsed: Int?
  /// Seconds until it ends; nil if not known.
  package var left: Int?
  /// True if the work has ended, so that it has no rate and no end to come.
  package var isOver = false
  package var rate = 0.0
  /// The unit of the rate: `events`.
  package var unit: String

  /// The line of work about which nothing is known yet.
  package init(unit: String) { self.unit = unit }

  /// The widest form that fits; the narrowest takes at most 39 columns, and is cut if there are fewer.
  package func text(within columns: Int) -> String {
    forms.first { $0.columns <= columns } ?? (forms.last ?? "").cut(to: columns)
  }

  private var forms: [String] {
    let share = percent.map { "\($0)%" } ?? "?%"
    let pace = Self.number(rate)
    let long = elapsed.map(Numbers.duration(seconds:)) ?? "?"
    if isOver { return elapsed == nil ? [share] : ["\(share) after \(long)"] }
    let wide = [
      "\(share) after \(long), \(remainder(Numbers.duration(seconds:), "time left unknown")),"
        + " \(pace) \(unit)/s",
      "\(share)  \(long), \(remainder(Numbers.duration(seconds:), "? left")), \(pace) \(unit)/s",
      "\(share)  \(long), \(remainder(Numbers.duration(seconds:), "? left")), \(pace)/s",
    ]
    let short = elapsed.map(Self.brief) ?? "?"
    return wide + ["\(share) \(short), \(remainder(Self.brief, "? left")), \(Self.brief(rate))/s"]
  }

  private func remainder(_ words: (Int) -> String, _ unknown: String) -> String {
    left.map { "\(words($0)) left" } ?? unknown
  }

  // MARK: Numbers

  /// `1,234`; below 10 with one digit after the point.
  static func number(_ rate: Double) -> String {
    let tenths = Int(min(max(rate * 10, 0), 1e17).rounded())
    return tenths == 0 || tenths >= 100 ? (tenths / 10).grouped : "\(tenths / 10).\(tenths % 10)"
  }

  /// At most five columns: `843`, `1.2k`, `12M`.
  static func brief(_ rate: Double) -> String {
    var (value, unit) = (rate, 0)
    let units = ["", "k", "M", "G", "T"]
    while value >= 999.5, unit + 1 < units.count { (value, unit) = (value / 1000, unit + 1) }
    if unit == 0 { return number(value) }
    let tenths = Int(min(value * 10, 1e15).rounded())
    return (tenths >= 100 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)") + units[unit]
  }

  /// At most seven columns: `45s`, `3m 20s`, `2h 05m`, `12d 3h`, `420d`.
  static func brief(_ seconds: Int) -> String {
    if seconds < 100 * 3600 { return Numbers.duration(seconds: seconds) }
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24)
    return days < 100 ? "\(days)d \(hours)h" : "\(min(days, 99_999))d"
  }
}
