import Bundle
import Dataset
import Files

/// Clips that were published before their event was quarantined or found unreadable.
extension BundleMerge {
  /// Removes clips of skipped events, which no row names; by then `metadata.json` says that they are not there.
  ///
  /// A path that a row names all the same stays, and so does the file of another clip whose name differs
  /// in case only. What a late attempt still publishes is removed by the next run.
  func remove(
    _ left: [String], _ sources: [ShardSource], _ summary: PlanSummary, _ ownership: Ownership?
  ) throws {
    if left.isEmpty { return }
    var unnamed = Set(left)
    for source in sources {
      try source.forEachRow(in: layout) { standing throws(StorageError) in
        let row = standing.withoutLost.row
        guard case .rendered = row.outcome else { return }
        for label in row.labels {
          unnamed.remove(layout.clip(row.event, label, options.clips, fanout: summary.fanout))
        }
      }
    }
    // Clips of another owner's plan may have rows there.
    try ownership?.refuseIfFenced()
    for path in left where unnamed.contains(path) {
      if try FileSystem.nameInAnotherCase(path) == nil { try FileSystem.remove(path) }
    }
  }
}
