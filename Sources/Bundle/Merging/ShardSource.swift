package import Dataset
package import Files

/// The committed reports of one shard: the first, and those of repairs that replace some of its rows.
package struct ShardSource: Sendable {
  /// A report as the journal names it.
  package struct Report: Hashable, Sendable {
    package let file: FileStamp
    /// Whether this invocation committed it.
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
  /// Whether another manifest has been planned since: it tells anew of its malformed lines, events
  /// without components, and duplicates.
  package let isSuperseded: Bool
  /// Clips that a later plan renders anew; nil where there are none.
  package var replaced: ReplacedClips?

  package init(shard: ShardIndex, report: Report, isSuperseded: Bool) {
    self.shard = shard
    self.report = report
    self.isSuperseded = isSuperseded
  }

  /// A row as it stands, and what repairs have done to it.
  package struct Row {
    package let row: ReportRow
    /// Labels, counted from 0, whose clips were lost and could not be rendered again.
    package let lost: [Int]
    package let isOfThisRun: Bool
    /// For each time that clips of it were rendered again: which ones.
    package let healings: [Healing]
    /// Set where an event that had been skipped has clips now: whether this invocation did it.
    package let recovery: Bool?
    /// Whether another manifest tells of the event again, so that the row no longer counts.
    var isVoid = false
  }

  /// Clips of one event that were rendered again.
  package struct Healing: Hashable, Sendable {
    /// Their labels, counted from 0.
    package let labels: [Int]
    /// Whether this invocation did it.
    package let isOfThisRun: Bool
  }

  /// Calls `body` with each row that counts, in manifest order; with `includingVoid` also with those
  /// that another manifest has voided.
  ///
  /// With `wait`, reports that others wrote just now may take a while to be seen.
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

  private static func open(
    _ report: Report, in bundle: BundleLayout, _ wait: VisibilityWait?
  ) throws(StorageError) -> ReportReader {
    try ReportReader(report.file, beneath: bundle.reports, wait: wait)
  }

  private static func standing(
    _ original: ReportRow, isOfThisRun: Bool, after repairs: [(row: ReportRow, isOfThisRun: Bool)]
  ) -> Row {
    var row = original
    var isOfThisRun = isOfThisRun
    var healings: [Healing] = []
    var recovery: Bool?
    var lost: [Int] = []
    for repair in repairs {
      if case .rendered = row.outcome, case .skipped = repair.row.outcome,
        repair.row.share.healing.count < row.labels.count
      {
        // The other clips of the event stand.
        lost = repair.row.share.healing
        continue
      }
      lost = []
      if case .rendered = repair.row.outcome {
        if case .rendered = row.outcome {
          healings.append(
            Healing(labels: repair.row.share.healing, isOfThisRun: repair.isOfThisRun))
        } else {
          recovery = repair.isOfThisRun
          isOfThisRun = repair.isOfThisRun
        }
      }
      row = repair.row
    }
    return Row(
      row: row, lost: lost, isOfThisRun: isOfThisRun, healings: healings, recovery: recovery)
  }
}

extension ShardSource.Row {
  /// The row as it counts after another manifest was planned.
  fileprivate var superseded: Self {
    var row = row
    row.share.duplicates = 0
    var standing = Self(
      row: row, lost: lost, isOfThisRun: isOfThisRun, healings: healings, recovery: recovery)
    switch row.outcome {
    case .kept: standing.isVoid = true
    case .skipped(let reason, _): standing.isVoid = reason.isOfManifest
    case .rendered: break
    }
    return standing
  }
}
