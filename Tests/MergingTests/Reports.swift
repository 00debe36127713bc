import Bundle
import Dataset
import Files
import Merging
import TestSupport

/// A bundle's committed reports, written row by row, and what they are merged into.
final class Reports {
  let folder = ScratchFolder()
  var options = ExportOptions()
  var plan: PlanSummary
  private var count = 0

  /// Clips at 8,000 Hz; three classes; a manifest that is never read.
  init() {
    options.clips.sampleRate = 8000
    plan = PlanSummary(
      manifest: FileStamp(
        path: "/data/m.jsonl", size: 100, sha256: String(repeating: "5", count: 64)))
    plan.classes = ["kick", "snare", "ride"]
  }

  var layout: BundleLayout { BundleLayout(folder.path("bundle")) }

  /// Writes a report of these rows.
  func report(_ rows: [ReportRow], isOfThisRun: Bool = true) throws -> ShardSource.Report {
    count += 1
    let path = BundleLayout.report(ShardIndex(0), attempt: "attempt-\(count)")
    var writer = try ReportWriter(
      path, beneath: layout.reports, valRatio: options.clips.valRatio)
    for row in rows { try writer.append(row) }
    let (file, _) = try writer.finish()
    return ShardSource.Report(file, isOfThisRun: isOfThisRun)
  }

  /// A shard of these rows, and of repairs with theirs, before which all their clips were lost unless
  /// they say which.
  func shard(
    _ rows: [ReportRow], isOfThisRun: Bool = true, isSuperseded: Bool = false,
    repairs: [(rows: [ReportRow], isOfThisRun: Bool)] = []
  ) throws -> ShardSource {
    var source = ShardSource(
      shard: ShardIndex(0), report: try report(rows, isOfThisRun: isOfThisRun),
      isSuperseded: isSuperseded)
    source.repairs = try repairs.map { repair in
      try report(repair.rows.map(Self.healing), isOfThisRun: repair.isOfThisRun)
    }
    return source
  }

  private static func healing(_ row: ReportRow) -> ReportRow {
    var row = row
    if row.share.healing.isEmpty { row.share.healing = Array(row.labels.indices) }
    return row
  }

  @discardableResult
  func merge(_ sources: ShardSource..., check: () throws -> Void = {}) throws -> MergedBundle {
    try Merger.merge(sources, of: plan, options: options, into: layout, check: check)
  }

  /// The text of a file of the bundle; nil if there is none.
  func text(_ name: String) -> String? { folder.text("bundle/\(name)") }

  /// The reason why these sources are not merged; nil if they are.
  func refusal(_ sources: ShardSource...) throws -> StorageError? {
    do {
      _ = try Merger.merge(sources, of: plan, options: options, into: layout)
      return nil
    } catch let error as StorageError {
      return error
    }
  }
}

/// Audio of an event: so many frames at 8,000 Hz, cut from frame 7.
func audio(_ frames: Int = 1000) -> RenderedClips {
  var clips = RenderedClips(
    clipFrames: frames, size: 44 + 2 * frames,
    digest: ContentDigest(high: 1, low: UInt64(frames)), start: 7, frames: 2 * frames,
    sourceRate: 16_000)
  clips.level = ClipLevel(peak: 9, peakFrame: 3, rms: 2.5)
  return clips
}

/// The row of an event with clips; session `s` is in train, `s7` in val.
func row(
  _ ordinal: Int, _ labels: [Text] = ["kick"], id: Text? = nil, session: Text = "s",
  set: Text = "x", clips: RenderedClips = audio(), duplicates: Int = 0, continues: Bool = false
) -> ReportRow {
  var row = ReportRow(
    event: Event(
      ordinal: ordinal, eventID: id ?? Text("e\(ordinal)"), sessionID: session, sourceSet: set,
      audioPath: "a.wav"),
    labels: labels, duplicates: duplicates, outcome: .rendered(clips))
  row.share.continues = continues
  return row
}

/// The row of an event without clips.
func skipped(
  _ ordinal: Int, _ reason: SkipReason, detail: String = "why", set: Text = "x",
  labels: [Text] = ["kick"], duplicates: Int = 0
) -> ReportRow {
  ReportRow(
    event: Event(
      ordinal: ordinal, eventID: Text("e\(ordinal)"), sessionID: "s", sourceSet: set,
      audioPath: "a.wav"),
    labels: labels, duplicates: duplicates, outcome: .skipped(reason, detail: detail))
}
