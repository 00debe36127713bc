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

  /// The change of a share in points, hundredths of the whole: `+1.2`, `-0.4`, `0.0`.
  package static func points(_ change: Double) -> String { signed(change * 100, places: 1) }

  /// Three places after the point: `0.250`.
  package static func fraction(_ value: Double) -> String { fixed(value, places: 3) }

  /// The same with its sign, for a change: `+0.250`.
  package static func change(_ value: Double) -> String { signed(value, places: 3) }

  /// `30.1 ms`.
  package static func milliseconds(_ value: Double) -> String { "\(fixed(value, places: 1)) ms" }

  /// A count, or a share in four places after the point.
  package static func amount(_ value: Double) -> String {
    Int(exactly: value)?.grouped ?? fixed(value, places: 4)
  }

  /// A sample rate: `44.1 kHz`, `44.056 kHz`, `8 kHz`.
  package static func rate(_ hertz: Int) -> String {
    let (whole, rest) = (hertz / 1000, hertz % 1000)
    guard rest > 0 else { return "\(whole) kHz" }
    var places = "\(1000 + rest)".dropFirst()
    while places.last == "0" { places.removeLast() }
    return "\(whole).\(places) kHz"
  }

  private static func signed(_ value: Double, places: Int) -> String {
    let text = fixed(value, places: places)
    return text.hasPrefix("-") || !text.contains { "123456789".contains($0) } ? text : "+" + text
  }

  /// Rounded to this many places, all of which are shown, without a sign before zero.
  private static func fixed(_ value: Double, places: Int) -> String {
    guard value.magnitude < 1e12 else { return "\(value)" }
    let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
    let rounded = Int((value * Double(scale)).rounded())
    let (whole, rest) = (rounded.magnitude / UInt(scale), rounded.magnitude % UInt(scale))
    let digits = "\(UInt(scale) + rest)".dropFirst()
    return (rounded < 0 ? "-" : "") + "\(whole).\(digits)"
  }
}
