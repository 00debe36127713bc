import Cluster
import Dataset
import Merging
import Storage

/// What an export came to, as text for a terminal or a log.
struct ExportSummary {
  private let metadata: Metadata
  private let isResumed: Bool
  private let account: Account
  private let rate: Int
  private let seconds: Double

  /// `seconds`: how long the run took, from planning to the merge.
  init(_ result: ExportResult, seconds: Double) {
    self.seconds = max(seconds, 0.001)
    metadata = result.metadata
    isResumed = result.isResumed
    account = result.metadata.merged.lifetime
    rate = result.metadata.options.clips.sampleRate
  }

  /// Without colour, at 80 columns.
  var plain: String { text(columns: 80, color: false) }

  func text(columns: Int, color: Bool) -> String {
    let heading = { (words: String) in color ? "\u{1B}[1m\(words)\u{1B}[0m" : words }
    var lines = [heading("Dataset at \(metadata.bundle.root)"), ""]
    lines += TextColumns(counts).lines
    if isResumed {
      lines += ["", heading("Run contribution")]
      lines += TextColumns(contribution).lines
    }
    lines += ["", heading("Durations by source set")]
    lines += TextColumns(durations).lines
    if account.tally.skippedTotal > 0 {
      lines += ["", heading("Skipped events (each named in skipped.jsonl)")]
      lines += TextColumns(skips).lines
    }
    lines += [""] + pace + ["digest \(metadata.merged.bundleDigest)"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// What this run wrote, and how fast; nothing where it wrote nothing.
  private var pace: [String] {
    let counts = metadata.merged.counts
    let clips = counts.run.tally.writtenClips + counts.runHealed.tally.writtenClips
    guard clips > 0 else { return [] }
    let perSecond = Int((Double(clips) / seconds).rounded())
    return [
      "\(grouped(clips)) \(clips == 1 ? "clip" : "clips") in \(Durations.audio(seconds)),"
        + " \(grouped(perSecond)) clips/s"
    ]
  }

  private var counts: [[String]] {
    let tally = account.tally
    return [
      [
        "events", grouped(tally.totalEvents),
        "\(grouped(tally.slicedEvents)) sliced,"
          + " \(grouped(tally.skippedTotal)) skipped",
      ],
      ["clips", grouped(tally.writtenClips), duration(tally.writtenFrames)],
      ["  train", grouped(tally.trainClips), duration(tally.trainFrames)],
      ["  val", grouped(tally.valClips), duration(tally.valFrames)],
      [
        "duplicates", grouped(tally.duplicates),
        tally.duplicates == 0 ? "" : "clips that an earlier event has",
      ],
      ["classes", grouped(metadata.plan.classes.count), ""],
    ]
  }

  /// What this run added to the bundle or rendered again, where an earlier one had begun it.
  private var contribution: [[String]] {
    let counts = metadata.merged.counts
    let (run, healed) = (counts.run.tally, counts.runHealed.tally)
    return [
      [
        "events", grouped(run.totalEvents),
        "\(grouped(run.slicedEvents)) sliced, \(grouped(run.skippedTotal)) skipped",
      ],
      ["clips", grouped(run.writtenClips), duration(run.writtenFrames)],
      ["  train", grouped(run.trainClips), duration(run.trainFrames)],
      ["  val", grouped(run.valClips), duration(run.valFrames)],
      ["healed clips", grouped(healed.writtenClips), duration(healed.writtenFrames)],
      ["recovered", grouped(counts.runRecovered), "events whose audio is there now"],
    ]
  }

  /// A row a source set, the longest first.
  private var durations: [[String]] {
    let run = Dictionary(
      uniqueKeysWithValues: metadata.merged.run.sources.map { ($0.name, $0.frames) })
    let rows = account.sources.sorted { ($1.frames, $0.name) < ($0.frames, $1.name) }
    return [["source set", "bundle", "this run"]]
      + rows.map { source in
        [
          source.name.isEmpty ? "(none)" : source.name.string, duration(source.frames),
          duration(run[source.name] ?? 0),
        ]
      }
  }

  private var skips: [[String]] {
    SkipReason.allCases.compactMap { reason in
      account.tally.skipped[reason].map { [reason.rawValue, grouped($0)] }
    }
  }

  private func grouped(_ number: Int) -> String { Durations.grouped(number) }

  private func duration(_ frames: Int) -> String { Durations.text(frames: frames, rate: rate) }
}
