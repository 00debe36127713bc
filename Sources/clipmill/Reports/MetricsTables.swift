import Dataset
import Drawing
import Survey

/// A snapshot as text.
struct MetricsTables {
  private let metrics: Metrics

  init(_ metrics: Metrics) { self.metrics = metrics }

  func text(_ style: Style) -> String {
    var lines = Table(
      [.text(), .number()],
      [["events", metrics.events.grouped], ["sessions", metrics.sessions.grouped]]
    ).lines()
    let spread = [("velocity", metrics.velocity), ("openness", metrics.openness)]
    let known = spread.compactMap { name, summary in summary.map { (name, $0) } }
    if let first = known.first {
      let rows = known.map { [$0] + $1.points.map { Numbers.fraction($0.value) } }
      lines +=
        [""] + Table([.text()] + first.1.points.map { .number($0.name) }, rows).lines()
    }
    lines += counts("label", metrics.labels, style)
    lines += counts("technique", metrics.techniques, style)
    lines += counts("source set", metrics.sourceSets, style)
    return lines.joined(separator: "\n") + "\n"
  }

  private func counts(_ title: String, _ counts: NameCounts, _ style: Style) -> [String] {
    let rows = counts.byCount.map { name, count in
      [name.visible, count.grouped, Numbers.percent(Double(count) / Double(counts.total))]
    }
    let section = Section(nil, [.name(title)] + .numbers("count", "share"), rows)
    return section.isEmpty ? [] : [""] + section.lines(style)
  }
}

/// A drift as text: a verdict, and the changes; the document also has the rest.
struct DriftTables {
  private let drift: Drift

  init(_ drift: Drift) { self.drift = drift }

  func text(_ style: Style) -> String {
    var lines = [verdict, ""]
    lines += changes(
      "",
      [
        row("events", drift.old.events, drift.new.events),
        row("sessions", drift.old.sessions, drift.new.sessions),
      ])
    lines += comparison("label", drift.labels, style)
    lines += comparison("technique", drift.techniques, style)
    lines += comparison("source set", drift.sourceSets, style)
    lines += shift("velocity", drift.velocityShift) + shift("openness", drift.opennessShift)
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line: nothing has changed, or how much each kind of name has.
  var verdict: String {
    let kinds = [
      ("labels", drift.labels), ("techniques", drift.techniques),
      ("source sets", drift.sourceSets),
    ]
    let points = drift.velocityShift + drift.opennessShift
    if drift.old.events == drift.new.events, drift.old.sessions == drift.new.sessions,
      kinds.allSatisfy({ $0.1.rows.allSatisfy { $0.before == $0.after } }),
      points.allSatisfy({ $0.before == $0.after })
    {
      return "No drift: the numbers are the same."
    }
    let words = kinds.filter { !$0.1.rows.isEmpty }.map { name, comparison in
      "\(name): \(Drift.words(for: comparison.stabilityIndex))"
    }
    return words.isEmpty ? "The counts have changed." : words.joined(separator: "; ")
  }

  private func row(_ name: String, _ before: Int, _ after: Int) -> [String] {
    let change = after - before
    return [name, before.grouped, after.grouped, (change > 0 ? "+" : "") + change.grouped]
  }

  private func comparison(
    _ title: String, _ comparison: Drift.Comparison, _ style: Style
  ) -> [String] {
    let changed = comparison.rows.filter { $0.before != $0.after || abs($0.shareChange) >= 0.0005 }
    guard !changed.isEmpty else { return [] }
    let rows = changed.map { row in
      let word = row.before == 0 ? "new" : row.after == 0 ? "vanished" : ""
      return [
        row.name.visible, row.before.grouped, row.after.grouped,
        Numbers.percent(row.shareBefore), Numbers.percent(row.shareAfter),
        Numbers.points(row.shareChange), word,
      ]
    }
    let section = Section(
      nil,
      [.name(title)] + .numbers("before", "after", "share", "now", "points") + [.text()], rows)
    let index = comparison.stabilityIndex.map(Numbers.fraction) ?? "-"
    return [""] + section.lines(style)
      + ["  population stability index \(index): \(Drift.words(for: comparison.stabilityIndex))"]
  }

  private func shift(_ title: String, _ shift: [Drift.Point]) -> [String] {
    let changed = shift.filter { $0.before != $0.after }
    guard !changed.isEmpty else { return [] }
    let rows = changed.map { name, before, after in
      [
        name, Numbers.fraction(before), Numbers.fraction(after), Numbers.change(after - before),
      ]
    }
    return [""] + changes(title, rows)
  }

  private func changes(_ title: String, _ rows: [[String]]) -> [String] {
    Table([.text(title)] + .numbers("before", "after", "change"), rows).lines()
  }
}
