import Dataset
import Planning
import Storage
import Verification

/// What a verification found, as text for a terminal or a log.
struct VerifyTables {
  private let report: VerificationReport
  private let rate: Int

  /// Rows of a table on the screen; the document has all.
  static let rowLimit = 30
  /// Columns of a log: nothing is cut.
  private static let logColumns = 10_000

  init(_ report: VerificationReport) {
    self.report = report
    rate = report.request.options.clips.sampleRate
  }

  /// Without colour.
  var plain: String { text(columns: Self.logColumns, color: false) }

  func text(columns: Int, color: Bool) -> String {
    let sections = [counts, expected, sources, labels] + VerifyFindings(report).sections
    var lines = [bold("Verified \(report.plan.manifest.path.visible)", color), ""]
    for section in sections where !section.isEmpty {
      if let title = section.title { lines.append(bold(title, color)) }
      lines += section.table.lines(columns: columns)
      if let more = section.more { lines.append("  \(more)") }
      lines.append("")
    }
    let help = VerifyAdvice(report).lines
    if !help.isEmpty { lines += [bold("What would help", color)] + help + [""] }
    let tone = report.isClean ? "32" : "31"
    lines.append(color ? "\u{1B}[1;\(tone)m\(verdict)\u{1B}[0m" : verdict)
    return lines.joined(separator: "\n") + "\n"
  }

  private func bold(_ words: String, _ color: Bool) -> String {
    color ? "\u{1B}[1m\(words)\u{1B}[0m" : words
  }

  /// One line: whether an export would find everything.
  var verdict: String {
    let problems = VerifyAdvice(report).problems
    guard problems.isEmpty else { return "Not clean: " + problems.joined(separator: ", ") + "." }
    guard let recordings = report.recordings else {
      return "Clean: the recording of every event is there (--deep opens each of them)."
    }
    let short = recordings.cutShort
    if short == 0 {
      return "Clean: every recording is there and reaches to the end of its windows."
    }
    let windows = short == 1 ? "1 window reaches" : "\(grouped(short)) windows reach"
    return "Clean: every recording is there; \(windows) past its end."
  }

  // MARK: Sections

  private var counts: VerifySection {
    let reasons = SkipReason.allCases.compactMap { reason in
      report.missing[reason].map { "\(reason.rawValue) \(grouped($0))" }
    }
    let files = "\(grouped(report.filesFound)) of \(fileCount(report.files))"
    let duplicates = report.plan.duplicates
    let invalid = report.invalidValues.reduce(0) { $0 + $1.count }
    var rows = [
      ["events", grouped(report.plan.totalEvents), limitWords],
      ["  with components", grouped(report.withComponents), ""],
      ["  without components", grouped(report.withoutComponents), ""],
      ["  malformed lines", grouped(report.malformed), ""],
      ["audio found", grouped(report.resolved), files],
      ["audio missing", grouped(report.missingTotal), reasons.joined(separator: ", ")],
      ["invalid values", grouped(invalid), invalid == 0 ? "" : "taken as absent"],
      [
        "duplicates", grouped(duplicates), duplicates == 0 ? "" : "clips that an earlier event has",
      ],
    ]
    if let recordings = report.recordings { rows += opened(recordings) }
    return VerifySection(title: nil, table: FittedTable(rows, .init(sentences: 2)))
  }

  private func opened(_ recordings: RecordingFindings) -> [[String]] {
    let unreadable =
      recordings.unreadableFiles == 0 ? "" : "in \(fileCount(recordings.unreadableFiles))"
    let rates = histogram(recordings.sampleRates) { "\($0) Hz" }
    let channels = histogram(recordings.channels) { $0 == 1 ? "mono" : "\($0) channels" }
    let kinds = recordings.opened == 0 ? "" : "\(rates); \(channels)"
    return [
      ["recordings opened", grouped(recordings.opened), kinds],
      ["  unreadable events", grouped(recordings.unreadableEvents), unreadable],
      ["  past the end", grouped(recordings.outOfRange), "no frame left for a clip"],
      ["  cut short", grouped(recordings.cutShort), "by the end of the recording"],
    ]
  }

