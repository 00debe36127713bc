/// A section of the page that is a table, cut to a bounded number of rows.
struct PageTable {
  /// The id of the section in the page.
  let id: String
  let title: String
  /// Headings, and the classes of their cells; none is "".
  let header: [(name: String, kind: String)]
  let rows: [Markup]
  /// The number of rows, if `rows` holds only the first of them.
  var total: Int?
  /// Rows that are shown.
  var limit = HealthPage.rowLimit
  var isWide = false
  /// Markup between title and table.
  var before: Markup = ""
  var after: Markup = ""

  /// Empty if there are no rows.
  var markup: Markup {
    if rows.isEmpty { return "" }
    let left = (total ?? rows.count) - limit
    let more: Markup =
      left > 0 ? "<p class=\"soft\">and \(left) more, in the JSON report</p>" : ""
    let headings: [Markup] = header.map { name, kind in
      "<th scope=\"col\"\(kind.isEmpty ? "" : " class=\"\(kind)\"" as Markup)>\(name)</th>"
    }
    return """
      <section id="\(id)"\(isWide ? " class=\"wide\"" as Markup : "")><h2>\(title)</h2>
      \(before)<table><thead><tr>\(headings)</tr></thead>
      <tbody>\(Array(rows.prefix(limit)))</tbody></table>\(more)\(after)</section>

      """
  }
}
