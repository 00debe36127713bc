package import Dataset
import JSON

/// The result of a merge, from which `metadata.json` and the summary are made.
package struct MergedBundle: Sendable {
  package private(set) var counts: MergeCounts
  /// The carried columns of the rows, with the types in which they are written.
  package let columns: [CarriedColumn]
  /// Clips that were lost and could not be rendered again, of events whose other clips are kept.
  package let lostClips: Int
  /// Clips of recordings that changed.
  package let changed: ChangedRecordings
  /// Silent and full-scale clips.
  package let levels: LevelTable
  /// 64 hexadecimal digits; two bundles with the same digest are the same dataset.
  package let bundleDigest: String
  /// The same of the clips alone, independent of their layout.
  package let clipsDigest: String
  /// The sum of the clips that the rows name.
  package let clips: ClipSum
  /// The tars that hold the clips, in the order of their names; none where clips are files.
  package let units: [NamedUnit]
  /// All that the options call for.
  package let files: [BundleDocument: FileStamp]

  /// The complete result of a merge: the parameters are the properties.
  package init(
    counts: MergeCounts, columns: [CarriedColumn], lostClips: Int, changed: ChangedRecordings,
    levels: LevelTable, bundleDigest: String, clipsDigest: String, clips: ClipSum,
    units: [NamedUnit] = [], files: [BundleDocument: FileStamp]
  ) {
    self.counts = counts
    self.columns = columns
    self.lostClips = lostClips
    self.changed = changed
    self.levels = levels
    self.bundleDigest = bundleDigest
    self.clipsDigest = clipsDigest
    self.clips = clips
    self.units = units
    self.files = files
  }
}

extension MergedBundle {
  package var lifetime: Account { counts.lifetime }
  package var run: Account { counts.run }
}

// MARK: A bundle that stands

extension MergedBundle {
  /// The bundle as described by the record of a complete bundle that has not changed since.
  ///
  /// Nil if the record does not state everything: clips were lost, or recordings changed while the bundle was made.
  ///
  /// `files` are those that the options require, `clips` those that the rows name.
  package init?(
    standing document: MetadataDocument, _ files: [BundleDocument: FileStamp], _ clips: ClipSum
  ) {
    guard document.complete == true, document.lostClips == 0, document.mixedRecordings == 0,
      let bundleDigest = document.bundleDigest, let clipsDigest = document.clipsDigest,
      let columns = document.labelFieldTypes, let counts = MergeCounts(document),
      let levels = document.levels?.table
    else { return nil }
    self.init(
      counts: counts, columns: columns.fields.map { CarriedColumn($0.name, $0.value) },
      lostClips: 0, changed: ChangedRecordings(), levels: levels, bundleDigest: bundleDigest,
      clipsDigest: clipsDigest, clips: clips, files: files)
  }

  /// The same bundle after an invocation that has added nothing.
  package var untouched: Self {
    var bundle = self
    bundle.counts = counts.withoutRun
    return bundle
  }
}
