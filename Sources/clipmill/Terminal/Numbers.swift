/// Numbers for people: lengths of time, sizes, shares.
enum Numbers {
  /// `1h 02m 03.40s`; leading units that are 0 are omitted.
  static func duration(frames: Int, rate: Int) -> String {
    let hundredths = (frames * 100 + rate / 2) / rate
    let (seconds, rest) = (hundredths / 100, hundredths % 100)
    let (hours, minutes, left) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    let tail = "\(pad(left, seconds >= 60)).\(pad(rest, true))s"
    if hours > 0 { return "\(hours)h \(pad(minutes, true))m \(tail)" }
    return minutes > 0 ? "\(minutes)m \(tail)" : tail
  }

  /// `2h 05m`, `3m 20s`, `45s`.
  static func duration(seconds: Int) -> String {
    if seconds >= 3600 { return "\(seconds / 3600)h \(pad(seconds / 60 % 60, true))m" }
    return seconds >= 60 ? "\(seconds / 60)m \(pad(seconds % 60, true))s" : "\(seconds)s"
  }

  /// `0.84s` below a minute, then `3m 20s` and `2h 05m`: the beginning of the longer form.
  static func duration(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100).rounded())
    return hundredths < 6000
      ? duration(frames: hundredths, rate: 100) : duration(seconds: hundredths / 100)
  }

  private static func pad(_ number: Int, _ wide: Bool) -> String {
    wide && number < 10 ? "0\(number)" : "\(number)"
  }

  /// `999 B`, `24.7 kB`, `1.2 TB`: powers of 1,000.
  static func bytes(_ count: Int) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
    if count < 1000 { return "\(count) B" }
    var value = Double(count)
    var unit = -1
    while value >= 999.95, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return "\((value * 10).rounded() / 10) \(units[unit])"
  }

  /// `12.3%`.
  static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10)%" }

  /// `+1.2%`, in points of a hundred.
  static func change(_ share: Double) -> String { (share > 0 ? "+" : "") + percent(share) }

  /// Three places after the point.
  static func fraction(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

  /// A count, or a share in four places after the point.
  static func amount(_ value: Double) -> String {
    Int(exactly: value)?.grouped ?? "\((value * 1e4).rounded() / 1e4)"
  }
}

extension Int {
  /// `1,234,567`.
  var grouped: String {
    var digits = Array(String(magnitude))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return (self < 0 ? "-" : "") + String(digits)
  }

  /// `1 file`, `1,234 files`.
  func counted(_ one: String, _ many: String) -> String { "\(grouped) \(self == 1 ? one : many)" }
}
