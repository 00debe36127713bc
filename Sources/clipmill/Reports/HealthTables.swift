import Bundle
import Dataset
import Drawing
import Survey

/// The findings, as text for a terminal.
struct HealthTables {
  private let report: HealthReport

  init(_ report: HealthReport) { self.report = report }

  /// The verdict is the last line; before it come the paths of the `written` files.
  func text(_ style: Style, _ written: WrittenFiles) -> String {
    let sections =
      [counts, labels, alignment, .unknown(report.taxonomy, counts: "count"), gates, advice]
      + faults
    let lines = sections.filter { !$0.isEmpty }.flatMap { $0.lines(style) + [""] }
    let warnings = report.warnings.map { "  \($0)".visible }
    let remarks = warnings.isEmpty ? [] : [style.bold("Worth a look")] + warnings + [""]
    let end = style.verdict(report.verdict, isGood: report.passed)
    let files = written.lines.isEmpty ? [] : written.lines + [""]
    return (lines + remarks + files + [end]).joined(separator: "\n") + "\n"
  }

  // MARK: Sections

  private var counts: Section {
    var rows: [[String]] = []
    if let events = report.events, let manifest = report.manifest {
      let duplicates = events.duplicates
      let sessions = events.splitSessions
      rows += [
        ["events", events.events.grouped, manifest.path.visible],
        ["  malformed lines", manifest.malformed.count.grouped, ""],
        ["  without components", (events.events - events.withComponents).grouped, ""],
        ["labelled components", events.components.grouped, ""],
        ["invalid values", events.invalidValues.grouped, ""],
        [
          "sessions", ((sessions[.train] ?? 0) + (sessions[.val] ?? 0)).grouped,
          "train \((sessions[.train] ?? 0).grouped), val \((sessions[.val] ?? 0).grouped)",
        ],
        [
          "duplicates", duplicates.total.grouped,
          "\(Numbers.percent(events.duplicationRate)): \(duplicates.clips.grouped) of the same"
            + " clip, \(duplicates.hits.grouped) of the same hit",
        ],
      ]
    }
    if let bundle = report.bundle {
      rows += [
        ["clips", bundle.clipCount.grouped, bundle.path.visible],
        ["  decoded", bundle.clipsRead.grouped, bundle.bytesRead.bytesInWords],
        ["  skipped events", bundle.skipped.total.grouped, ""],
      ]
      if bundle.removedEvents > 0 {
        rows.append(["  removed events", bundle.removedEvents.grouped, "gone from the manifest"])
      }
    }
    rows += clips
    return Section(nil, [.text(), .number(), .sentence()], rows)
  }

  private var clips: [[String]] {
    guard let clips = report.clips else { return [] }
    let levels = clips.levels.all
    var rows = [
      ["  silent", levels.silent.grouped, "\(levels.digitalSilence.grouped) of zeros alone"],
      ["  full scale", levels.fullScale.grouped, ""],
      [
        "  leaked", clips.leaked.grouped,
        "\(clips.sharedRecordings.count.counted("recording", "recordings")) in both splits,"
          + " \(clips.copiedRecordings.count.grouped) under several paths,"
          + " \(clips.sharedAudio.count.counted("clip", "clips")) of equal audio",
      ],
      ["  label conflicts", clips.labelConflicts.count.grouped, "equal audio, another label"],
      ["  near repeats", clips.nearRepeats.count.grouped, "half of a window shared"],
    ]
    if let words = clips.unsearched { rows.insert(["  ", "", words], at: 3) }
    if let alignment = clips.alignment {
      rows.append(["  clamped starts", alignment.clampedStarts.grouped, ""])
      rows.append(["  cut by the end", alignment.cutEnds.grouped, ""])
    }
    return rows
  }

  private var alignment: Section {
    let rows = (report.clips?.alignment?.misaligned ?? []).map { cell in
      let numbers = [cell.spread.p50, cell.usual ?? 0, cell.shift ?? 0].map(Numbers.milliseconds)
      return [cell.sourceSet.visible, cell.label.visible, cell.clips.grouped] + numbers
    }
    return Section(
      "Source sets whose clips peak before or after those of the others",
      [.name("source set"), .name("label")] + .numbers("clips", "median", "usual", "add to onset"),
      rows)
  }

  private var advice: Section {
    let rows = report.gates.filter { !$0.passed }.map { [$0.name, $0.advice] }
    return Section("What to do", [.text("gate"), .sentence("then")], rows)
  }

  private var labels: Section {
    let table = report.events?.labels ?? report.bundle?.labels
    let rows = (table?.byCount ?? []).map { label, counts in
      [label.visible]
        + [counts.total, counts.train, counts.val, counts.real, counts.synthetic].map(\.grouped)
    }
    return Section(
      "Labels, the most frequent first",
      [.name("label")] + .numbers("all", "train", "val", "real", "synthetic"), rows)
  }

  private var gates: Section {
    let rows = report.gates.map { gate in
      [
        gate.passed ? "pass" : "FAIL", gate.name, gate.subject.map(\.visible) ?? "",
        Numbers.amount(gate.value), Numbers.amount(gate.threshold), gate.detail,
      ]
    }
    return Section(
      "Gates",
      [.text(), .text("gate"), .name("of")] + .numbers("value", "threshold") + [.name("")], rows)
  }

  private var faults: [Section] {
    guard let faults = report.bundle?.faults else { return [] }
    return BundleFault.allCases.filter { faults.count($0) > 0 }.map { fault in
      let rows = faults.examples(fault).map { [$0.name.visible, shortened($0.detail.visible)] }
      return Section(
        "\(fault.title): \(faults.count(fault).grouped)",
        [.name("where"), .sentence("what", isFirst: true)], rows, total: faults.count(fault))
    }
  }

  /// Digests by their first 12 digits; the document has all of them.
  private func shortened(_ words: String) -> String {
    words.replacing(/([0-9a-f]{12})[0-9a-f]{20,}/) { "\($0.output.1)…" }
  }
}
