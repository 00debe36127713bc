/// Rows of cells as lines with aligned columns: words to the left, numbers to the right.
struct TextColumns {
  private let rows: [[String]]
  private let numbers: Set<Int>

  /// Columns in `numbers` stand to the right.
  init(_ rows: [[String]], numbers: Set<Int> = [1]) {
    self.rows = rows
    self.numbers = numbers
  }

  var lines: [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { $0.count > column ? VisibleText.width($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - VisibleText.width(cell))
        return numbers.contains(column) ? space + cell : cell + space
      }
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
