package import Dataset

extension AudioRoots {
  /// The roots of recorded options, whose paths are absolute, for a manifest of absolute path.
  package init(_ options: SourceOptions, manifest: String) {
    self.init(
      mapped: options.rootMap.map { (sourceSet: $0.source, path: $0.path) },
      defaultRoot: options.audioRoot, manifest: manifest, workingDirectory: "/",
      allowsOutside: options.allowOutsideRoots)
  }

  /// The folder of root `number`, for messages; `/` for a path that is absolute as written.
  package func directory(of number: Int) -> String {
    roots.indices.contains(number - 1) ? roots[number - 1].path : "/"
  }
}
