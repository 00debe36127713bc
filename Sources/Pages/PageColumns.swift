import Dataset
import Glibc

/// Counts as columns, with their numbers as a table; on a logarithmic scale if they span two decades.
struct PageColumns {
  /// The id of the chart in the page.
  let id: String
  let title: String
  /// The name of each column.
  let names: [String]
  let counts: [Int]
  /// Labels below the first and the last column.
  let ends: (String, String)

  private static let (width, left, top, floor) = (420.0, 44.0, 8.0, 118.0)

  private var most: Int { max(counts.max() ?? 0, 1) }
  private var isLogarithmic: Bool {
    most >= 100 * max(counts.filter { $0 > 0 }.min() ?? 1, 1)
  }

  /// The height of a column, 0 to 1; a count of 1 is visible.
  private func height(_ count: Int) -> Double {
    guard isLogarithmic else { return Double(count) / Double(most) }
    return log(Double(count + 1)) / log(Double(most + 1))
  }

  var markup: Markup {
    let step = (Self.width - Self.left) / Double(max(counts.count, 1))
    let columns: [Markup] = zip(names, counts).enumerated().map { place, column in
      let size = (Self.floor - Self.top) * height(column.1)
      return """
        <rect class="train" x="\(rounded(Self.left + Double(place) * step + 0.5))" \
        y="\(rounded(Self.floor - size))" width="\(rounded(step - 1))" height="\(rounded(size))">\
        <title>\(column.0): \(column.1)</title></rect>
        """
    }
    let rows: [Markup] = zip(names, counts).filter { $0.1 > 0 }.map { name, count in
      "<tr><th scope=\"row\">\(name)</th><td class=\"figure\">\(count)</td></tr>"
    }
    let scale = isLogarithmic ? ", by the logarithm of the counts" : ""
    return """
      <h3>\(title)\(scale)</h3><svg class="plot" viewBox="0 0 420 140" role="img" \
      aria-label="\(title); the numbers are in the table below">\
      <line x1="44" y1="118" x2="420" y2="118"/><line x1="44" y1="8" x2="420" y2="8"/>\
      <text x="38" y="16" text-anchor="end">\(most)</text><text x="38" y="118" text-anchor="end">0</text>\
      <text x="44" y="136">\(ends.0)</text><text x="420" y="136" text-anchor="end">\(ends.1)</text>\
      \(columns)</svg>
      <details><summary>\(title) in numbers</summary><table id="\(id)-table"><tbody>\(rows)</tbody>\
      </table></details>
      """
  }

  private func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
