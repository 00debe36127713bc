import Cluster
import Dataset

/// Tables of a status that say how much is done and how much is left.
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

  /// Events, clips, audio and bytes, done and left: side by side for both splits, below each other where
  /// the terminal is too narrow for that.
  var whole: [String] {
    let sideBySide = [Table(wholeColumns(\.grouped)), Table(wholeColumns(\.description))]
    return (sideBySide.first { $0.fits(columns) } ?? stacked).lines(within: columns)
  }

  /// One kind of what is counted: its figures as text, and their rows' names.
  private struct Figures {
    var name: String
    var done: [String]
    var left: [String]
    var all: [String]
  }

  private static let rows = ["events", "clips", "audio", "bytes"]

  private func wholeColumns(
    _ number: (Int) -> String
  ) -> [(column: Table.Column, cells: [String])] {
    [(.value(""), Self.rows)]
      + kinds(number).flatMap { kind in
        [
          (.value(kind.name.isEmpty ? "done" : kind.name), kind.done), (.value("left"), kind.left),
          (.value("all", rank: 1), kind.all),
        ]
      }
  }

  private var stacked: Table {
    let rows = kinds(\.grouped).flatMap { kind in
      Self.rows.indices.filter { !kind.done[$0].isEmpty || !kind.left[$0].isEmpty }.map { row in
        [
          kind.name.isEmpty ? Self.rows[row] : "  \(kind.name) \(Self.rows[row])", kind.done[row],
          kind.left[row],
        ]
      }
    }
    return Table([.value(""), .value("done"), .value("left")], rows)
  }

  private func kinds(_ number: (Int) -> String) -> [Figures] {
    let events = status.events
    let all = StatusDocument.Portion(
      total: events.total, done: events.done + events.running, left: events.left)
    return [
      figures("", status.clips, all, number),
      figures("train", status.train, status.train.events, number),
      figures("val", status.val, status.val.events, number),
    ]
  }

  private func figures(
    _ name: String, _ clips: StatusDocument.Clips, _ events: StatusDocument.Portion?,
    _ number: (Int) -> String
  ) -> Figures {
    Figures(
      name: name,
      done: [
        events.map { number($0.done) } ?? "", number(clips.done), Numbers.duration(clips.seconds),
        clips.bytes.map(Numbers.bytes) ?? "",
      ],
      left: [
        events.map { number($0.left) } ?? "", clips.left.map(number) ?? "",
        clips.secondsLeft.map(Numbers.duration) ?? "", clips.bytesLeft.map(Numbers.bytes) ?? "",
      ],
      all: [events.map { number($0.total) } ?? "", number(clips.planned), "", ""])
  }

  // MARK: Source sets

  /// Source sets, with as many columns as there is room for.
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
      column(.value("bytes", rank: 4)) { $0.bytes.map(Numbers.bytes) },
      column(.value("left", rank: 4)) { $0.bytesLeft.map(Numbers.bytes) },
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
  ) -> (column: Table.Column, cells: [String]) {
    (column, status.sources.prefix(Self.rowsShown).map { (cell($0) ?? "").visible })
  }
}
