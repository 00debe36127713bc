import Bundle
import Dataset
import Files
import Planning
import RunState
import Scheduling

/// Units of tars that stay as they are when all events are planned again.
extension Run {
  /// A committed unit that no repair has changed.
  struct StandingUnit {
    let shard: PlanShard
    let commit: Commit
  }

  /// The committed units of the plans so far; none for clips that are files, or if the rows in the tars may change
  /// with this plan.
  func standingUnits(before summary: PlanSummary) throws -> [StandingUnit] {
    guard options.bundle.layout == .tar, let history, let old = plans.summary,
      old.columns(of: options.bundle) == summary.columns(of: options.bundle)
    else { return [] }
    return try sources(history).compactMap { source in
      guard source.repairs.isEmpty, let commit = history.commits[source.shard],
        commit.completion.skipped == 0
      else { return nil }
      return StandingUnit(
        shard: Self.content(of: try plans.shard(source.shard, in: layout)), commit: commit)
    }
  }

  /// Commits the new plan's units that are the same as standing ones, with the reports of those.
  func takeOver(_ units: [StandingUnit], in plan: PlanReference) throws {
    if units.isEmpty { return }
    let standing = Dictionary(units.map { ($0.shard, $0.commit) }) { first, _ in first }
    for number in plan.firstShard..<plan.firstShard + plan.shardCount {
      try interrupts.check()
      let index = ShardIndex(number)
      guard var commit = standing[Self.content(of: try plans.shard(index, in: layout))] else {
        continue
      }
      let lease = commit.completion.lease
      commit.completion.lease = Lease(shard: index, epoch: lease.epoch, attempt: lease.attempt)
      try journal?.add(.scheduled(.committed(commit)))
      history?.take(over: commit)
    }
  }

  /// The row of a shard without its place in a plan.
  private static func content(of shard: PlanShard) -> PlanShard {
    var content = shard
    content.index = ShardIndex(0)
    content.standing = nil
    return content
  }
}
