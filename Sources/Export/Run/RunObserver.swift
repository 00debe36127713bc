package import Dataset
package import Files

/// Receives the progress of a run.
package protocol RunObserver {
  func planning(_ progress: ManifestProgress)
  func planned(_ summary: PlanSummary)
  /// The state of the rendering, several times a second, and how many shards are merged already; nil if merging
  /// begins after the rendering.
  func running(_ status: StatusDocument, merged: Int?)
  /// The check of the clips of committed shards: how many of them are done.
  func checking(_ done: Int, of total: Int)
  /// The folding of shards into the bundle's files: how many of them are done.
  func merging(_ done: Int, of total: Int)
  /// News: an action and its reason.
  func notice(_ line: String)
  /// A warning, which is shown even if no progress is wanted: something is wrong, or a user must act.
  func alarm(_ line: String)
}
