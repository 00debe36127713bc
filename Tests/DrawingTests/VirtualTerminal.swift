/// A terminal as far as pictures need one.
///
/// It draws, wraps what is too long when it gets narrower, and knows the codes that pictures are made of. Any
/// other code is a fault.
struct VirtualTerminal {
  private struct Row {
    var cells: [Character] = []
    /// True if the next row continues this one.
    var isWrapped = false
  }

  private(set) var columns: Int
  private var rows: [Row] = [Row()]
  private var row = 0
  private var column = 0
  private var wraps = true
  private(set) var isAlternate = false
  private(set) var hasCursor = true
  private(set) var faults: [String] = []

  init(columns: Int) { self.columns = columns }

  /// The visible text, from the very first line to the last that is not empty.
  var text: [String] {
    var lines = rows.map { row in
      String(row.cells).replacing(#/ +$/#, with: "")
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  mutating func feed(_ text: String) {
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "\u{1B}": rest = obey(rest)
      case "\r": column = 0
      case "\n": feedLine()
      case "\r\n":
        column = 0
        feedLine()
      default: put(character)
      }
    }
  }

  private mutating func feedLine() {
    (row, column) = (row + 1, 0)
    if row == rows.count { rows.append(Row()) }
  }

  private mutating func put(_ character: Character) {
    if column == columns {
      guard wraps else {
        rows[row].cells[columns - 1] = character
        return
      }
      rows[row].isWrapped = true
      feedLine()
    }
    while rows[row].cells.count <= column { rows[row].cells.append(" ") }
    rows[row].cells[column] = character
    column += 1
  }

  private mutating func obey(_ text: Substring) -> Substring {
    guard let match = text.prefixMatch(of: /\[(\??[0-9;]*)([A-Za-z])/) else {
      faults.append(String(text.prefix(8)))
      return text
    }
    let numbers = match.1.split(separator: ";").compactMap { Int($0) }
    switch (match.2, String(match.1)) {
    case ("K", ""):
      rows[row].cells.removeLast(max(rows[row].cells.count - column, 0))
      rows[row].isWrapped = false
    case ("J", ""):
      rows[row].cells.removeLast(max(rows[row].cells.count - column, 0))
      rows.removeLast(rows.count - row - 1)
    case ("J", "2"): for place in rows.indices { rows[place] = Row() }
    case ("A", _): row = max(row - (numbers.first ?? 1), 0)
    case ("H", _):
      (row, column) = ((numbers.first ?? 1) - 1, (numbers.count > 1 ? numbers[1] : 1) - 1)
      while rows.count <= row { rows.append(Row()) }
    case ("h", "?7"): wraps = true
    case ("l", "?7"): wraps = false
    case ("h", "?1049"): isAlternate = true
    case ("l", "?1049"): isAlternate = false
    case ("h", "?25"): hasCursor = true
    case ("l", "?25"): hasCursor = false
    case ("m", _): break
    default: faults.append(String(match.0))
    }
    return text[match.range.upperBound...]
  }

  /// Another width: lines that are too long are wrapped, wrapped ones joined, and the cursor stays with its
  /// character.
  mutating func resize(to width: Int) {
    var lines: [[Character]] = [[]]
    var cursor = (line: 0, column: 0)
    for (number, old) in rows.enumerated() {
      if number == row { cursor = (lines.count - 1, lines[lines.count - 1].count + column) }
      lines[lines.count - 1] += old.cells
      if !old.isWrapped, number + 1 < rows.count { lines.append([]) }
    }
    columns = width
    rows = []
    for (number, line) in lines.enumerated() {
      if number == cursor.line {
        (row, column) = (rows.count + cursor.column / width, cursor.column % width)
      }
      let parts = stride(from: 0, to: max(line.count, 1), by: width).map {
        Array(line[$0..<min($0 + width, line.count)])
      }
      rows += parts.enumerated().map { Row(cells: $1, isWrapped: $0 + 1 < parts.count) }
    }
    while rows.count <= row { rows.append(Row()) }
  }
}
