import Dataset
import Export

/// Tables of a status that show how much is done and how much is left.
struct AmountTables {
  private let status: StatusDocument
  private let columns: Int

  /// Rows of source sets; `--json` has more.
  private static let rowsShown = 40

  init(_ status: StatusDocument, columns: Int) {
    self.status = status
    self.columns = columns
  }

  // MARK: The whole and its splits

  /// Events, clips, audio and bytes, done and left: side by side for both splits, or below each other if the terminal
  /// is too narrow.
  var whole: [String] {
    let sideBySide = [Table(wholeColumns(\.grouped)), Table(wholeColumns(\.description))]
    return (sideBySide.first { $0.fits(columns) } ?? stacked).lines(within: columns)
  }

  private static let rows = ["events", "clips", "audio", "bytes"]

  private func wholeColumns(_ number: (Int) -> String) -> [Table.Filled] {
    [(.value(""), Self.rows)] + kinds(number).flatMap { $0.columns }
  }

  private var stacked: Table {
    let rows = kinds(\.grouped).flatMap { kind, columns in
      Self.rows.indices.map { row in
        [kind.isEmpty ? Self.rows[row] : "  \(kind) \(Self.rows[row])"]
          + columns.prefix(2).map { $0.cells[row] }
      }
    }.filter { !$0.dropFirst().allSatisfy(\.isEmpty) }
    return Table([.value(""), .value("done"), .value("left")], rows)
  }

  /// Done, left and all: of the whole, of train, of val.
  private func kinds(_ number: (Int) -> String) -> [(name: String, columns: [Table.Filled])] {
    let events = status.events
    let all = StatusDocument.Portion(
      total: events.total, done: events.finished, left: events.left)
    return [
      ("", columns("done", status.clips, all, number)),
      ("train", columns("train", status.train, status.train.events, number)),
      ("val", columns("val", status.val, status.val.events, number)),
    ]
  }

  private func columns(
    _ heading: String, _ clips: StatusDocument.Clips, _ events: StatusDocument.Portion?,
    _ number: (Int) -> String
  ) -> [Table.Filled] {
    let done = [
      events.map { number($0.done) }, number(clips.done), Numbers.duration(clips.seconds),
      clips.bytes.map(\.bytesInWords),
    ]
    let left = [
      events.map { number($0.left) }, clips.left.map(number),
      clips.secondsLeft.map(Numbers.duration), clips.bytesLeft.map(\.bytesInWords),
    ]
    let all = [events.map { number($0.total) }, number(clips.planned), nil, nil]
    return [
      (.value(heading), done.map { $0 ?? "" }), (.value("left"), left.map { $0 ?? "" }),
      (.value("all", rank: 1), all.map { $0 ?? "" }),
    ]
  }

  // MARK: Source sets

  /// Source sets, with as many columns as fit.
  var sources: Table {
    let isMissing = status.sources.contains { $0.eventsMissing ?? 0 > 0 }
    return Table([
      column(.name("source set", least: 8)) { $0.name.isEmpty ? "(none)" : $0.name },
      column(.value("events")) { $0.done?.grouped },
      column(.value("left")) { $0.left?.grouped },
      column(.value("clips", rank: 2)) { $0.clips?.grouped },
      column(.value("left", rank: 2)) { $0.clipsLeft?.grouped },
      column(.value("audio", rank: 3)) { Numbers.duration($0.seconds) },
      column(.value("left", rank: 3)) { $0.secondsLeft.map(Numbers.duration) },
      column(.value("bytes", rank: 4)) { $0.bytes.map(\.bytesInWords) },
      column(.value("left", rank: 4)) { $0.bytesLeft.map(\.bytesInWords) },
      column(.value("missing", rank: isMissing ? 1 : 5)) { $0.eventsMissing?.grouped },
      column(.value("files", rank: 6)) { $0.files?.grouped },
      column(.value("found", rank: 6)) { $0.filesFound?.grouped },
    ])
  }

  /// Source sets that the table omits.
  var sourcesOmitted: Int {
    max(status.sources.count - Self.rowsShown, 0) + (status.sourcesOmitted ?? 0)
  }

  private func column(
    _ column: Table.Column, _ cell: (StatusDocument.Source) -> String?
  ) -> Table.Filled {
    (column, status.sources.prefix(Self.rowsShown).map { (cell($0) ?? "").visible })
  }
}
