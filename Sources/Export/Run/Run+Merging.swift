import Bundle
import Dataset
import Merging
import RunState
import Scheduling

extension Run {
  /// Folds all commits into the bundle's files, and records that it is complete.
  func merge(_ commits: [ShardIndex: Commit]) throws -> ExportResult {
    let epoch = invocation.epoch
    let end = Clock.utc
    observer.merging(ahead?.shards ?? 0, of: commits.count)
    let merge = BundleMerge(
      layout: layout, plans: plans, commits: commits, options: options, eventsRemaining: 0,
      runs: RunRow.rows(of: history?.past ?? []) + [RunRow(invocation, end: end, .complete)],
      earlier: history?.earlier ?? EarlierHealing(), sweeps: history?.owesSweep ?? false)
    let metadata = try merge.perform(
      isOfThisRun: { commits[$0]?.completion.lease.epoch == epoch }, ahead: ahead, interrupts,
      ownership, progress: { observer.merging($0, of: $1) },
      notice: { [observer] in observer.notice($0) })
    if merge.sweeps { journal?.append(.swept) }
    return try self.end(metadata, at: end)
  }

  /// Records that the bundle is complete, and releases it.
  func end(_ metadata: Metadata, at time: String) throws -> ExportResult {
    let left = LeftBundle(
      metadataSHA256: SHA256.hexadecimal(of: metadata.json()), clips: metadata.merged.clips)
    try journal?.add(
      .ended(InvocationEnd(id: invocation.id, end: time, outcome: .complete, left: left)))
    board?.close("complete")
    ownership?.release()
    return ExportResult(
      metadata: metadata, readiness: readiness(metadata.plan), isResumed: history != nil)
  }
}

extension RunRow {
  /// A row for each invocation so far; one without an end was killed.
  static func rows(of past: [RunHistory.Past]) -> [RunRow] {
    past.map { past in
      let outcome: Outcome =
        switch past.end?.outcome {
        case .complete: .complete
        case .interrupted: .interrupted
        case .stopped: .stopped
        case nil: .killed
        }
      return RunRow(past.invocation, end: past.end?.end, outcome)
    }
  }

  init(_ invocation: Invocation, end: String?, _ outcome: Outcome) {
    self.init(
      id: invocation.id, start: invocation.start, end: end, outcome: outcome,
      host: invocation.host, workers: invocation.workers, options: invocation.options)
  }
}
