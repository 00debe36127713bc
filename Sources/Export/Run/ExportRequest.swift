import Bundle
package import Dataset

/// What a user asks an export to do.
package struct ExportRequest {
  package var manifest: String
  package var bundle: String
  package var given: GivenOptions
  /// That of `--taxonomy`, where it was given: the options hold its labels alone.
  package var taxonomy: Taxonomy?
  /// Renderer processes.
  package var workers: Int
  package var overwrite = false
  /// Whether an overwrite moves what no export made to a folder beside the bundle.
  package var movesForeign = false
  /// Files that the command writes besides the bundle, absolute.
  package var outputs: [String] = []
  /// Whether to go on with the bundle that is there.
  package var resume = false
  /// Whether a bundle is taken without watching its beat, where its owner's process cannot be seen.
  package var takeOver = false
  /// Where to listen for workers that others start; nil: on this host alone, with one worker of ours.
  package var listen: ListenSettings?
  /// Whether a resume compares the content of every clip.
  package var deep = false
  /// Try quarantined events again.
  package var retryQuarantined = false
  /// Render the clips of changed events again.
  package var rerenderChanged = false
  /// What a resume does with events of the bundle that the manifest no longer has.
  package var removed: RemovedEvents?
  /// Whether a resume may go on with another set of libraries.
  package var acceptLibraries = false
  /// Whether to render where the clips do not seem to fit.
  package var ignoresSpace = false
  /// How long to wait for room or for sources.
  package var patienceSeconds = 600
  /// How long an event may take before its renderer is killed.
  package var eventDeadlineSeconds = 20
  /// MiB that a renderer may hold before it is killed.
  package var rendererMemory = Self.usualRendererMemory

  /// MiB: no recording needs so much; a decoder that asks for it is led astray.
  package static let usualRendererMemory = 4096

  package init(manifest: String, bundle: String, given: GivenOptions, workers: Int) {
    self.manifest = manifest
    self.bundle = bundle
    self.given = given
    self.workers = workers
  }

  /// The command that goes on with the bundle.
  package var resumeCommand: String { PrintedCommand.resume(self) }
}
