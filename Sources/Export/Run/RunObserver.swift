package import Dataset
package import Files

/// Who is told how a run goes.
package protocol RunObserver {
  func planning(_ progress: ManifestProgress)
  func planned(_ summary: PlanSummary)
  /// Where rendering is, some times a second.
  func running(_ status: StatusDocument)
  /// Looking at the clips of committed shards: how many of them are looked at.
  func checking(_ done: Int, of total: Int)
  /// Folding shards into the bundle's files: how many of them are in.
  func merging(_ done: Int, of total: Int)
  /// News: what is done and why.
  func notice(_ line: String)
  /// A warning, which is shown even where no progress is wanted: something is wrong, or a user must act.
  func alarm(_ line: String)
}
