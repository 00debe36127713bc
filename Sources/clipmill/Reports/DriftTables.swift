import Dataset
import Health

/// A drift as text: a verdict, and what has changed; the document has the rest, too.
struct DriftTables {
  private let drift: Drift

  init(_ drift: Drift) { self.drift = drift }

  func text(columns: Int) -> String {
    var lines = [verdict, ""]
    lines +=
      TextColumns(
        [
          ["", "before", "after", "change"],
          row("events", drift.old.events, drift.new.events),
          row("sessions", drift.old.sessions, drift.new.sessions),
        ], numbers: [1, 2, 3]
      ).lines
    lines += comparison("label", drift.labels, columns)
    lines += comparison("technique", drift.techniques, columns)
    lines += comparison("source set", drift.sourceSets, columns)
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
    return [
      name, Durations.grouped(before), Durations.grouped(after),
      (change > 0 ? "+" : "") + Durations.grouped(change),
    ]
  }

  private func comparison(
    _ title: String, _ comparison: Drift.Comparison, _ columns: Int
  ) -> [String] {
    let changed = comparison.rows.filter { $0.before != $0.after || abs($0.change) >= 0.0005 }
    guard !changed.isEmpty else { return [] }
    let rows = changed.map { row in
      let word = row.before == 0 ? "new" : row.after == 0 ? "vanished" : ""
      return [
        row.name.visible, Durations.grouped(row.before), Durations.grouped(row.after),
        Figures.percent(row.shareBefore), Figures.percent(row.shareAfter),
        Figures.change(row.change), word,
      ]
    }
    let section = VerifySection(
      title: title, header: [title, "before", "after", "share", "now", "change", ""], rows: rows,
      .init(names: [0], numbers: [1, 2, 3, 4, 5]))
    let index = comparison.stabilityIndex.map(Figures.fraction) ?? "-"
    return [""] + section.table.lines(columns: columns) + (section.more.map { ["  \($0)"] } ?? [])
      + ["  population stability index \(index): \(Drift.words(for: comparison.stabilityIndex))"]
  }

  private func shift(_ title: String, _ shift: [Drift.Shift]) -> [String] {
    let changed = shift.filter { $0.before != $0.after }
    guard !changed.isEmpty else { return [] }
    let rows = changed.map { name, before, after in
      let change = after - before
      return [
        name, Figures.fraction(before), Figures.fraction(after),
        (change > 0 ? "+" : "") + Figures.fraction(change),
      ]
    }
    return [""]
      + TextColumns([[title, "before", "after", "change"]] + rows, numbers: [1, 2, 3]).lines
  }
}
