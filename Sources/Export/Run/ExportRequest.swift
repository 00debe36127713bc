package import Bundle
package import Dataset
package import RunState

/// A user's request for an export.
package struct ExportRequest {
  package var manifest: String
  package var bundle: String
  /// The folder of the run state, if a flag names one: outside the bundle.
  package var state: String?
  package var given: GivenOptions
  /// The taxonomy of `--taxonomy`, if given: the options hold only its labels.
  package var taxonomy: Taxonomy?
  /// Renderer processes.
  package var workers: Int
  package var overwrite = false
  /// True if an overwrite moves foreign files to a folder beside the bundle.
  package var movesForeign = false
  /// Files that the command writes besides the bundle, absolute.
  package var outputs: [String] = []
  /// True if the run continues the existing bundle.
  package var resume = false
  /// True if a bundle is taken without watching its beat, even though its owner's process cannot be seen.
  package var takeOver = false
  /// The address for workers that others start; nil: this host alone, with one worker started by the export.
  package var listen: ListenSettings?
  /// True if a resume compares the content of every clip.
  package var deep = false
  /// True if quarantined events are tried again.
  package var retryQuarantined = false
  /// True if the clips of changed events are rendered again.
  package var rerenderChanged = false
  /// The fate of events of the bundle that the manifest no longer has, on a resume.
  package var removed: RemovedEvents?
  /// True if a resume may continue with another set of libraries.
  package var acceptLibraries = false
  /// True if the run renders even if the clips do not seem to fit.
  package var ignoresSpace = false
  /// The time to wait for room or for sources.
  package var patienceSeconds = 600
  /// The time that an event may take before its renderer is killed.
  package var eventDeadlineSeconds = 20
  /// MiB that a renderer may hold before it is killed.
  package var rendererMemory = Self.usualRendererMemory

  /// MiB: no recording needs this much; a decoder that asks for it was misled.
  package static let usualRendererMemory = 4096

  /// The bundle with its run state: as found where it is continued, otherwise as it is to be made.
  package func layout() throws(RunFailure) -> BundleLayout {
    resume
      ? try StateFolder.layout(of: bundle, given: state)
      : try StateFolder.layout(ofNew: bundle, given: state)
  }

  package init(manifest: String, bundle: String, given: GivenOptions, workers: Int) {
    self.manifest = manifest
    self.bundle = bundle
    self.given = given
    self.workers = workers
  }

  /// The command that resumes the bundle.
  package var resumeCommand: String { PrintedCommand.resume(self) }
}
