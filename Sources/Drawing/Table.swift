import Dataset

/// Rows of cells under their headings, formatted for a screen of some width.
package struct Table {
  /// The role of a column: decides its alignment, and how it shrinks on a narrow screen.
  package enum Role {
    /// Aligned left, never cut.
    case text
    /// Aligned right, never cut.
    case number
    /// Cut in the middle, the widest name first, but not below `least` columns; a name of weight 2
    /// keeps about twice the width of the others.
    case name(least: Int, weight: Int)
    /// Wrapped when names are as narrow as possible, or before they are cut.
    ///
    /// Only one in a table, as the last column.
    case sentence(isFirst: Bool)
    /// Aligned right if every cell begins with a digit; cut at its end, the last column first.
    case value
  }

  /// A heading and a role.
  ///
  /// On a narrow screen all columns of the highest rank are omitted first; those of rank 0 stay.
  package struct Column {
    package var heading: String
    package var role: Role
    package var rank = 0

    package init(heading: String, role: Role, rank: Int = 0) {
      self.heading = heading
      self.role = role
      self.rank = rank
    }

    package static func text(_ heading: String = "") -> Self { Self(heading: heading, role: .text) }

    package static func number(_ heading: String = "") -> Self {
      Self(heading: heading, role: .number)
    }

    package static func name(_ heading: String, least: Int = 12, weight: Int = 1) -> Self {
      Self(heading: heading, role: .name(least: least, weight: weight))
    }

    package static func sentence(_ heading: String = "", isFirst: Bool = false) -> Self {
      Self(heading: heading, role: .sentence(isFirst: isFirst))
    }

    package static func value(_ heading: String, rank: Int = 0) -> Self {
      Self(heading: heading, role: .value, rank: rank)
    }
  }

  private var columns: [Column]
  private var rows: [[String]]

  /// Spaces before each column.
  private static let gap = 2

  /// A table of rows, which may have fewer cells than there are columns; without headings there is no heading row.
  ///
  /// Cells are made visible: a line end in one would start another row.
  package init(_ columns: [Column], _ rows: [[String]]) {
    self.columns = columns
    self.rows = rows.map { cells in
      cells.map(\.visible) + Array(repeating: "", count: max(columns.count - cells.count, 0))
    }
  }

  /// A column with a cell for each row.
  package typealias Filled = (column: Column, cells: [String])

  /// A table of columns with their cells; columns without any text are omitted.
  package init(_ columns: [Filled]) {
    let shown = columns.filter { !$0.cells.allSatisfy(\.isEmpty) }
    let count = shown.first?.cells.count ?? 0
    self.init(shown.map(\.column), (0..<count).map { row in shown.map { $0.cells[row] } })
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// True if the columns that always stay fit without a cut.
  package func fits(_ width: Int) -> Bool {
    let table = keeping { $0.rank == 0 }
    return Self.sum(table.widths(of: table.cells)) <= width
  }

  /// At most `width` wide, if the columns can become so narrow; uncut without a width.
  package func lines(within width: Int = .max) -> [String] {
    let table = chosen(for: width)
    let widths = table.widths(fitting: width)
    return table.aligned(table.cells.flatMap { table.fitted($0, to: widths) })
  }

  /// Headings of the columns that do not fit in this many columns, each once.
  package func omitted(within width: Int) -> [String] {
    let lowest = chosen(for: width).columns.map(\.rank).max() ?? 0
    return columns.filter { $0.rank > lowest }.map(\.heading)
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private var cells: [[String]] {
    let headings = columns.map(\.heading)
    return headings.allSatisfy(\.isEmpty) ? rows : [headings] + rows
  }

  // MARK: Which columns there is room for

  /// Columns to which names are cut before others are omitted.
  private static let usualName = 16

  private func chosen(for width: Int) -> Table {
    var table = self
    while let rank = table.columns.map(\.rank).max(), rank > 0, table.narrowest > width {
      table = table.keeping { $0.rank < rank }
    }
    return table
  }

  private var narrowest: Int {
    Self.sum(
      zip(columns, widths(of: cells)).map { column, width in
        if case .name = column.role { min(width, Self.usualName) } else { width }
      })
  }

  private func keeping(_ isKept: (Column) -> Bool) -> Table {
    let kept = columns.indices.filter { isKept(columns[$0]) }
    return Table(kept.map { columns[$0] }, rows.map { row in kept.map { row[$0] } })
  }

  // MARK: Widths

  private func widths(of rows: [[String]]) -> [Int] {
    columns.indices.map { column in rows.map { $0[column].columns }.max() ?? 0 }
  }

  private static func sum(_ widths: [Int]) -> Int { widths.reduce(0) { $0 + $1 + gap } }

  /// Columns that a sentence keeps if it shrinks before names, and after them.
  private static let (leastFirstSentence, leastSentence) = (24, 12)
  /// Columns that a value keeps.
  private static let leastValue = 8

  private func widths(fitting width: Int) -> [Int] {
    var widths = widths(of: cells)
    var excess = Self.sum(widths) - width
    func narrow(_ column: Int, to least: Int, by most: Int = .max) {
      let spare = max(min(widths[column] - least, excess, most), 0)
      widths[column] -= spare
      excess -= spare
    }
    for (column, role) in columns.map(\.role).enumerated() {
      if case .sentence(isFirst: true) = role { narrow(column, to: Self.leastFirstSentence) }
    }
    while excess > 0, let (column, least) = widestName(widths), widths[column] > least {
      narrow(column, to: least, by: 1)
    }
    for (column, role) in columns.map(\.role).enumerated().reversed() {
      switch role {
      case .sentence: narrow(column, to: Self.leastSentence)
      case .value: narrow(column, to: Self.leastValue)
      case .text, .number, .name: break
      }
    }
    return widths
  }

  private func widestName(_ widths: [Int]) -> (column: Int, least: Int)? {
    let names = columns.enumerated().compactMap { column, it -> (share: Int, Int, Int)? in
      guard case .name(let least, let weight) = it.role else { return nil }
      return (widths[column] / weight, column, least)
    }
    return names.max { $0.share < $1.share }.map { ($0.1, $0.2) }
  }

  // MARK: Cells

  /// One row, or more if a sentence is wrapped.
  private func fitted(_ row: [String], to widths: [Int]) -> [[String]] {
    var first = row
    var rest: [[String]] = []
    for (column, cell) in row.enumerated() {
      switch columns[column].role {
      case .sentence:
        let parts = cell.wrapped(to: widths[column])
        first[column] = parts[0]
        rest = parts.dropFirst().map { part in
          columns.indices.map { $0 == column ? part : "" }
        }
      case .value: first[column] = cell.cut(to: widths[column])
      case .text, .number, .name: first[column] = cell.fitted(to: widths[column])
      }
    }
    return [first] + rest
  }

  private func aligned(_ cells: [[String]]) -> [String] {
    let widths = widths(of: cells)
    let isRight = columns.indices.map(standsRight)
    return cells.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.columns)
        line += String(repeating: " ", count: Self.gap)
        line += isRight[column] ? space + cell : cell + space
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private func standsRight(_ column: Int) -> Bool {
    switch columns[column].role {
    case .number: true
    case .value: column > 0 && rows.allSatisfy { $0[column].first?.isNumber ?? true }
    case .text, .name, .sentence: false
    }
  }
}

extension [Table.Column] {
  package static func numbers(_ headings: String...) -> Self { headings.map { .number($0) } }
}
