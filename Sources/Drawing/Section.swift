import Dataset

/// A table of a report under a title, cut to a bounded number of rows.
package struct Section {
  private let title: String?
  private let table: Table
  /// Number of rows that the table does not show; the document has them.
  private let more: Int

  private static let rowLimit = 30

  /// `total` is the number of all rows, if `rows` holds only the first of them.
  package init(
    _ title: String? = nil, _ columns: [Table.Column], _ rows: [[String]], total: Int? = nil
  ) {
    let shown = rows.prefix(Self.rowLimit)
    self.title = title
    table = Table(columns, Array(shown))
    more = max(total ?? rows.count, rows.count) - shown.count
  }

  package var isEmpty: Bool { table.isEmpty }

  /// The last column of a terminal stays free, so that no line wraps.
  package func lines(_ style: Style) -> [String] {
    (title.map { [style.bold($0)] } ?? []) + table.lines(within: style.columns - 1)
      + (more > 0 ? ["  and \(more.grouped) more"] : [])
  }
}
