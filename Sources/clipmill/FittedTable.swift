/// Rows that fit a screen: the widest of the columns that may shrink are cut until they do.
struct FittedTable {
  private let rows: [[String]]
  private let shrinking: [Int]
  private let wordy: Int?
  private let numbers: Set<Int>

  /// Says how each column, counted from 0, is set.
  ///
  /// Those in `shrinking` may be cut in the middle, as names are, and `wordy` at its end, as
  /// sentences are, where the others cannot shrink further. Those in `numbers` stand to the right.
  init(
    _ rows: [[String]], shrinking: [Int] = [], wordy: Int? = nil, numbers: Set<Int> = [1]
  ) {
    self.rows = rows
    self.shrinking = shrinking
    self.wordy = wordy
    self.numbers = numbers
  }

  private static let leastWidth = 12
  /// Spaces before the first column and between two.
  private static let gap = 2

  func lines(columns: Int) -> [String] {
    var widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
      rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
    // The last column of a terminal stays free, so that no line wraps.
    var excess = widths.reduce(0) { $0 + $1 + Self.gap } - (columns - 1)
    while excess > 0, let widest = shrinking.max(by: { widths[$0] < widths[$1] }),
      widths[widest] > Self.leastWidth
    {
      widths[widest] -= 1
      excess -= 1
    }
    if let wordy, wordy < widths.count, excess > 0 {
      widths[wordy] = max(widths[wordy] - excess, Self.leastWidth)
    }
    let fitted = rows.map { row in
      row.enumerated().map { column, cell in
        column == wordy
          ? VisibleText.cut(cell, to: widths[column])
          : VisibleText.fitted(cell, to: widths[column])
      }
    }
    return TextColumns(fitted, numbers: numbers).lines
  }
}
