import Bundle
import Dataset
import Files
import RunState

/// Clips that were published before their event was quarantined or found unreadable.
extension BundleMerge {
  /// Number of names in the clips' folders: takes a few thousand listings, whereas looking at each clip would take an
  /// operation a clip on a shared file system.
  func clipNames(_ summary: PlanSummary) -> Int {
    [Split.train, .val].flatMap { layout.clipFolders(of: $0, fanout: summary.fanout) }
      .reduce(0) { $0 + FileSystem.count(in: $1) }
  }

  /// Removes clips of skipped events, which no row names; by then `metadata.json` does not count them.
  ///
  /// A path that a row names stays, and so does the file of another clip whose name differs in case only. The next
  /// run removes the clips that a late attempt still publishes.
  func removeLeft(
    _ sources: [ShardSource], _ summary: PlanSummary, _ interrupts: Interrupts,
    _ ownership: Ownership?
  ) throws {
    var left: Set<String> = []
    try forEachClip(sources, summary, interrupts) { path, outcome in
      guard case .skipped(let reason, _) = outcome, reason.isOfRendering else { return }
      if FileSystem.exists(path) { left.insert(path) }
    }
    if left.isEmpty { return }
    try forEachClip(sources, summary, interrupts) { path, outcome in
      if case .rendered = outcome { left.remove(path) }
    }
    // Clips of another owner's plan may have rows there.
    try ownership?.refuseIfFenced()
    for path in left.sorted() where try FileSystem.nameInAnotherCase(path) == nil {
      try FileSystem.remove(path)
    }
  }

  /// Calls `body` with the path of each clip that a row's labels name, and the outcome of the row.
  private func forEachClip(
    _ sources: [ShardSource], _ summary: PlanSummary, _ interrupts: Interrupts,
    _ body: (String, ReportRow.Outcome) -> Void
  ) throws {
    for source in sources {
      try interrupts.check()
      try source.forEachRow(in: layout) { standing throws(StorageError) in
        let row = standing.withoutLost.row
        for label in row.labels {
          body(
            layout.clip(row.event, label, options.clips, fanout: summary.fanout), row.outcome)
        }
      }
    }
  }
}
