import Dataset
package import Export
import Scheduling

/// A status as text for a terminal of some width.
package struct StatusPicture {
  private let status: StatusDocument
  private let columns: Int
  private let style: Style
  private let amounts: AmountTables
  private let elapsed: Int?

  /// Rows of each list; `--json` has all.
  private static let rowsShown = 40
  private static let logsShown = 4

  /// The picture of a status, with the seconds since its run began if they are known.
  package init(_ status: StatusDocument, elapsed: Int? = nil, _ style: Style) {
    self.status = status
    self.elapsed = elapsed
    self.style = style
    columns = max(style.columns, 40)
    amounts = AmountTables(status, columns: self.columns)
  }

  /// The lines; only commands are wider than the terminal.
  package var lines: [String] {
    var lines =
      [heading] + unanswered + [""] + progress + [""] + amounts.whole
    lines += [""] + facts
    if ["interrupted", "stopped"].contains(status.state), let command = status.resumeCommand {
      lines += ["", "Continue with:", "  \(command.visible)"]
    }
    lines += section("Workers", workers)
    lines += logs
    if status.workersOmitted > 0 { lines.append("  and \(status.workersOmitted.grouped) more") }
    lines += section("Slow shards", stragglers)
    lines += notes("Quarantined", status.quarantined) + notes("Refused workers", status.refused)
    lines += notes("Hosts without work", status.excluded)
    lines += notes("Shards in trouble", status.culprits)
    lines += section("Source sets: done, and what is left", amounts.sources)
    let more = amounts.sourcesOmitted
    return lines + (more > 0 ? ["  and \(more.grouped) more"] : [])
  }

  /// The lines that fit into this many rows: if there are too many, first the empty ones are omitted, and then the
  /// rest is given as a number.
  package func lines(fitting rows: Int) -> [String] {
    let all = lines
    if all.count <= rows { return all }
    let dense = all.filter { !$0.isEmpty }
    if dense.count <= rows { return dense }
    let shown = dense.prefix(rows - 1)
    let rest = "… and \(dense.count - shown.count) lines more, in a higher window"
    return shown + [rest.cut(to: columns)]
  }

  // MARK: The whole

  private var heading: String {
    let age =
      status.source == "live"
      ? "live" : "from files, \(Numbers.duration(seconds: Int(status.ageSeconds))) old"
    let words = "\(status.bundle.isEmpty ? "run" : status.bundle): \(status.state)"
    return style.bold("\(words) (\(age))".visible.cut(to: columns))
  }

  /// The reason why it is not live, in as many lines as needed.
  private var unanswered: [String] {
    status.unanswered?.visible.wrapped(to: columns) ?? []
  }

  /// A bar with its figures, and the reason why the rest takes as long as it does.
  private var progress: [String] {
    let head = HeadLine(status, elapsed: elapsed)
    let bar = Bar.text(
      status.events.finished, of: status.events.total, columns: min(columns, Self.barColumns),
      style.glyphs)
    return [head.text(within: columns), bar]
      + (status.delay.map { $0.visible.wrapped(to: columns) } ?? [])
  }

  private static let barColumns = 68

  private var facts: [String] {
    // A bundle without its run state has no record of shards.
    (status.shards.total == 0 ? [] : fact("shards", status.shards.words))
      + fact("this run", sum(status.thisRun)) + fact("bundle", sum(status.lifetime))
      + fact("skipped", skips) + removed + caseTwins + fact("retries", retries) + omitted
  }

  private func sum(_ sum: StatusDocument.Sum) -> String {
    "\(sum.events.grouped) events, \(sum.clips.grouped) clips,"
      + " \(Numbers.duration(sum.seconds)) of audio"
  }

  /// Words with their name before them, in as many lines as needed.
  private func fact(_ name: String, _ words: String) -> [String] {
    let indent = 11
    return words.visible.wrapped(to: columns - indent).enumerated().map { number, part in
      let head = number == 0 ? name : ""
      return head + String(repeating: " ", count: indent - head.count) + part
    }
  }

  private var skips: String {
    let reasons = status.skips.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.grouped)" }
    let listed = reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"
    return "\(status.events.skipped.grouped)\(listed)"
  }

  private var caseTwins: [String] {
    guard let twins = status.events.caseTwins else { return [] }
    return fact(
      "names",
      twins.counted("clip differs", "clips differ")
        + " from others in case only, and may have no file of their own")
  }

  private var removed: [String] {
    guard let removed = status.events.removed else { return [] }
    return fact("removed", "\(removed.grouped) events of the bundle are gone from the manifest")
  }

  /// Columns that a wider terminal would show.
  private var omitted: [String] {
    let tables = [("workers", workers), ("source sets", amounts.sources)].filter { !$0.1.isEmpty }
    let lacks = tables.compactMap { name, table -> String? in
      let headings = table.omitted(within: columns)
      return headings.isEmpty ? nil : "\(headings.joined(separator: ", ")) of \(name)"
    }
    if lacks.isEmpty { return [] }
    return fact("omitted", lacks.joined(separator: "; ") + " (a wider terminal or --json has them)")
  }

  private var retries: String {
    let retries = status.retries
    let parts = [
      (retries.failures, "failed", "failed"), (retries.expirations, "expired", "expired"),
      (retries.fenced, "fenced", "fenced"),
      (retries.nondeterministic, "DIFFERENT RESULT", "DIFFERENT RESULTS"),
      (retries.ignoredMessages, "ignored", "ignored"),
      (retries.malformedMessages, "dropped message", "dropped messages"),
      (retries.refusedHandshakes, "refused key", "refused keys"),
    ].filter { $0.0 > 0 }.map { "\($0.0.grouped) \($0.0 == 1 ? $0.1 : $0.2)" }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }

  // MARK: Lists

  private var workers: Table { WorkerRows(Array(status.workers.prefix(Self.rowsShown))).table }

  /// Logs of the first workers, which need attention most, if the table has no room for them.
  private var logs: [String] {
    guard workers.omitted(within: columns).contains("log") else { return [] }
    return status.workers.filter { !$0.log.isEmpty }.prefix(Self.logsShown).map { worker in
      let head = "  log of \(worker.name.visible.cut(to: 20)): "
      return head + worker.log.visible.fitted(to: columns - head.count)
    }
  }

  private func percent(_ lease: Snapshot.Running) -> Int {
    Bar.percent(lease.events, of: lease.eventsTotal) ?? 0
  }

  private var stragglers: Table {
    let rows = status.stragglers.prefix(Self.rowsShown).map {
      [
        "\($0.shard.number)", "\($0.attempt)", "\(percent($0))%",
        Numbers.duration(seconds: Int($0.ageSeconds)),
      ]
    }
    return Table(["shard", "attempt", "done", "age"].map { .value($0) }, rows)
  }

  private func section(_ title: String, _ table: Table) -> [String] {
    table.isEmpty ? [] : ["", style.bold(title)] + table.lines(within: columns)
  }

  private func notes(_ title: String, _ notes: [StatusDocument.Note]) -> [String] {
    guard !notes.isEmpty else { return [] }
    return ["", style.bold(title)]
      + notes.prefix(Self.rowsShown).flatMap { note in
        ["  \(note.subject): \(note.words)".visible.cut(to: columns)]
          + (note.reproduce.map { ["    \($0.visible)"] } ?? [])
      }
  }
}

extension StatusDocument {
  /// True if nothing moves any more.
  package var isOver: Bool { ["complete", "interrupted", "stopped"].contains(state) }
}
