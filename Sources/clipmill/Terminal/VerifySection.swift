/// A titled table of a report, cut to a bounded number of rows.
struct VerifySection {
  let title: String?
  let table: FittedTable
  private(set) var more: String?
  private(set) var isEmpty = false

  init(title: String?, table: FittedTable) {
    self.title = title
    self.table = table
  }

  /// `total`: how many there are, where `rows` holds the first of them only.
  init(
    title: String, header: [String], rows: [[String]], total: Int? = nil,
    _ setting: FittedTable.Setting, limit: Int = VerifyTables.rowLimit
  ) {
    self.title = title
    let shown = rows.prefix(limit)
    table = FittedTable([header] + shown, setting)
    isEmpty = rows.isEmpty
    let left = max(total ?? rows.count, rows.count) - shown.count
    if left > 0 { more = "and \(Durations.grouped(left)) more" }
  }
}