  /// How many files have what, the most first.
  private func histogram(_ counts: [Int: Int], _ words: (Int) -> String) -> String {
    let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = most.prefix(4).map { "\(grouped($0.value)) × \(words($0.key))" }
    return (shown + (most.count > 4 ? ["…"] : [])).joined(separator: ", ")
  }

  /// What the order of the manifest means for the export.
  private var order: String {
    if report.isGrouped { return "grouped by file" }
    return report.sourceChanges <= 2 * report.filesFound
      ? "nearly grouped by file" : "not grouped by file: slower to export"
  }

  private var limitWords: String {
    guard report.plan.manifestEvents > report.plan.totalEvents else { return "" }
    return "of \(grouped(report.plan.manifestEvents)) in the manifest (--limit)"
  }

  private var expected: VerifySection {
    let dataset = report.expected
    var room = ""
    var inodeRoom = ""
    if let free = report.free {
      let fits = report.fits == false ? "NOT ENOUGH: " : "of "
      room = "\(fits)\(Durations.bytes(free.bytes)) free at \(free.path.visible)"
      inodeRoom = free.inodes.map { "of \(grouped($0)) free" } ?? ""
    }
    return VerifySection(
      title: "Expected dataset",
      table: FittedTable(
        [
          [
            "clips", grouped(dataset.clipCount),
            "train \(grouped(dataset.clips[.train] ?? 0)), val \(grouped(dataset.clips[.val] ?? 0))",
          ],
          ["length", Durations.text(frames: dataset.frames.value, rate: rate), "windows × labels"],
          ["size on disk", Durations.bytes(dataset.diskBytes.value), room],
          ["files and folders", grouped(report.inodes), inodeRoom],
          ["changes of file", grouped(report.sourceChanges), order],
        ], .init(sentences: 2)))
  }

  private var sources: VerifySection {
    let frames = report.expected.framesBySource
    let sets = report.plan.sourceSets.enumerated().map { (number, set) in
      (number, set, frames[set.name]?.value ?? 0)
    }.sorted { ($1.2, $0.0) < ($0.2, $1.0) }
    let rows = sets.map { _, set, frames in
      [
        set.name.visible, Durations.text(frames: frames, rate: rate),
        grouped(set.events), grouped(set.eventsMissing), grouped(set.files),
        grouped(set.filesFound),
      ]
    }
    let header = ["source set", "expected", "events", "missing", "files", "found"]
    return VerifySection(
      title: "Source sets, the longest first", header: header, rows: rows,
      .init(names: [0], numbers: [1, 2, 3, 4, 5]))
  }

  private var labels: VerifySection {
    let most = report.labels.enumerated().sorted {
      ($1.element.components, $0.offset) < ($0.element.components, $1.offset)
    }.map(\.element)
    let total = most.reduce(0) { $0 + $1.components }
    let scale = max(most.first?.components ?? 1, 1)
    let rows = most.map { row in
      [
        row.label.visible, grouped(row.components), grouped(row.clips),
        percent(row.components, of: total),
        String(repeating: "█", count: (24 * row.components + scale / 2) / scale),
      ]
    }
    return VerifySection(
      title: "Labels, the most frequent first",
      header: ["label", "components", "clips", "share", ""], rows: rows,
      .init(names: [0, 4], numbers: [1, 2, 3]))
  }

  private func percent(_ part: Int, of whole: Int) -> String {
    let tenths = whole == 0 ? 0 : (1000 * part + whole / 2) / whole
    return "\(tenths / 10).\(tenths % 10)%"
  }

  private func fileCount(_ count: Int) -> String {
    "\(grouped(count)) \(count == 1 ? "file" : "files")"
  }

  private func grouped(_ number: Int) -> String { Durations.grouped(number) }
}
