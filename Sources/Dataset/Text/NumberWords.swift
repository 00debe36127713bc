// Counts and sizes for people.

extension Int {
  /// `1,234,567`.
  package var grouped: String {
    var digits = Array(String(magnitude))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return (self < 0 ? "-" : "") + String(digits)
  }

  /// `1 file`, `1,234 files`.
  package func counted(_ one: String, _ many: String) -> String {
    "\(grouped) \(self == 1 ? one : many)"
  }

  /// A size in bytes: `999 B`, `24.7 kB`, `1.2 TB`, in powers of 1,000.
  package var bytesInWords: String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
    if self < 1000 { return "\(self) B" }
    var value = Double(self)
    var unit = -1
    while value >= 999.95, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return "\((value * 10).rounded() / 10) \(units[unit])"
  }
}
