import Dataset
import Health

/// A snapshot as text.
struct MetricsTables {
  private let metrics: Metrics

  init(_ metrics: Metrics) { self.metrics = metrics }

  func text(columns: Int) -> String {
    var lines = TextColumns([
      ["events", Durations.grouped(metrics.events)],
      ["sessions", Durations.grouped(metrics.sessions)],
    ]).lines
    let spread = [("velocity", metrics.velocity), ("openness", metrics.openness)]
    let known = spread.compactMap { name, summary in summary.map { (name, $0) } }
    if let first = known.first {
      let header = [""] + first.1.points.map(\.name)
      let rows = known.map { [$0] + $1.points.map { Figures.fraction($0.value) } }
      lines += [""] + TextColumns([header] + rows, numbers: Set(1...8)).lines
    }
    lines += counts("label", metrics.labels, columns)
    lines += counts("technique", metrics.techniques, columns)
    lines += counts("source set", metrics.sourceSets, columns)
    return lines.joined(separator: "\n") + "\n"
  }

  private func counts(_ title: String, _ counts: NameCounts, _ columns: Int) -> [String] {
    let rows = counts.byCount.map { name, count in
      [
        name.visible, Durations.grouped(count),
        Figures.percent(Double(count) / Double(counts.total)),
      ]
    }
    let section = VerifySection(
      title: title, header: [title, "count", "share"], rows: rows,
      .init(names: [0], numbers: [1, 2]))
    guard !section.isEmpty else { return [] }
    return [""] + section.table.lines(columns: columns) + (section.more.map { ["  \($0)"] } ?? [])
  }
}

/// Shares and fractions for people.
enum Figures {
  /// `12.3%`.
  static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10)%" }

  /// `+1.2%`, in points of a hundred.
  static func change(_ share: Double) -> String { (share > 0 ? "+" : "") + percent(share) }

  /// Three places after the point.
  static func fraction(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
}
