import Dataset
import Storage

/// `SHA256SUMS`: `sha256⟨space⟩⟨space⟩path` lines that `sha256sum -c` takes, by the paths' bytes.
///
/// It names every file of the bundle but itself, `metadata.json` (written later, and never the same
/// twice) and the run's state. Paths are ASCII without blanks, so none needs an escape.
struct Checksums: ~Copyable {
  private let bundle: BundleLayout
  /// `path⟨TAB⟩sha256`: a tab is less than any byte of a path, so that lines sort as their paths do.
  private var lines: SortedLines

  init(in bundle: BundleLayout) {
    self.bundle = bundle
    lines = SortedLines(spillingTo: "\(bundle.state)/checksums")
  }

  /// Adds a clip by its path relative to the bundle; one whose report states no digest is read.
  mutating func append(clip path: String, sha256: String?) throws(StorageError) {
    let digest: String
    if let sha256 { digest = sha256 } else { digest = try Self.digest("\(bundle.root)/\(path)") }
    try lines.append("\(path)\t\(digest)")
  }

  private static func digest(_ path: String) throws(StorageError) -> String {
    SHA256.hexadecimal(of: try Files.read(path))
  }

  /// Adds the bundle's other files, by absolute path, and writes the document.
  consuming func finish(
    with files: [(path: String, summary: OutputFile.Summary?)]
  ) throws(StorageError) {
    var lines = lines
    for case (let path, let summary?) in files {
      try lines.append("\(path.dropFirst(bundle.root.count + 1))\t\(summary.sha256)")
    }
    var output = try OutputFile(replacing: bundle.checksums)
    try lines.finish { line throws(StorageError) in
      let tab = line.firstIndex(of: 0x09) ?? line.endIndex
      try output.write(line[(tab + 1)...])
      try output.write([0x20, 0x20])
      try output.write(line[..<tab])
      try output.write([0x0A])
    }
    _ = try output.finish()
  }
}
