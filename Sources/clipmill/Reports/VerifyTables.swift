import Dataset
import Drawing
import Files
import Planning
import Survey

/// The findings of a verification, as text for a terminal or a log.
struct VerifyTables {
  private let report: VerificationReport
  private let readiness: Readiness
  private let rate: Int
  private let written: WrittenFiles

  /// `written` are the files with the report, or a part of it.
  init(_ report: VerificationReport, _ written: WrittenFiles) {
    (self.report, self.written) = (report, written)
    readiness = report.readiness
    rate = report.request.options.clips.sampleRate
  }

  func text(_ style: Style) -> String {
    let findings = VerifyFindings(report)
    var lines = [style.bold("Verified \(report.plan.manifest.path.visible)"), ""]
    lines += Self.lines(of: [counts] + findings.faults, style)
    let help = VerifyAdvice(report).lines
    if !help.isEmpty { lines += [style.bold("What would help")] + help + [""] }
    lines += Self.lines(of: [expected, sources, labels] + findings.remarks, style)
    if !readiness.warnings.isEmpty {
      lines += [style.bold("Worth a look")] + readiness.warnings.map { "  \($0)".visible } + [""]
    }
    if !written.lines.isEmpty { lines += written.lines + [""] }
    if readiness.isReady { lines.append(outlook) }
    lines.append(style.verdict(readiness.verdict, isGood: readiness.isReady))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of sections: [Section], _ style: Style) -> [String] {
    sections.filter { !$0.isEmpty }.flatMap { $0.lines(style) + [""] }
  }

  /// The findings of an export, if it finds all files.
  private var outlook: String {
    guard let recordings = report.recordings else {
      return "The recording of every event is there (--deep opens each of them)."
    }
    let short = recordings.cutShort
    if short == 0 { return "Every recording is there and reaches to the end of its windows." }
    let windows = short == 1 ? "1 window reaches" : "\(short.grouped) windows reach"
    return "Every recording is there; \(windows) past its end."
  }

  // MARK: Sections

  private var counts: Section {
    let reasons = SkipReason.allCases.compactMap { reason in
      report.missing[reason].map { "\(reason.rawValue) \($0.grouped)" }
    }
    let files = "\(report.filesFound.grouped) of \(report.files.counted("file", "files"))"
    let duplicates = report.plan.duplicates
    let invalid = report.invalidValues.reduce(0) { $0 + $1.count }
    var rows = [
      ["events", report.plan.totalEvents.grouped, limitWords],
      ["  with components", report.withComponents.grouped, ""],
      ["  without components", report.withoutComponents.grouped, ""],
      ["  without an onset", report.withoutOnset.grouped, ""],
      ["  malformed lines", report.malformed.count.grouped, ""],
      ["audio found", report.resolved.grouped, files],
      ["audio missing", report.missingTotal.grouped, reasons.joined(separator: ", ")],
      ["invalid values", invalid.grouped, invalid == 0 ? "" : "taken as absent"],
      [
        "duplicates", duplicates.grouped, duplicates == 0 ? "" : "clips that an earlier event has",
      ],
      ["repeated hits", report.plan.repeatedHits.grouped, ""],
    ]
    if let recordings = report.recordings { rows += opened(recordings) }
    return Section(nil, [.text(), .number(), .sentence()], rows)
  }

  private func opened(_ recordings: RecordingFindings) -> [[String]] {
    let unreadable =
      recordings.unreadableFiles == 0
      ? "" : "in \(recordings.unreadableFiles.counted("file", "files"))"
    let rates = histogram(recordings.sampleRates, Numbers.rate)
    let channels = histogram(recordings.channels) { $0 == 1 ? "mono" : "\($0) channels" }
    let kinds = recordings.opened == 0 ? "" : "\(rates); \(channels)"
    return [
      ["recordings opened", recordings.opened.grouped, kinds],
      ["  unreadable events", recordings.unreadableEvents.grouped, unreadable],
      ["  past the end", recordings.outOfRange.grouped, "no frame left for a clip"],
      ["  cut short", recordings.cutShort.grouped, "by the end of the recording"],
    ]
  }

