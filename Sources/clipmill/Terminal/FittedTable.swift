/// Rows that fit a screen: columns of names are cut in the middle, a column of sentences is wrapped.
struct FittedTable {
  /// How the columns are set, each by its number from 0.
  struct Setting {
    /// Names, cut where the screen is narrow.
    var names: [Int] = []
    /// The name that keeps about twice the width of the others.
    var favoured: Int?
    /// Sentences, wrapped.
    var sentences: Int?
    /// Whether sentences are wrapped before names are cut.
    var wrapsFirst = false
    /// Those that stand to the right.
    var numbers: Set<Int> = [1]
  }

  private let rows: [[String]]
  private let setting: Setting

  init(_ rows: [[String]], _ setting: Setting) {
    self.rows = rows
    self.setting = setting
  }

  /// Columns that a cut column keeps.
  private static let leastWidth = 12
  /// Columns that sentences keep where they give way before names.
  private static let leastSentence = 24
  /// Spaces before the first column and between two.
  private static let gap = 2

  func lines(columns: Int) -> [String] {
    let widths = widths(columns: columns)
    return TextColumns(rows.flatMap { fitted($0, to: widths) }, numbers: setting.numbers).lines
  }

  private func widths(columns: Int) -> [Int] {
    var widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
      rows.map { $0.count > column ? VisibleText.width($0[column]) : 0 }.max() ?? 0
    }
    // The last column of a terminal stays free, so that no line wraps.
    var excess = widths.reduce(0) { $0 + $1 + Self.gap } - (columns - 1)
    if setting.wrapsFirst, let sentences = setting.sentences, sentences < widths.count, excess > 0 {
      let spare = min(max(widths[sentences] - Self.leastSentence, 0), excess)
      widths[sentences] -= spare
      excess -= spare
    }
    let share = { (column: Int) in widths[column] / (column == setting.favoured ? 2 : 1) }
    while excess > 0, let widest = setting.names.max(by: { share($0) < share($1) }),
      widths[widest] > Self.leastWidth
    {
      widths[widest] -= 1
      excess -= 1
    }
    if let sentences = setting.sentences, sentences < widths.count, excess > 0 {
      widths[sentences] = max(widths[sentences] - excess, Self.leastWidth)
    }
    return widths
  }

  /// One row, or more where a sentence is wrapped.
  private func fitted(_ row: [String], to widths: [Int]) -> [[String]] {
    guard let sentences = setting.sentences, sentences < row.count else {
      return [row.enumerated().map { VisibleText.fitted($1, to: widths[$0]) }]
    }
    let parts = VisibleText.wrapped(row[sentences], to: widths[sentences])
    return parts.enumerated().map { number, part in
      row.enumerated().map { column, cell in
        if column == sentences { return part }
        return number == 0 ? VisibleText.fitted(cell, to: widths[column]) : ""
      }
    }
  }
}
