import Bundle
import Dataset
import Files

/// Clips that no row names any more: of events that were dropped or moved to the other split, and those
/// that shards of an older manifest wrote without being committed.
extension BundleMerge {
  /// Removes their files, and folders that are empty then: about 24 bytes a clip that stays.
  ///
  /// It follows `metadata.json`: what is removed has no row by then, whenever this ends.
  func sweep(
    _ sources: [ShardSource], _ summary: PlanSummary, _ interrupts: Interrupts,
    _ ownership: Ownership?
  ) throws {
    var named = DigestSet()
    for source in sources {
      try interrupts.check()
      try source.forEachRow(in: layout) { standing throws(StorageError) in
        for label in standing.row.labels {
          _ = named.insert(
            ContentDigest(clipOf: standing.row.event, label: label, options: options.clips))
        }
      }
    }
    for split in Split.allCases {
      for folder in layout.clipFolders(of: split, fanout: summary.fanout) {
        try interrupts.check()
        // Clips of another owner's plan have no row here.
        try ownership?.refuseIfFenced()
        let isEmpty = try sweep(folder, of: split, but: named)
        if isEmpty, summary.fanout > 0 { try FileSystem.removeTree(folder) }
      }
    }
  }

  /// Whether nothing is left in the folder.
  private func sweep(
    _ folder: String, of split: Split, but named: DigestSet
  ) throws(StorageError) -> Bool {
    guard FileSystem.exists(folder) else { return false }
    let ending = ".\(options.clips.format.fileExtension)"
    var left = 0
    for name in try FileSystem.names(in: folder) {
      let stem = name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : nil
      if let stem, !named.contains(ContentDigest(ofStem: stem, in: split)) {
        try FileSystem.remove("\(folder)/\(name)")
      } else {
        left += 1
      }
    }
    return left == 0
  }
}
