import Bundle
import Dataset
import Files
import RunState
import Scheduling

/// Writes rows as the reports of committed shards, with a plan that names the shards.
struct RebuiltReports: ~Copyable {
  private let bundle: BundleLayout
  private let options: ExportOptions
  private var plan: PlanWriter
  private var report: ReportWriter?
  /// Of the shard that is being written.
  private var ordinals: ClosedRange<Int> = 0...0
  private var rows = 0
  private var counted = 0
  private(set) var commits: [Commit] = []

  /// Rebuilt shards belong to the first epoch, which no coordinator had.
  static let epoch = Epoch(1)

  init(_ bundle: BundleLayout, _ options: ExportOptions) throws(StorageError) {
    self.bundle = bundle
    self.options = options
    plan = try PlanWriter(bundle.plan(1))
  }

  /// Adds a row; a shard's ordinals rise.
  mutating func append(_ row: ReportRow) throws(StorageError) {
    if rows > 0, row.event.ordinal <= ordinals.upperBound || rows >= options.events.shardEvents {
      try close()
    }
    if rows == 0 { try open(at: row.event.ordinal) }
    ordinals = ordinals.lowerBound...row.event.ordinal
    rows += 1
    counted += row.share.continues ? 0 : 1
    try report?.append(row)
  }

  private var lease: Lease {
    Lease(shard: ShardIndex(commits.count), epoch: Self.epoch, attempt: 1)
  }

  private mutating func open(at ordinal: Int) throws(StorageError) {
    ordinals = ordinal...ordinal
    counted = 0
    report = try ReportWriter(
      BundleLayout.report(lease.shard, attempt: lease.name), beneath: bundle.reports,
      valRatio: options.clips.valRatio)
  }

  private mutating func close() throws(StorageError) {
    guard let report = report.take() else { return }
    let (file, tally) = try report.finish()
    var shard = PlanShard(
      index: lease.shard, byteOffset: 0, byteCount: 0, firstOrdinal: ordinals.lowerBound,
      eventCount: rows, digest: "", duplicates: [], sources: [])
    shard.counted = counted
    try plan.append(shard)
    commits.append(
      Commit(
        Completion(lease: lease, report: file, counts: tally.abridged, skipped: 0), worker: ""))
    rows = 0
  }

  /// Completes the plan; `summary` gets the number of shards.
  consuming func finish(
    _ summary: PlanSummary
  ) throws(StorageError) -> (plan: PlanReference, commits: [Commit]) {
    try close()
    var summary = summary
    summary.shardCount = commits.count
    let commits = commits
    let (file, index) = try plan.finish(summary)
    let reference = PlanReference(
      number: 1, kind: .manifest, firstShard: 0, shardCount: index.count, sha256: file.sha256)
    return (reference, commits)
  }
}
