import ArgumentParser

/// A length of time as a flag: `30s`, `10m`, `2h`, or plain seconds.
struct Patience: CustomStringConvertible {
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  /// Reads the flag's value; throws words that say how it is written.
  static func parse(_ argument: String) throws -> Patience {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    guard let count = Int(unit == nil ? argument : String(argument.dropLast())),
      (0...1_000_000).contains(count)
    else { throw ValidationError("a time is written as 30s, 10m or 2h") }
    return Patience(seconds: count * (unit ?? 1))
  }

  var description: String { seconds > 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s" }
}
