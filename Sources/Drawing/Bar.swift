/// A bar that shows progress.
package enum Bar {
  /// The bar in this many columns; all empty if the total is not known.
  package static func text(_ done: Int, of total: Int?, columns: Int, _ glyphs: Glyphs) -> String {
    let share = total.map { $0 <= 0 ? 1 : min(max(Double(done) / Double($0), 0), 1) } ?? 0
    let filled = Int(share * Double(columns))
    return String(repeating: glyphs.full, count: filled)
      + String(repeating: glyphs.empty, count: columns - filled)
  }

  /// Whole hundredths, rounded down; nil if the total is not known.
  package static func percent(_ done: Int, of total: Int?) -> Int? {
    guard let total else { return nil }
    return total <= 0 ? 100 : Int(100 * min(max(Double(done) / Double(total), 0), 1))
  }
}

/// A line of little columns, one for each value; the highest is as high as a line.
package enum Sparkline {
  /// The last `columns` values; fewer if there are no more.
  package static func text(_ values: [Double], columns: Int, _ glyphs: Glyphs) -> String {
    let shown = values.suffix(max(columns, 0))
    let levels = glyphs.levels
    guard let most = shown.max(), most > 0 else {
      return String(repeating: levels[0], count: shown.count)
    }
    return shown.map {
      levels[min(Int(max($0, 0) / most * Double(levels.count)), levels.count - 1)]
    }
    .joined()
  }
}
