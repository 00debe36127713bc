import Bundle
import Cluster
import Dataset
import Drawing
import Export
import Planning

/// The result of an export, as text for a terminal or a log.
struct ExportSummary {
  private let metadata: Metadata
  private let readiness: Readiness
  private let isResumed: Bool
  private let account: Account
  private let rate: Int
  private let seconds: Double
  private let written: WrittenFiles

  /// `seconds` is the time that the run took, from planning to the merge.
  init(_ result: ExportResult, seconds: Double, written: WrittenFiles) {
    self.written = written
    self.seconds = max(seconds, 0.001)
    metadata = result.metadata
    readiness = result.readiness
    isResumed = result.isResumed
    account = result.metadata.merged.lifetime
    rate = result.metadata.options.clips.sampleRate
  }

  func text(_ style: Style) -> String {
    var lines = [style.bold("Dataset at \(metadata.bundle.root)"), ""]
    lines += Self.table(counts)
    if isResumed {
      let rows = contribution
      lines += ["", style.bold("Run contribution")]
      lines += rows.isEmpty ? ["  Nothing was left to do"] : Self.table(rows)
    }
    lines += ["", style.bold("Durations by source set")] + durations.lines()
    if account.tally.skippedTotal > 0 {
      lines += ["", style.bold("Skipped events (each named in skipped.jsonl)")] + Self.table(skips)
    }
    let remarks = readiness.findings + readiness.warnings
    if !remarks.isEmpty {
      lines += ["", style.bold("Worth a look")] + remarks.map { "  \($0)".visible }
    }
    lines += [""] + pace + ["digest \(metadata.merged.bundleDigest)", ""]
    lines += NextSteps(metadata, written).lines(style)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func table(_ rows: [[String]]) -> [String] {
    Table([.text(), .number(), .text()], rows).lines()
  }

  /// The amount and speed of this run's output; empty if it wrote nothing.
  private var pace: [String] {
    let counts = metadata.merged.counts
    let clips = counts.run.tally.writtenClips + counts.runHealed.tally.writtenClips
    guard clips > 0 else { return [] }
    let perSecond = Int((Double(clips) / seconds).rounded())
    return [
      "\(clips.counted("clip", "clips")) in \(Numbers.duration(seconds)),"
        + " \(perSecond.grouped) clips/s"
    ]
  }

  private var counts: [[String]] {
    let tally = account.tally
    return rows(tally) + removed + [
      [
        "duplicates", tally.duplicates.grouped,
        tally.duplicates == 0 ? "" : "clips that an earlier event has",
      ],
      [
        "invalid values", tally.invalidValues.grouped,
        tally.invalidValues == 0 ? "" : "taken as absent",
      ],
      [
        "repeated hits", metadata.plan.repeatedHits.grouped,
        metadata.plan.repeatedHits == 0 ? "" : "recording and onset of an earlier event, other id",
      ],
      ["classes", metadata.plan.classes.count.grouped, ""],
    ]
  }

  private var removed: [[String]] {
    guard let removed = metadata.plan.removedEvents else { return [] }
    return [["  removed", removed.grouped, "gone from the manifest, and kept"]]
  }

  /// The additions and repairs of this run, if an earlier one had begun the bundle; empty if there are none.
  private var contribution: [[String]] {
    let counts = metadata.merged.counts
    let (run, healed) = (counts.run.tally, counts.runHealed.tally)
    var lines = run.totalEvents > 0 || run.writtenClips > 0 ? rows(run) : []
    if healed.writtenClips > 0 {
      lines.append(["healed clips", healed.writtenClips.grouped, duration(healed.writtenFrames)])
    }
    if counts.runRecovered > 0 {
      lines.append(["recovered", counts.runRecovered.grouped, "events whose audio is there now"])
    }
    return lines + named("new source sets", newSources) + named("new labels", newLabels)
  }

  private static let namesShown = 8

  /// A row with the first names; none without a name.
  private func named(_ title: String, _ names: [Text]) -> [[String]] {
    guard !names.isEmpty else { return [] }
    let shown = names.prefix(Self.namesShown).map(\.visible)
    let rest = names.count > shown.count ? ["…"] : []
    return [[title, names.count.grouped, (shown + rest).joined(separator: ", ")]]
  }

  /// Source sets without a clip in the bundle before this run, the longest first.
  private var newSources: [Text] {
    let run = Dictionary(
      uniqueKeysWithValues: metadata.merged.run.sources.map { ($0.name, $0.frames) })
    return account.sources.filter { $0.frames > 0 && run[$0.name] == $0.frames }
      .sorted { ($1.frames, $0.name) < ($0.frames, $1.name) }.map(\.name)
  }

  /// Labels without a clip in the bundle before this run, in the order of their numbers.
  private var newLabels: [Text] {
    let (run, all) = (metadata.merged.run.clipsByClass, account.clipsByClass)
    return metadata.plan.classes.indices.filter { run[$0] > 0 && run[$0] == all[$0] }
      .map { metadata.plan.classes[$0] }
  }

  private func rows(_ tally: Tally) -> [[String]] {
    [
      [
        "events", tally.totalEvents.grouped,
        "\(tally.slicedEvents.grouped) sliced, \(tally.skippedTotal.grouped) skipped",
      ],
      ["clips", tally.writtenClips.grouped, duration(tally.writtenFrames)],
      ["  train", tally.trainClips.grouped, duration(tally.trainFrames)],
      ["  val", tally.valClips.grouped, duration(tally.valFrames)],
    ]
  }

  /// A row a source set, the longest first.
  private var durations: Table {
    let run = Dictionary(
      uniqueKeysWithValues: metadata.merged.run.sources.map { ($0.name, $0.frames) })
    let rows = account.sources.sorted { ($1.frames, $0.name) < ($0.frames, $1.name) }
    return Table(
      [.text("source set"), .number("bundle"), .text("this run")],
      rows.map { source in
        [source.name.visible, duration(source.frames), duration(run[source.name] ?? 0)]
      })
  }

  private var skips: [[String]] {
    SkipReason.allCases.compactMap { reason in
      account.tally.skipped[reason].map { [reason.rawValue, $0.grouped] }
    }
  }

  private func duration(_ frames: Int) -> String { Numbers.duration(frames: frames, rate: rate) }
}
