package import Dataset

/// What a merge came to: what `metadata.json` and the summary are made of.
package struct MergedBundle: Sendable {
  package let counts: MergeCounts
  /// What the rows carry along, with the types in which they are written.
  package let columns: [CarriedColumn]
  /// Clips that were lost and could not be rendered again, of events whose other clips stand.
  package let lostClips: Int
  /// Clips of recordings that changed.
  package let changed: ChangedRecordings
  /// 64 hexadecimal digits; two bundles with the same digest are the same dataset.
  package let bundleDigest: String
  /// The same of the clips alone, whatever layout they have.
  package let clipsDigest: String
  /// All that the options call for.
  package let files: [BundleDocument: FileStamp]

  /// What a merge came to, complete: the parameters are the properties.
  package init(
    counts: MergeCounts, columns: [CarriedColumn], lostClips: Int, changed: ChangedRecordings,
    bundleDigest: String, clipsDigest: String, files: [BundleDocument: FileStamp]
  ) {
    self.counts = counts
    self.columns = columns
    self.lostClips = lostClips
    self.changed = changed
    self.bundleDigest = bundleDigest
    self.clipsDigest = clipsDigest
    self.files = files
  }
}

extension MergedBundle {
  package var lifetime: Account { counts.lifetime }
  package var run: Account { counts.run }
}
