import Bundle
import Dataset
import Files
import RunState

/// Clips that no row names any more: those of events that were dropped or moved to the other split, and those that
/// shards of an older manifest wrote without being committed.
extension BundleMerge {
  /// Removes their files, and folders that are then empty; takes about 24 bytes a clip that stays.
  ///
  /// A split's `audio` may be a link; a link in it is not a folder of the bundle.
  ///
  /// It follows `metadata.json`: the removed files have no row by then, whenever this ends.
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
      let audio = layout.clipAudio(of: split)
      guard FileSystem.exists(audio) else { continue }
      let folder = try Folder(audio)
      if summary.fanout == 0 {
        try ownership?.refuseIfFenced()
        try sweep(folder, of: split, but: named)
        continue
      }
      let listing = try folder.listing()
      for name in listing.texts where name.isHexadecimal(digits: summary.fanout) {
        try interrupts.check()
        // Clips of another owner's plan have no row here.
        try ownership?.refuseIfFenced()
        guard let inner = try Self.fanoutFolder(name, in: folder) else { continue }
        try sweep(inner, of: split, but: named)
        folder.removeEmptyFolder(name)
      }
    }
  }

  /// A folder of clips; nil for a link or a file, which are not folders of the bundle.
  private static func fanoutFolder(
    _ name: String, in folder: borrowing Folder
  ) throws(StorageError) -> Folder? {
    do throws(StorageError) {
      return try folder.folder(name)
    } catch {
      guard [.irregular, .notThere].contains(error.kind) else { throw error }
      return nil
    }
  }

  /// Removes files with a clip's name and without a row; everything else stays.
  private func sweep(
    _ folder: borrowing Folder, of split: Split, but named: DigestSet
  ) throws(StorageError) {
    for name in try folder.listing().texts {
      guard let stem = ClipName.stem(ofFile: name, options.clips.format) else { continue }
      if !named.contains(ContentDigest(ofStem: String(stem), in: split)) {
        try folder.remove(name)
      }
    }
  }
}
