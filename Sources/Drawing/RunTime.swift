package import Export

extension StatusDocument {
  /// Seconds from the run's start to `moment`, in seconds since 1970; nil if the start is not on record.
  package func elapsed(at moment: Int) -> Int? {
    let end = isOver ? written : moment
    if end == 0 { return nil }
    return Self.seconds(of: started).map { max(end - $0, 0) }
  }

  /// Seconds since 1970 of `2026-11-22T17:31:00Z`; nil for anything else.
  static func seconds(of text: String) -> Int? {
    let parts = text.split { "-T:Z".contains($0) }.compactMap { Int($0) }
    guard parts.count == 6, text.utf8.count == 20, text.hasSuffix("Z"),
      (1970...9999).contains(parts[0]), (1...12).contains(parts[1]), (1...31).contains(parts[2])
    else { return nil }
    // Years that begin in March put the leap day at their end.
    let (year, month) = parts[1] > 2 ? (parts[0], parts[1] - 3) : (parts[0] - 1, parts[1] + 9)
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + parts[2]
    // Days from 1 March of the year 0 to 1 January 1970, and 1 for days that count from 1.
    return (days - 719_469) * 86_400 + parts[3] * 3600 + parts[4] * 60 + parts[5]
  }
}
