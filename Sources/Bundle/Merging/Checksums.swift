import Dataset
import Files

/// `SHA256SUMS`: `sha256⟨space⟩⟨space⟩path` lines that `sha256sum -c` takes.
///
/// It names the clips in label order, train then val, then every other file of the bundle but itself,
/// `metadata.json` (written later, and never the same twice) and the run's state. Paths are ASCII
/// without blanks, so none needs an escape.
struct Checksums: ~Copyable {
  private let bundle: BundleLayout
  private var output: OutputFile
  private var val: WaitingLines

  init(in bundle: BundleLayout) throws(StorageError) {
    self.init(
      bundle, try OutputFile(replacing: bundle.checksums),
      try WaitingLines(at: bundle.waitingLines(of: "checksums")))
  }

  private init(
    _ bundle: BundleLayout, _ output: consuming OutputFile, _ val: consuming WaitingLines
  ) {
    self.bundle = bundle
    self.output = output
    self.val = val
  }

  /// Adds a clip; one whose report states no digest is read.
  mutating func append(_ place: ClipPlace, sha256: String?) throws(StorageError) {
    let path = place.pathInBundle
    let digest: String
    if let sha256 {
      digest = sha256
    } else {
      digest = try FileSystem.sha256(of: "\(bundle.root)/\(path)")
    }
    let line = Self.line(path, digest)
    switch place.split {
    case .train: try output.write(line)
    case .val: try val.append(line)
    }
  }

  /// Adds the bundle's other files and gives the document its name.
  consuming func finish(with files: [FileStamp?]) throws(StorageError) {
    let bundle = bundle
    var output = output
    try val.finish { piece throws(StorageError) in try output.write(piece) }
    for file in files.compactMap(\.self) {
      try output.write(Self.line(bundle.relative(file.path), file.sha256))
    }
    _ = try output.finish()
  }

  private static func line(_ path: String, _ digest: String) -> [UInt8] {
    Array("\(digest)  \(path)\n".utf8)
  }
}
