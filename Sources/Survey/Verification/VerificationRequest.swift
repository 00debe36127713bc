package import Dataset
package import Files

/// A user's request for a verification: a manifest, with the options of its export.
package struct VerificationRequest: Sendable {
  package var manifest: String
  /// The target of the dataset; nothing is written there.
  package var bundle: String
  /// Their paths are absolute.
  package var options: ExportOptions
  package var taxonomy: Taxonomy?
  /// True if each distinct recording is opened.
  package var isDeep = false
  /// True if too little room does not count as a finding.
  package var ignoresSpace = false
  /// Clips and events of a bundle to be resumed that the manifest changes or lacks.
  package var changedClips = 0
  package var removedEvents = 0

  package init(manifest: String, bundle: String, options: ExportOptions) {
    self.manifest = FileSystem.absolute(manifest)
    self.bundle = FileSystem.absolute(bundle)
    self.options = options
  }
}

/// The progress of a verification.
package enum VerificationProgress: Sendable {
  case reading(ManifestProgress)
  /// Opening the distinct recordings.
  case opening(done: Int, of: Int)
  /// Reading the manifest again, for the windows that its recordings do not hold.
  case comparing(events: Int)
}
