import Bundle
import Dataset
import Files
import JSON
import Merging

/// The card and the record of a bundle that is written again as a bundle: as an export in its layout has them.
struct PackedBundle: Sendable {
  /// Of the bundle that is written.
  let options: ExportOptions
  private let source: PackSource
  private let standing: MergedBundle
  private let document: MetadataDocument

  /// Nil where a part is written, the form is not that of a bundle, or the record does not tell all.
  init?(_ request: PackRequest, of source: PackSource) throws {
    guard request.part.isWhole, let layout = request.form.bundleLayout else { return nil }
    let document = try MetadataDocument.read(source.layout.metadata)
    guard let standing = MergedBundle(standing: document, [:], ClipSum()) else { return nil }
    self.source = source
    self.document = document
    self.standing = standing
    var options = source.published.options
    options.bundle.layout = layout
    options.bundle.checksums = request.checksums
    if layout == .tar { options.bundle.tarClips = request.unitClips }
    self.options = options
  }

  /// Whether it is the same bundle in the same layout, so that its own card and record fit.
  private var isCopy: Bool { options.bundle == source.published.options.bundle }

  /// Whether it is there already, whole.
  func stands(at layout: BundleLayout) throws(StorageError) -> Bool {
    guard FileSystem.exists(layout.metadata) else { return false }
    let found = try PublishedMetadata.read(layout.metadata)
    return found.isComplete && found.options.bundle == options.bundle
      && found.clipsDigest == source.published.clipsDigest
  }

  func card() throws(StorageError) -> [UInt8] {
    if isCopy { return try FileSystem.read(source.layout.card) }
    return Array(
      DatasetCard.text(
        account: standing.lifetime, classes: source.published.classes,
        columns: source.columns, options: options
      ).utf8)
  }

  /// Writes what says that the bundle is whole; `digest` is that of all of it.
  func commit(_ layout: BundleLayout, digest: String, files: [BundleDocument: FileStamp])
    throws(StorageError)
  {
    if isCopy {
      return try FileSystem.replace(
        layout.metadata, with: try FileSystem.read(source.layout.metadata))
    }
    let published = source.published
    var plan = PlanSummary(
      manifest: FileStamp(
        path: published.manifest.path, size: 0, sha256: published.manifest.sha256))
    plan.classes = published.classes
    plan.fanout = published.fanout
    plan.removedEvents = published.removedEvents
    var runs = published.runs
    if !runs.isEmpty { runs[runs.count - 1].options = options }
    let merged = MergedBundle(
      counts: standing.counts, columns: standing.columns, lostClips: 0,
      changed: ChangedRecordings(), levels: standing.levels, bundleDigest: digest,
      clipsDigest: standing.clipsDigest, clips: ClipSum(), files: files)
    try Metadata(
      merged: merged, plan: plan, options: options, bundle: layout,
      libraries: (document.libraries?.fields ?? []).map { ($0.name.string, $0.value) },
      generator: document.generator ?? "", eventsRemaining: 0, runs: runs
    ).write()
  }
}

extension PackForm {
  /// The layout of a bundle that the form is; nil for those that are none.
  var bundleLayout: ClipLayout? {
    switch self {
    case .webdataset: .tar
    case .files: .files
    case .parquet, .shar, .npy: nil
    }
  }
}
