/// Rows under a heading row, with columns of figures to the right and words to the left, no line wider
/// than the terminal: what is too long is cut in the last columns first.
struct AlignedTable {
  private let rows: [[String]]
  private let width: Int
  private static let gap = 2
  /// A column of words is not made narrower than this, but for the last one.
  private static let least = 8

  init(_ rows: [[String]], _ width: Int) {
    self.rows = rows
    self.width = width
  }

  var lines: [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = fitted(
      (0..<count).map { column in rows.map { VisibleText.width(cell($0, column)) }.max() ?? 0 })
    let isFigures = (0..<count).map(holdsFigures)
    return rows.map { row in
      var line = ""
      for column in 0..<count where widths[column] > 0 {
        let text = cut(cell(row, column), widths[column])
        let space = String(repeating: " ", count: max(widths[column] - VisibleText.width(text), 0))
        line += String(repeating: " ", count: Self.gap)
        line += isFigures[column] ? space + text : text + space
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private func cell(_ row: [String], _ column: Int) -> String {
    column < row.count ? row[column] : ""
  }

  /// Whether every cell below the heading starts with a digit or is empty.
  private func holdsFigures(_ column: Int) -> Bool {
    column > 0 && rows.dropFirst().allSatisfy { cell($0, column).first?.isNumber ?? true }
  }

  private func fitted(_ wanted: [Int]) -> [Int] {
    var widths = wanted
    var over = widths.reduce(0) { $0 + $1 + Self.gap } - width
    for column in widths.indices.reversed() where over > 0 {
      let spare = min(max(widths[column] - Self.least, 0), over)
      widths[column] -= spare
      over -= spare
    }
    return widths
  }

  private func cut(_ text: String, _ width: Int) -> String {
    VisibleText.width(text) <= width ? text : VisibleText.prefix(text, max(width - 1, 0)) + "…"
  }
}
