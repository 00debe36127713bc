package import Dataset
package import Files

/// Who is told how a run goes.
package protocol RunObserver {
  func planning(_ progress: ManifestProgress)
  func planned(_ summary: PlanSummary)
  /// Where rendering is, some times a second.
  func running(_ status: StatusDocument)
  func merging()
  /// Something worth a line.
  func notice(_ line: String)
  /// Something that must be seen, whatever else is shown.
  func alarm(_ line: String)
}
