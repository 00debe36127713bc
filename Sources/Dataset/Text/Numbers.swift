/// Numbers for people: lengths of time, sizes, shares.
package enum Numbers {
  /// `1h 02m 03.40s`; leading units that are 0 are omitted.
  package static func duration(frames: Int, rate: Int) -> String {
    let hundredths = (frames * 100 + rate / 2) / rate
    let (seconds, rest) = (hundredths / 100, hundredths % 100)
    let (hours, minutes, left) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    let tail = "\(pad(left, seconds >= 60)).\(pad(rest, true))s"
    if hours > 0 { return "\(hours)h \(pad(minutes, true))m \(tail)" }
    return minutes > 0 ? "\(minutes)m \(tail)" : tail
  }

  /// `2h 05m`, `3m 20s`, `45s`.
  package static func duration(seconds: Int) -> String {
    if seconds >= 3600 { return "\(seconds / 3600)h \(pad(seconds / 60 % 60, true))m" }
    return seconds >= 60 ? "\(seconds / 60)m \(pad(seconds % 60, true))s" : "\(seconds)s"
  }

  /// `0.84s` below a minute, then `3m 20s` and `2h 05m`: the beginning of the longer form.
  package static func duration(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100).rounded())
    return hundredths < 6000
      ? duration(frames: hundredths, rate: 100) : duration(seconds: hundredths / 100)
  }

  private static func pad(_ number: Int, _ wide: Bool) -> String {
    wide && number < 10 ? "0\(number)" : "\(number)"
  }

  /// `12.3%`.
  package static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10)%" }

  /// `+1.2%`, in points of a hundred.
  package static func change(_ share: Double) -> String { (share > 0 ? "+" : "") + percent(share) }

  /// Three places after the point.
  package static func fraction(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

  /// A count, or a share in four places after the point.
  package static func amount(_ value: Double) -> String {
    Int(exactly: value)?.grouped ?? "\((value * 1e4).rounded() / 1e4)"
  }
}
