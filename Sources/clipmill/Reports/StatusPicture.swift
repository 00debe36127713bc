import Cluster
import Dataset
import Scheduling

/// A status as text for a terminal of a certain width.
struct StatusPicture {
  private let status: StatusDocument
  private let columns: Int
  private let color: Bool
  private let amounts: AmountTables

  /// Rows of each list; `--json` has all.
  private static let rowsShown = 40
  private static let logsShown = 4

  init(_ status: StatusDocument, columns: Int, color: Bool) {
    self.status = status
    self.columns = max(columns, 40)
    amounts = AmountTables(status, columns: self.columns)
    self.color = color
  }

  /// None wider than the terminal, but for commands.
  var lines: [String] {
    var lines =
      [heading] + unanswered + [""] + progress + [""] + amounts.whole
    lines += [""] + facts
    if ["interrupted", "stopped"].contains(status.state), let command = status.resumeCommand {
      lines += ["", "Go on with:", "  \(command.visible)"]
    }
    lines += section("Workers", workers)
    lines += logs
    if status.workersOmitted > 0 { lines.append("  and \(grouped(status.workersOmitted)) more") }
    lines += section("Slow shards", stragglers)
    lines += notes("Set aside", status.quarantined) + notes("Refused workers", status.refused)
    lines += notes("Hosts without work", status.excluded) + notes("In the way", status.culprits)
    lines += section("Source sets: done, and what is left", amounts.sources)
    let more = amounts.sourcesLeftOut
    return lines + (more > 0 ? ["  and \(grouped(more)) more"] : [])
  }

  /// What fits into so many rows: where it is too much, first without the empty ones, and then the rest is
  /// told as a number.
  func lines(fitting rows: Int) -> [String] {
    let all = lines
    if all.count <= rows { return all }
    let dense = all.filter { !$0.isEmpty }
    if dense.count <= rows { return dense }
    let shown = dense.prefix(rows - 1)
    return shown + [
      cut("… and \(dense.count - shown.count) lines more, in a higher window", columns)
    ]
  }

  // MARK: The whole

  private var heading: String {
    let age =
      status.source == "live"
      ? "live" : "from files, \(Durations.text(seconds: Int(status.ageSeconds))) old"
    let words = "\(status.bundle.isEmpty ? "run" : status.bundle): \(status.state)"
    let line = cut("\(words) (\(age))", columns)
    return color ? "\u{1B}[1m\(line)\u{1B}[0m" : line
  }

  /// Why it is not live, in as many lines as that needs.
  private var unanswered: [String] {
    status.unanswered.map { VisibleText.wrapped($0.visible, to: columns) } ?? []
  }

  private var progress: [String] {
    let total = status.events.total
    let done = max(status.events.done + status.events.running, 0)
    let percent = total <= 0 ? 0 : 100 * done / total
    let width = min(columns - 8, 60)
    let filled = total <= 0 ? 0 : min(width * done / total, width)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    var pace = "\(grouped(Int(status.events.perSecond))) events/s"
    if let left = status.events.etaSeconds, left > 0 {
      pace += ", \(Durations.text(seconds: left)) left"
    }
    let isOver = ["complete", "interrupted", "stopped"].contains(status.state)
    let isMoving = !isOver && status.events.perSecond > 0 && status.events.left > 0
    return ["\(bar) \(percent)%"] + (isMoving ? [pace] : [])
      + status.troubles.map { cut("waiting: \($0)", columns) }
  }

  private var facts: [String] {
    let shards = status.shards
    let (all, run) = (status.lifetime, status.thisRun)
    // A bundle without its run state knows of none.
    let work =
      shards.total == 0
      ? []
      : [
        (
          "shards",
          "\(grouped(shards.done + shards.provisional)) done, \(grouped(shards.leased)) in work,"
            + " \(grouped(shards.pending)) waiting, \(grouped(shards.stuck)) stuck"
        )
      ]
    return
      (work + [
        ("this run", sum(run)), ("bundle", sum(all)), ("skipped", skips), ("retries", retries),
      ]).flatMap { fact($0, $1) }
  }

