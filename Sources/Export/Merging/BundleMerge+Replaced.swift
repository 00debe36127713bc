import Bundle
import Dataset
import Files

/// Clips that were rendered anew because their events had changed.
extension BundleMerge {
  /// Makes sure that the new clips stand, and that none of the old ones is left without a label.
  func settleReplaced(
    _ sources: [ShardSource], _ summary: PlanSummary, _ interrupts: Interrupts
  ) throws {
    guard let first = plans.firstReplacing else { return }
    try check(sources.filter { $0.shard.number >= first }, summary, interrupts)
    if eventsRemaining == 0 { try removeLeft(sources, summary) }
  }

  /// Looks once more into clips that stand where others stood: a late attempt of an earlier run may have
  /// written its own over them.
  private func check(
    _ sources: [ShardSource], _ summary: PlanSummary, _ interrupts: Interrupts
  ) throws {
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

  /// Removes clips that no row has any more: their events are in the other split now, or have no audio.
  private func removeLeft(_ sources: [ShardSource], _ summary: PlanSummary) throws(StorageError) {
    var left: [ContentDigest: String] = [:]
    for source in sources {
      guard let replaced = source.replaced else { continue }
      var all = source
      all.replaced = nil
      try all.forEachRow(in: layout) { standing throws(StorageError) in
        for clip in replaced.paths(of: standing.row, fanout: summary.fanout) {
          left[clip.key] = clip.path
        }
      }
    }
    for source in sources {
      try source.forEachRow(in: layout) { standing throws(StorageError) in
        guard case .rendered = standing.row.outcome else { return }
        let event = standing.row.event
        for label in standing.row.labels {
          left[ContentDigest(clipOf: event, label: label, options: options.clips)] = nil
        }
      }
    }
    for path in left.values { try FileSystem.remove("\(layout.root)/\(path)") }
  }
}
