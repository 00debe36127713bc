import Dataset
import Files

/// Commands that notices, status and failures print, in a form for a shell, valid in every directory.
package enum PrintedCommand {
  /// Resumes a bundle.
  static func resume(_ request: ExportRequest) -> String {
    let more =
      (request.rerenderChanged ? ["--rerender-changed"] : [])
      + (request.removed.map { ["--removed", $0.rawValue] } ?? [])
    return resume(
      manifest: request.manifest, bundle: request.bundle, listen: request.listen, more)
  }

  /// Resumes a bundle; `more` are flags behind `--resume`.
  package static func resume(
    manifest: String, bundle: String, listen: ListenSettings?, _ more: [String] = []
  ) -> String {
    let places = [manifest, bundle].map(FileSystem.absolute)
    return line(
      [listen == nil ? "export" : "coordinator"] + places
        + (listen?.withAbsolutePaths.flags ?? []) + ["--resume"] + more)
  }

  /// Starts a worker for a coordinator.
  ///
  /// The keys are those of keygen: the worker's own, and the public half beside the coordinator's.
  package static func worker(bundle: String, listen: ListenSettings) -> String {
    guard let key = listen.key else { return line(["worker", "--bundle", bundle]) }
    let stem = key.hasSuffix(".key") ? String(key.dropLast(4)) : key
    let server = FileSystem.absolute(stem + ".pub")
    return line(["worker", "--bundle", bundle, "--key", "WORKER.key", "--server-key", server])
  }

  /// Renders one event of a bundle by itself; `ordinal` is its number in the manifest.
  static func reproduce(bundle: String, ordinal: Int) -> String {
    line(["reproduce", bundle, String(ordinal)])
  }

  private static func line(_ words: [String]) -> String {
    (["clipmill"] + words).map(ShellWord.of).joined(separator: " ")
  }
}
