package import Dataset
package import Files

/// What a user asks to be verified: a manifest, with the options its export would have.
package struct VerificationRequest: Sendable {
  package var manifest: String
  /// Where the dataset would go; nothing is written there.
  package var bundle: String
  /// Their paths are absolute.
  package var options: ExportOptions
  package var taxonomy: Taxonomy?
  /// Whether each distinct recording is opened.
  package var isDeep = false
  /// Whether too little room keeps nothing from being exported.
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

/// Where a verification is.
package enum VerificationProgress: Sendable {
  case reading(ManifestProgress)
  /// Opening the distinct recordings.
  case opening(done: Int, of: Int)
  /// Reading the manifest again, for the windows that its recordings do not hold.
  case comparing(events: Int)
}
