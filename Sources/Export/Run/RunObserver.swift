package import Dataset
package import Planning

/// Who is told how a run goes.
package protocol RunObserver {
  func planning(_ progress: Planner.Progress)
  func planned(_ summary: PlanSummary)
  /// Where rendering is, some times a second.
  func running(_ status: StatusDocument)
  func merging()
  /// Something worth a line.
  func notice(_ line: String)
  /// Something that must be seen, whatever else is shown.
  func alarm(_ line: String)
}
