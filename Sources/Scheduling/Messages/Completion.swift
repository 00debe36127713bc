package import Dataset

extension Tally {
  /// The most source sets that a scheduler sums up for status.
  static let sourcesSummed = 4096

  /// Adds the counts of a completion; no worker can make the sum grow without end.
  mutating func sum(_ told: Tally) {
    var told = told
    if sources.count >= Self.sourcesSummed { told.sources = [] }
    self += told
  }
}

/// A lease rendered to the end.
package struct Completion: Hashable, Sendable, Codable {
  package var lease: Lease
  /// The report, synced and closed; its path is relative to the bundle's reports folder, without `.` and `..`.
  ///
  /// Its bytes depend on the shard and the skipped positions alone (no host, pid, time, attempt): reports of two
  /// attempts are compared by digest.
  package var report: FileStamp
  package var counts: Tally
  /// Number of positions that the grant told the worker to skip.
  package var skipped: Int

  package init(lease: Lease, report: FileStamp, counts: Tally, skipped: Int) {
    self.lease = lease
    self.report = report
    self.counts = counts
    self.skipped = skipped
  }
}
