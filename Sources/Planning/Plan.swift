package import Bundle
package import Dataset

/// A plan that was made, or read again.
package struct Plan: Sendable {
  package let file: FileStamp
  package let index: PlanIndex
  package let summary: PlanSummary
  /// Number of events of the bundle that are dropped, if the plan is of the whole manifest and earlier ones are void;
  /// otherwise nil.
  package let dropped: Int?
  /// Clips whose names the bundle's file system cannot hold; nil if the plan was read again.
  package let clashes: NameClashes?

  package init(
    file: FileStamp, index: PlanIndex, summary: PlanSummary, dropped: Int? = nil,
    clashes: NameClashes? = nil
  ) {
    self.file = file
    self.index = index
    self.summary = summary
    self.dropped = dropped
    self.clashes = clashes
  }
}