  private func sum(_ sum: StatusDocument.Sum) -> String {
    "\(grouped(sum.events)) events, \(grouped(sum.clips)) clips,"
      + " \(Durations.audio(sum.seconds)) of audio"
  }

  /// Words with their name before them, in as many lines as they need.
  private func fact(_ name: String, _ words: String) -> [String] {
    let indent = 11
    return VisibleText.wrapped(words.visible, to: columns - indent).enumerated().map {
      number, part in
      let head = number == 0 ? name : ""
      return head + String(repeating: " ", count: indent - head.count) + part
    }
  }

  private var skips: String {
    let reasons = status.skips.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value))" }
    let listed = reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"
    return "\(grouped(status.events.skipped))\(listed)"
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
    ].filter { $0.0 > 0 }.map { "\(grouped($0.0)) \($0.0 == 1 ? $0.1 : $0.2)" }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }

  // MARK: Lists

  private var workers: [[String]] {
    guard !status.workers.isEmpty else { return [] }
    return [
      ["worker", "pid", "shards", "events/s", "heard", "state", "host", "shard:done"]
        + (isWide ? ["log"] : [])
    ]
      + status.workers.prefix(Self.rowsShown).map { worker in
        [
          worker.name, "\(worker.pid)", grouped(worker.shardsDone),
          grouped(Int(worker.eventsPerSecond)), "\(Int(worker.lastHeardSeconds))s ago",
          worker.state, worker.host, now(worker),
        ] + (isWide ? [worker.log] : [])
      }
  }

  /// Whether a table has room for paths.
  private var isWide: Bool { columns >= 120 }

  /// Logs of the first workers, which are those that need a look, where the table has no room for them.
  private var logs: [String] {
    guard !isWide else { return [] }
    return status.workers.filter { !$0.log.isEmpty }.prefix(Self.logsShown).map { worker in
      let head = "  log of \(cut(worker.name, 20)): "
      return head + VisibleText.fitted(worker.log.visible, to: columns - head.count)
    }
  }

  private func now(_ worker: Snapshot.Worker) -> String {
    let busy = worker.leases.filter { $0.events > 0 }
    let shown = (busy.isEmpty ? worker.leases : busy).prefix(worker.slots > 2 ? 4 : 2)
    return shown.map { "\($0.shard.number):\(percent($0))%" }.joined(separator: " ")
  }

  private func percent(_ lease: Snapshot.Running) -> Int {
    lease.eventsTotal == 0 ? 0 : 100 * lease.events / lease.eventsTotal
  }

  private var stragglers: [[String]] {
    guard !status.stragglers.isEmpty else { return [] }
    return [["shard", "attempt", "done", "age"]]
      + status.stragglers.prefix(Self.rowsShown).map {
        [
          "\($0.shard.number)", "\($0.attempt)", "\(percent($0))%",
          Durations.text(seconds: Int($0.ageSeconds)),
        ]
      }
  }

  private func section(_ title: String, _ rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let table = AlignedTable(rows.map { $0.map(\.visible) }, columns)
    return ["", bold(title)] + table.lines
  }

  private func notes(_ title: String, _ notes: [StatusDocument.Note]) -> [String] {
    guard !notes.isEmpty else { return [] }
    return ["", bold(title)]
      + notes.prefix(Self.rowsShown).flatMap { note in
        [cut("  \(note.subject): \(note.words)", columns)]
          + (note.reproduce.map { ["    \($0.visible)"] } ?? [])
      }
  }

  private func bold(_ words: String) -> String { color ? "\u{1B}[1m\(words)\u{1B}[0m" : words }

  private func grouped(_ number: Int) -> String { Durations.grouped(number) }

  /// One line without anything that moves a cursor, and no longer than the terminal is wide.
  private func cut(_ words: String, _ width: Int) -> String {
    let line = words.visible
    return line.count <= width ? line : line.prefix(width - 1) + "…"
  }
}
