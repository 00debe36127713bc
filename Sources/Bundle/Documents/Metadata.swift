package import Dataset
package import Files
import JSON

/// The result of a run, from which `metadata.json` is made; that file is written last.
package struct Metadata: Sendable {
  package var merged: MergedBundle
  package var plan: PlanSummary
  package var options: ExportOptions
  package var bundle: BundleLayout
  /// Names and versions of the libraries that the bytes depend on, in a fixed order.
  package var libraries: [(name: String, version: String)]
  package var generator: String
  /// Events that no committed shard covers yet; 0 in a complete bundle.
  package var eventsRemaining: Int
  /// Oldest first; the last one is the run that writes this document.
  package var runs: [RunRow]

  package init(
    merged: MergedBundle, plan: PlanSummary, options: ExportOptions, bundle: BundleLayout,
    libraries: [(name: String, version: String)], generator: String, eventsRemaining: Int,
    runs: [RunRow]
  ) {
    self.merged = merged
    self.plan = plan
    self.options = options
    self.bundle = bundle
    self.libraries = libraries
    self.generator = generator
    self.eventsRemaining = eventsRemaining
    self.runs = runs
  }

  /// Commits the bundle: replaces `metadata.json` in one step, after every file that it describes.
  package func write() throws(StorageError) {
    try FileSystem.replace(bundle.metadata, with: json())
  }

  /// The document, with a line end.
  package func json() -> [UInt8] { JSONFile.document(MetadataDocument(self)) }
}
