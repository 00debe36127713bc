import Dataset
import Scheduling

/// Workers in this many rows of a screen: a line each if there is room, otherwise side by side, and the rest as one
/// character each.
struct WorkerPanel {
  private let workers: [Snapshot.Worker]
  private let skipped: Int

  /// Columns of a worker beside others, and the gap between two.
  private static let (cell, gap) = (25, 2)

  /// A panel of workers in their order; the first `skipped` are scrolled past.
  init(_ workers: [Snapshot.Worker], skipped: Int) {
    self.workers = workers
    self.skipped = min(max(skipped, 0), max(workers.count - 1, 0))
  }

  func lines(_ style: Style, rows: Int) -> [String] {
    guard rows > 0 else { return [] }
    guard !workers.isEmpty else { return [style.set("no workers", .faint)] }
    let title = style.bold(summary.cut(to: style.columns))
    let room = rows - 1
    let shown = Array(workers.dropFirst(skipped))
    if shown.count + 1 <= room { return [title] + list(shown, style) }
    let across = max((style.columns + Self.gap) / (Self.cell + Self.gap), 1)
    if shown.count <= across * room || room < 4 {
      return [title] + grid(shown.prefix(across * room), across, style)
    }
    let tail = strip(shown, after: across, room, style)
    let above = shown.prefix(across * max(room - tail.count, 0))
    return [title] + grid(above, across, style) + tail
  }

  /// Their number, and their states.
  private var summary: String {
    let states = Snapshot.Worker.urgent + ["active"]
    let counts = states.compactMap { state -> String? in
      let count = workers.count { $0.state == state }
      return count == 0 ? nil : "\(count.grouped) \(state)"
    }
    let place = skipped > 0 ? ", from \((skipped + 1).grouped) on" : ""
    return
      "\(workers.count.counted("worker", "workers")): \(counts.joined(separator: ", "))\(place)"
  }

  // MARK: A line each

  private func list(_ workers: [Snapshot.Worker], _ style: Style) -> [String] {
    let table = WorkerRows(workers).table.lines(within: style.columns)
    return [style.set(table.first ?? "", .faint)]
      + zip(table.dropFirst(), workers).map { style.set($0, $1.tint) }
  }

  // MARK: Side by side

  private func grid(
    _ workers: ArraySlice<Snapshot.Worker>, _ across: Int, _ style: Style
  ) -> [String] {
    let workers = Array(workers)
    return stride(from: 0, to: workers.count, by: across).map { start in
      workers[start..<min(start + across, workers.count)].map { worker in
        style.set(cell(worker, min(Self.cell, style.columns)), worker.tint)
      }.joined(separator: String(repeating: " ", count: Self.gap))
    }
  }

  /// Its name, and its most important figures.
  private func cell(_ worker: Snapshot.Worker, _ width: Int) -> String {
    let words =
      worker.state == "active"
      ? "\(HeadLine.brief(worker.eventsPerSecond))/s"
        + Self.right(worker.percent.map { "\($0)%" } ?? "idle", 5)
      : worker.isUnheard
        ? "\(worker.state) \(HeadLine.brief(Int(worker.lastHeardSeconds)))" : worker.state
    let name = worker.name.visible.fitted(to: max(width - words.columns - 1, 4))
    let pad = String(repeating: " ", count: max(width - name.columns - words.columns, 1))
    return name + pad + words
  }

  private static func right(_ words: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - words.count, 0)) + words
  }

  // MARK: A character each

  /// The workers for which a grid above these lines has no room.
  private func strip(
    _ workers: [Snapshot.Worker], after across: Int, _ room: Int, _ style: Style
  ) -> [String] {
    let most = room / 2
    // As few lines as hold the workers that the grid above does not.
    let height =
      (1...max(most, 1)).first { lines in
        workers.count - across * (room - lines - 1) <= lines * style.columns
      } ?? max(most, 1)
    let rest = workers.dropFirst(across * max(room - height - 1, 0)).map { $0 }
    let marks = rest.prefix(height * style.columns).map { worker in
      (
        mark: worker.state == "active"
          ? style.glyphs.calm : String(worker.state.prefix(1)).uppercased(),
        tint: worker.tint
      )
    }
    let title = "and \(rest.count.counted("worker", "workers")) more:"
    return [title.cut(to: style.columns)]
      + stride(from: 0, to: marks.count, by: style.columns).map { start in
        Self.painted(marks[start..<min(start + style.columns, marks.count)], style)
      }
  }

  /// Neighbours of one colour share its codes.
  private static func painted(
    _ marks: ArraySlice<(mark: String, tint: Style.Tint?)>, _ style: Style
  ) -> String {
    var (line, run, tint) = ("", "", marks.first?.tint)
    for mark in marks {
      if mark.tint != tint { (line, run, tint) = (line + style.set(run, tint), "", mark.tint) }
      run += mark.mark
    }
    return line + style.set(run, tint)
  }
}

/// Workers as a table.
struct WorkerRows {
  private let workers: [Snapshot.Worker]

  init(_ workers: [Snapshot.Worker]) { self.workers = workers }

  /// The least important columns are omitted first if there is too little room.
  var table: Table {
    Table([
      column(.name("worker", least: 8)) { $0.name },
      column(.value("state")) { $0.state },
      column(.value("events/s")) { Int(min($0.eventsPerSecond, 1e15)).grouped },
      column(.value("heard", rank: 1)) { "\(HeadLine.brief(Int($0.lastHeardSeconds))) ago" },
      column(.value("shard:done", rank: 2)) { Self.now($0) },
      column(.value("host", rank: 3)) { $0.host },
      column(.value("shards", rank: 4)) { $0.shardsDone.grouped },
      column(.value("pid", rank: 5)) { "\($0.pid)" },
      column(.value("log", rank: 6)) { $0.log },
    ])
  }

  private func column(
    _ column: Table.Column, _ cell: (Snapshot.Worker) -> String
  ) -> Table.Filled {
    (column, workers.map { cell($0).visible })
  }

  private static func now(_ worker: Snapshot.Worker) -> String {
    let busy = worker.leases.filter { $0.events > 0 }
    let shown = (busy.isEmpty ? worker.leases : busy).prefix(worker.slots > 2 ? 4 : 2)
    return shown.map { lease in
      "\(lease.shard.number):\(Bar.percent(lease.events, of: lease.eventsTotal) ?? 0)%"
    }.joined(separator: " ")
  }
}
