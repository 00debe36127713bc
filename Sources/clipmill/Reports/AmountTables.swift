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
    let sideBySide = ChosenColumns(wholeColumns(Durations.grouped))
    if sideBySide.fit(columns) {
      return AlignedTable(sideBySide.rows(fitting: columns), columns).lines
    }
    let plain = ChosenColumns(wholeColumns { "\($0)" })
    if plain.fit(columns) { return AlignedTable(plain.rows(fitting: columns), columns).lines }
    return AlignedTable(stacked, columns).lines
  }

  /// One kind of what is counted: its figures as text.
  private struct Figures {
    var done: [String]
    var left: [String]
    var all: [String]
  }

  private static let rows = ["events", "clips", "audio", "bytes"]

  private func wholeColumns(_ number: (Int) -> String) -> [ChosenColumns.Column] {
    [ChosenColumns.Column("", Self.rows, rank: 0)]
      + kinds(number).flatMap { name, figures in
        [
          ChosenColumns.Column(name.isEmpty ? "done" : name, figures.done, rank: 0),
          ChosenColumns.Column("left", figures.left, rank: 0),
          ChosenColumns.Column("all", figures.all, rank: 1),
        ]
      }
  }

  private var stacked: [[String]] {
    [["", "done", "left"]]
      + kinds(Durations.grouped).flatMap { name, figures in
        Self.rows.indices.map { row in
          [
            name.isEmpty ? Self.rows[row] : "  \(name) \(Self.rows[row])", figures.done[row],
            figures.left[row],
          ]
        }.filter { $0.dropFirst().contains { !$0.isEmpty } }
      }
  }

  private func kinds(_ number: (Int) -> String) -> [(name: String, figures: Figures)] {
    let events = status.events
    let all = StatusDocument.Portion(
      total: events.total, done: events.done + events.running, left: events.left)
    return [
      ("", figures(status.clips, all, number)),
      ("train", figures(status.train, status.train.events, number)),
      ("val", figures(status.val, status.val.events, number)),
    ]
  }

  private func figures(
    _ clips: StatusDocument.Clips, _ events: StatusDocument.Portion?, _ number: (Int) -> String
  ) -> Figures {
    Figures(
      done: [
        events.map { number($0.done) } ?? "", number(clips.done), Durations.audio(clips.seconds),
        clips.bytes.map(Durations.bytes) ?? "",
      ],
      left: [
        events.map { number($0.left) } ?? "", clips.left.map(number) ?? "",
        clips.secondsLeft.map(Durations.audio) ?? "", clips.bytesLeft.map(Durations.bytes) ?? "",
      ],
      all: [events.map { number($0.total) } ?? "", number(clips.planned), "", ""])
  }

  // MARK: Source sets

  /// Rows of source sets with as many columns as there is room for; none without source sets.
  var sources: [[String]] {
    guard !status.sources.isEmpty else { return [] }
    return ChosenColumns(sourceColumns).rows(fitting: columns)
  }

  /// Source sets that the table leaves out.
  var sourcesLeftOut: Int {
    max(status.sources.count - Self.rowsShown, 0) + (status.sourcesOmitted ?? 0)
  }

  private var sourceColumns: [ChosenColumns.Column] {
    let isMissing = status.sources.contains { $0.eventsMissing ?? 0 > 0 }
    return [
      column("source set", 0) { $0.name.isEmpty ? "(none)" : $0.name },
      column("events", 0) { $0.done.map(Durations.grouped) },
      column("left", 0) { $0.left.map(Durations.grouped) },
      column("clips", 2) { $0.clips.map(Durations.grouped) },
      column("left", 2) { $0.clipsLeft.map(Durations.grouped) },
      column("audio", 3) { Durations.audio($0.seconds) },
      column("left", 3) { $0.secondsLeft.map(Durations.audio) },
      column("bytes", 4) { $0.bytes.map(Durations.bytes) },
      column("left", 4) { $0.bytesLeft.map(Durations.bytes) },
      column("missing", isMissing ? 1 : 5) { $0.eventsMissing.map(Durations.grouped) },
      column("files", 6) { $0.files.map(Durations.grouped) },
      column("found", 6) { $0.filesFound.map(Durations.grouped) },
    ]
  }

  private func column(
    _ heading: String, _ rank: Int, _ cell: (StatusDocument.Source) -> String?
  ) -> ChosenColumns.Column {
    ChosenColumns.Column(
      heading, status.sources.prefix(Self.rowsShown).map { (cell($0) ?? "").visible },
      rank: rank)
  }
}