  /// The number of files with each value, the most frequent first.
  private func histogram(_ counts: [Int: Int], _ words: (Int) -> String) -> String {
    let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = most.prefix(4).map { "\($0.value.grouped) × \(words($0.key))" }
    return (shown + (most.count > 4 ? ["…"] : [])).joined(separator: ", ")
  }

  /// The effect of the manifest's order on the export.
  private var order: String {
    if report.isGrouped { return "grouped by file" }
    return report.sourceChanges <= 2 * report.filesFound
      ? "nearly grouped by file" : "not grouped by file: slower to export"
  }

  private var limitWords: String {
    guard report.plan.manifestEvents > report.plan.totalEvents else { return "" }
    return "of \(report.plan.manifestEvents.grouped) in the manifest (--limit)"
  }

  private var expected: Section {
    let dataset = report.expected
    var room = ""
    var inodeRoom = ""
    if let free = report.free {
      let fits = readiness.lack == nil ? "of " : "NOT ENOUGH: "
      room = "\(fits)\(free.bytes.bytesInWords) free at \(free.path.visible)"
      inodeRoom = free.inodes.map { "of \($0.grouped) free" } ?? ""
    }
    return Section(
      "Expected dataset", [.text(), .number(), .sentence()],
      [
        [
          "clips", dataset.clipCount.grouped,
          "train \((dataset.clips[.train] ?? 0).grouped), val \((dataset.clips[.val] ?? 0).grouped)",
        ],
        [
          "length", Numbers.duration(frames: dataset.frames.value, rate: rate),
          report.recordings == nil ? "windows × labels" : "as far as the recordings reach",
        ],
        ["size on disk", report.plan.room.bytes.value.bytesInWords, room],
        ["files and folders", report.plan.inodesNeeded.grouped, inodeRoom],
        ["changes of file", report.sourceChanges.grouped, order],
      ])
  }

  private var sources: Section {
    let frames = report.expected.framesBySource
    let sets = report.plan.sourceSets.enumerated().map { (number, set) in
      (number, set, frames[set.name]?.value ?? 0)
    }.sorted { ($1.2, $0.0) < ($0.2, $1.0) }
    let rows = sets.map { _, set, frames in
      [set.name.visible, Numbers.duration(frames: frames, rate: rate)]
        + [set.events, set.eventsMissing, set.files, set.filesFound].map(\.grouped)
    }
    return Section(
      "Source sets, the longest first",
      [.name("source set")] + .numbers("expected", "events", "missing", "files", "found"), rows)
  }

  private var labels: Section {
    let most = report.labels.enumerated().sorted {
      ($1.element.components, $0.offset) < ($0.element.components, $1.offset)
    }.map(\.element)
    let total = most.reduce(0) { $0 + $1.components }
    let scale = max(most.first?.components ?? 1, 1)
    let rows = most.map { row in
      [
        row.label.visible, row.components.grouped, row.clips.grouped,
        Numbers.percent(Double(row.components) / Double(max(total, 1))),
        String(repeating: "█", count: (24 * row.components + scale / 2) / scale),
      ]
    }
    return Section(
      "Labels, the most frequent first",
      [.name("label")] + .numbers("components", "clips", "share") + [.name("")], rows)
  }
}

/// Advice after a verification.
struct VerifyAdvice {
  private let report: VerificationReport

  init(_ report: VerificationReport) { self.report = report }

  /// A line for each root that cannot be used, each flag that finds nothing or would find more, and for lack of room.
  var lines: [String] {
    var lines = report.rootProblems.map { "  \($0.description.visible)" }
    if let unused = UnusedRoots(of: report.request.options.sources, in: report.plan) {
      lines.append("  \(unused.description.visible)")
    }
    lines += report.advice.map { "  \($0.description.visible)" }
    if report.withoutOnset > 0 {
      lines.append(
        "  \(ExportOption.field.flag) onset_time=KEY reads the onset from another key;"
          + " \(ExportOption.defaultOnset.flag) 0 takes events without one as one-shot samples")
    }
    if report.malformed.count > 0 {
      lines.append("  --on-bad-line skip exports without the malformed lines")
    }
    if report.readiness.lack != nil, let free = report.free {
      lines.append("  make room at \(free.path.visible), or choose another place")
    }
    return lines
  }
}
