import Bundle
import Dataset
import Files
import Planning
import RunState

// Names that the bundle's file system cannot hold, or cannot hold apart.

extension Run {
  /// The names that the file system can hold for clips; to be checked before anything is rendered.
  var nameRules: NameRules {
    NameRules(tryingBelow: layout.inner, upTo: ClipName.lengthLimit)
  }

  func requireNames(_ summary: PlanSummary, _ clashes: NameClashes?) throws(RunFailure) {
    guard let clash = readiness(summary, clashes: clashes).clash else { return }
    throw RunFailure(clash: clash, in: layout.root)
  }

  /// Checks again before a resume renders: the bundle may lie on another file system than when it was planned.
  func requireNamesAgain() throws {
    // Names within tars are none of the file system's.
    guard history != nil, options.bundle.layout == .files, let summary = plans.summary else {
      return
    }
    let rules = nameRules
    guard rules.foldsCase && summary.caseTwins > 0 || rules.longest < ClipName.lengthLimit else {
      return
    }
    let clashes = try Planner.survey(
      invocation.manifest, options: options, roots: roots, names: rules, findings: nil,
      progress: { _ in try interrupts.check() }
    ).clashes
    try requireNames(summary, clashes)
  }
}
