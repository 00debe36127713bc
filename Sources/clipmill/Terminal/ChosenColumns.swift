/// The columns of a table that there is room for: the dearest ones, in their order.
struct ChosenColumns {
  struct Column {
    var heading: String
    var cells: [String]
    /// Columns of a higher rank go first, together; those of rank 0 stay.
    var rank: Int

    init(_ heading: String, _ cells: [String], rank: Int) {
      self.heading = heading
      self.cells = cells
      self.rank = rank
    }

    var isEmpty: Bool { cells.allSatisfy(\.isEmpty) }

    var width: Int { (cells + [heading]).map(VisibleText.width).max() ?? 0 }
  }

  private let columns: [Column]
  /// Spaces before a column.
  private static let gap = 2
  /// The first column, of names, may be cut to this.
  private static let leastName = 16

  /// Columns without any text are left out.
  init(_ columns: [Column]) { self.columns = columns.filter { !$0.isEmpty } }

  /// Whether all that stays whatever the width fits into it without a cut.
  func fit(_ width: Int) -> Bool {
    Self.width(columns.filter { $0.rank == 0 }, leastName: .max) <= width
  }

  /// The heading and the rows, with names cut in the middle where they are too long.
  func rows(fitting width: Int) -> [[String]] {
    let chosen = chosen(width)
    guard let names = chosen.first else { return [] }
    let rest = Self.width(Array(chosen.dropFirst()), leastName: .max)
    let room = max(width - rest - Self.gap, Self.leastName / 2)
    return [chosen.map(\.heading)]
      + names.cells.indices.map { row in
        [VisibleText.fitted(names.cells[row], to: room)] + chosen.dropFirst().map { $0.cells[row] }
      }
  }

  private func chosen(_ width: Int) -> [Column] {
    var chosen = columns
    while let rank = chosen.map(\.rank).max(), rank > 0,
      Self.width(chosen, leastName: Self.leastName) > width
    {
      chosen.removeAll { $0.rank == rank }
    }
    return chosen
  }

  private static func width(_ columns: [Column], leastName: Int) -> Int {
    columns.enumerated().reduce(0) { sum, column in
      let width = column.element.width
      return sum + (column.offset == 0 ? min(width, leastName) : width) + gap
    }
  }
}
