import Dataset
import Files

/// Commands that notices, status and failures print, as a shell takes them.
package enum PrintedCommand {
  /// Goes on with a bundle, with the manifest and the bundle as they were given.
  static func resume(_ request: ExportRequest) -> String {
    let more =
      (request.rerenderChanged ? ["--rerender-changed"] : [])
      + (request.removed.map { ["--removed", $0.rawValue] } ?? [])
    return resume(request.manifest, request.bundle, request.listen, more)
  }

  /// Goes on with a bundle, with paths that hold in every directory.
  package static func resume(manifest: String, bundle: String, listen: ListenSettings?) -> String {
    resume(manifest, bundle, listen?.withAbsolutePaths)
  }

  private static func resume(
    _ manifest: String, _ bundle: String, _ listen: ListenSettings?, _ more: [String] = []
  ) -> String {
    line(
      [listen == nil ? "export" : "coordinator", manifest, bundle] + (listen?.flags ?? [])
        + ["--resume"] + more)
  }

  /// Starts a worker for a coordinator, in every directory.
  ///
  /// The keys are those of keygen: the worker's own, and the public half beside the coordinator's.
  package static func worker(bundle: String, listen: ListenSettings) -> String {
    guard let key = listen.key else { return line(["worker", "--bundle", bundle]) }
    let stem = key.hasSuffix(".key") ? String(key.dropLast(4)) : key
    let server = FileSystem.absolute(stem + ".pub")
    return line(["worker", "--bundle", bundle, "--key", "WORKER.key", "--server-key", server])
  }

  /// Renders one event of a bundle by itself, in every directory; `ordinal` is its place in the manifest.
  static func reproduce(bundle: String, ordinal: Int) -> String {
    line(["reproduce", bundle, String(ordinal)])
  }

  private static func line(_ words: [String]) -> String {
    (["clipmill"] + words).map(ShellWord.of).joined(separator: " ")
  }
}
