package import Dataset
package import Files

/// The committed reports of one shard: the first, and those of repairs that replace some of its rows.
package struct ShardSource: Hashable, Sendable {
  /// A report as the journal names it.
  package struct Report: Hashable, Sendable {
    package let file: FileStamp
    /// True if this invocation committed it.
    package let isOfThisRun: Bool

    package init(_ file: FileStamp, isOfThisRun: Bool) {
      self.file = file
      self.isOfThisRun = isOfThisRun
    }
  }

  package let shard: ShardIndex
  package let report: Report
  /// Oldest first.
  package var repairs: [Report] = []
  /// True if another manifest has been planned since: that one reports its own malformed lines, events without
  /// components, and duplicates.
  package let isSuperseded: Bool
  /// Clips that a later plan renders again; nil if there are none.
  package var replaced: ReplacedClips?

  package init(shard: ShardIndex, report: Report, isSuperseded: Bool) {
    self.shard = shard
    self.report = report
    self.isSuperseded = isSuperseded
  }

  /// A row as it stands, with the changes by repairs.
  package struct Row {
    package internal(set) var row: ReportRow
    /// Labels, counted from 0, whose clips were lost and could not be rendered again.
    package internal(set) var lost: [Int] = []
    /// True if the reason is that their recording gives another clip than the one on record.
    package internal(set) var isChanged = false
    /// The clips that the event has, or had before it was lost.
    package internal(set) var recorded: RenderedClips?
    package internal(set) var isOfThisRun: Bool
    /// For each time that some of its clips were rendered again: which ones.
    package internal(set) var healings: [Healing] = []
    /// Set if an event that had been skipped has clips now; true if this invocation did it.
    package internal(set) var recovery: Bool?
    /// True if another manifest has the event again, so that the row no longer counts.
    package internal(set) var isVoid = false
  }

  /// Clips of one event that were rendered again.
  package struct Healing: Hashable, Sendable {
    /// Their labels, counted from 0.
    package let labels: [Int]
    /// True if this invocation did it.
    package let isOfThisRun: Bool
  }

  /// Calls `body` with each row that counts, in manifest order; with `includingVoid` also with rows that
  /// another manifest has voided.
  ///
  /// With `wait`, reports that others have just written may take a while to become visible.
  package func forEachRow(
    in bundle: BundleLayout, wait: VisibilityWait? = nil, includingVoid: Bool = false,
    _ body: (Row) throws(StorageError) -> Void
  ) throws(StorageError) {
    var replacements: [Int: [(row: ReportRow, isOfThisRun: Bool)]] = [:]
    for repair in repairs {
      var reader = try Self.open(repair, in: bundle, wait)
      while let row = try reader.next() {
        replacements[row.event.ordinal, default: []].append((row, repair.isOfThisRun))
      }
    }
    var reader = try Self.open(report, in: bundle, wait)
    while let original = try reader.next() {
      let row = Self.standing(
        original, isOfThisRun: report.isOfThisRun, after: replacements[original.event.ordinal] ?? []
      )
      guard let kept = replaced.map({ row.without($0) }) ?? row else { continue }
      let standing = isSuperseded ? kept.superseded : kept
      if !standing.isVoid || includingVoid { try body(standing) }
    }
  }

  /// The latest report, and the tar that came with it: a repair of a unit writes the whole unit; nil where its unit
  /// has no clip.
  package func unit(
    in bundle: BundleLayout, wait: VisibilityWait?
  ) throws(StorageError) -> (report: String, stamp: UnitStamp)? {
    let latest = repairs.last ?? report
    return try Self.open(latest, in: bundle, wait).unit.map { (latest.file.path, $0) }
  }

  /// Its report, where its rows count as they were written: none was rendered again, and no later manifest tells
  /// of them; nil elsewhere.
  package func plainRows(
    in bundle: BundleLayout, wait: VisibilityWait?
  ) throws(StorageError) -> ReportReader? {
    guard repairs.isEmpty, !isSuperseded, replaced == nil else { return nil }
    return try Self.open(report, in: bundle, wait)
  }

  /// A row as it counts if `plainRows` returns its report.
  package func standing(_ row: ReportRow) -> Row {
    Self.standing(row, isOfThisRun: report.isOfThisRun, after: [])
  }

  private static func open(
    _ report: Report, in bundle: BundleLayout, _ wait: VisibilityWait?
  ) throws(StorageError) -> ReportReader {
    try ReportReader(report.file, beneath: bundle.reports, wait: wait)
  }

  private static func standing(
    _ original: ReportRow, isOfThisRun: Bool, after repairs: [(row: ReportRow, isOfThisRun: Bool)]
  ) -> Row {
    var standing = Row(row: original, isOfThisRun: isOfThisRun)
    standing.take(original)
    for repair in repairs { standing.take(repair.row, ofThisRun: repair.isOfThisRun) }
    return standing
  }
}

extension ShardSource.Row {
  /// Records the statements of the first report.
  fileprivate mutating func take(_ original: ReportRow) {
    switch original.outcome {
    case .changed(let clips, let lost): loseChanged(lost, clips)
    case .rendered(let clips): recorded = clips
    case .skipped, .kept: break
    }
  }

  /// Records the outcome of a repair.
  fileprivate mutating func take(_ repair: ReportRow, ofThisRun isRepairOfThisRun: Bool) {
    switch (row.outcome, repair.outcome) {
    case (_, .changed(let clips, let lost)): return loseChanged(lost, clips)
    case (.rendered(let clips), .skipped)
    where clips.offsets == nil && repair.share.healing.count < row.labels.count:
      // The other clips of the event are kept.
      lost = repair.share.healing
      isChanged = false
      return
    case (.rendered, .rendered(let clips)):
      healings.append(
        ShardSource.Healing(labels: repair.share.healing, isOfThisRun: isRepairOfThisRun))
      recorded = clips
    case (_, .rendered(let clips)):
      recovery = isRepairOfThisRun
      isOfThisRun = isRepairOfThisRun
      recorded = clips
    case (_, .skipped), (_, .kept): break
    }
    lost = []
    isChanged = false
    row = repair
  }

  /// The recording gives other clips than these on record.
  private mutating func loseChanged(_ labels: [Int], _ clips: RenderedClips) {
    row.outcome = .rendered(clips)
    recorded = clips
    lost = labels
    isChanged = true
  }
}

extension ShardSource.Row {
  /// The row as it counts after another manifest was planned.
  fileprivate var superseded: Self {
    var standing = self
    standing.row.share.duplicates = 0
    switch row.outcome {
    case .kept: standing.isVoid = true
    case .skipped(let reason, _): standing.isVoid = reason.isOfManifest
    case .rendered, .changed: break
    }
    return standing
  }
}
