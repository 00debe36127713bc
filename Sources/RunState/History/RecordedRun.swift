package import Bundle
package import Dataset
import Files
import Scheduling

/// The journals' and plans' record of the run that made a bundle.
package struct RecordedRun {
  package let layout: BundleLayout
  package let history: RunHistory
  package let plans: RunPlans
  package let run: RunID
  /// The latest invocation.
  package let invocation: Invocation
  /// The summary of the whole manifest as it was last planned.
  package let summary: PlanSummary

  /// Throws a `RunFailure` if there is no bundle, journal or plan; `purpose` ends the sentence "no run to".
  package init(_ layout: BundleLayout, to purpose: String) throws {
    guard FileSystem.exists(layout.root) else {
      throw RunFailure(.notThere, "\(layout.root) is not there (name a bundle)")
    }
    guard let history = try RunHistory.read(layout), let last = history.last, let run = history.run
    else {
      throw RunFailure(
        .notThere, "\(layout.root) holds no run to \(purpose): \(layout.state) has no journal")
    }
    let plans = try RunPlans(history, in: layout)
    guard let summary = plans.summary else {
      throw RunFailure(
        .notThere, "\(layout.root) has no plan yet: nothing is committed (resume the export)")
    }
    self.layout = layout
    self.history = history
    self.plans = plans
    self.run = run
    invocation = last.invocation
    self.summary = summary
  }
}
