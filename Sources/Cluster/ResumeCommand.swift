import Dataset

/// The command that goes on with a bundle, as a shell takes it.
struct ResumeCommand: CustomStringConvertible {
  private let words: [String]

  /// With the manifest and the bundle as they were given.
  init(_ request: ExportRequest) {
    words =
      Self.words(request.manifest, request.bundle, request.listen)
      + (request.rerenderChanged ? ["--rerender-changed"] : [])
  }

  /// With paths that hold in every directory.
  init(manifest: String, bundle: String, listen: ListenSettings?) {
    words = Self.words(manifest, bundle, listen?.withAbsolutePaths)
  }

  private static func words(
    _ manifest: String, _ bundle: String, _ listen: ListenSettings?
  ) -> [String] {
    [listen == nil ? "export" : "coordinator", manifest, bundle] + (listen?.flags ?? [])
      + ["--resume"]
  }

  var description: String {
    (["clipmill"] + words).map(ShellWord.of).joined(separator: " ")
  }
}
