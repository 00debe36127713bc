import Bundle
import Dataset
import Files
import RunState

/// Clips that were rendered again because their events had changed.
extension BundleMerge {
  /// Inspects clips that replaced others again: a late attempt of an earlier run may have overwritten them.
  func checkReplaced(
    _ all: [ShardSource], _ summary: PlanSummary, _ interrupts: Interrupts
  ) throws {
    guard let first = plans.firstReplacing else { return }
    let sources = all.filter { $0.shard.number >= first }
    let look = ShardLook(
      bundle: layout, options: options, fanout: summary.fanout, isDeep: true, unsynced: [],
      retriesQuarantined: false)
    let lost = try sources.reduce(0) { sum, source in
      try interrupts.check()
      let findings = try look.findings(in: source)
      return sum + findings.missing + findings.changed
    }
    guard lost > 0 else { return }
    throw RunFailure(
      .unfinished,
      "\(lost) clips of \(layout.root) changed while it was merged: an earlier"
        + " run still writes (stop it, then resume with --deep)")
  }
}
