import Bundle
import Dataset
import Files

/// The finished bundle that is written again.
struct PackSource: Sendable {
  let layout: BundleLayout
  let published: PublishedMetadata

  /// Opens a complete bundle; one that is none is a `PackError`.
  init(_ path: String) throws {
    layout = BundleLayout(path)
    guard FileSystem.exists(layout.metadata) else { throw PackError.noBundle(layout.root) }
    published = try PublishedMetadata.read(layout.metadata)
    guard published.isComplete else { throw PackError.unfinished(layout.root) }
    guard published.options.bundle.huggingFace else { throw PackError.noRows(layout.root) }
  }

  var clips: ClipOptions { published.options.clips }
  var columns: [CarriedColumn] { published.columns }
}
