package import Bundle
import Dataset
package import Files

/// `SHA256SUMS`: `sha256⟨space⟩⟨space⟩path` lines that `sha256sum -c` takes.
///
/// It names the clips in label order, train then val, then every other file of the bundle except itself,
/// `metadata.json` (written later, and never the same twice) and the run's state. Paths are ASCII without blanks, so
/// none needs an escape.
package struct Checksums: ~Copyable {
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

  /// Adds a clip; if its report states no SHA-256, the clip is read, and must have the content on record.
  mutating func append(_ place: ClipPlace, _ clips: RenderedClips) throws(StorageError) {
    let path = place.pathInBundle
    let sha256 =
      if let stated = clips.sha256 {
        stated
      } else {
        SHA256.hexadecimal(of: try clips.recorded(at: "\(bundle.root)/\(path)"))
      }
    try append(path, sha256, place.split)
  }

  /// Adds a tar of clips.
  mutating func append(_ unit: NamedUnit) throws(StorageError) {
    guard let sha256 = unit.stamp.sha256 else {
      throw StorageError(damaged: unit.report, "it states no checksum of its tar")
    }
    try append(unit.pathInBundle, sha256, unit.split)
  }

  private mutating func append(
    _ path: String, _ sha256: String, _ split: Split
  ) throws(StorageError) {
    let line = Self.line(path, sha256)
    switch split {
    case .train: try output.write(line)
    case .val: try val.append(line)
    }
  }

  /// Adds the bundle's other files and gives the document its name.
  consuming func finish(with files: [FileStamp]) throws(StorageError) -> FileStamp {
    let bundle = bundle
    var output = output
    try val.finish { piece throws(StorageError) in try output.write(piece) }
    for file in files {
      try output.write(Self.line(bundle.relative(file.path), file.sha256))
    }
    return try output.finish()
  }

  private static func line(_ path: String, _ digest: String) -> [UInt8] {
    Array("\(digest)  \(path)\n".utf8)
  }

  /// The digests that a bundle's document states for its other documents.
  package static func documents(
    of bundle: BundleLayout
  ) throws(StorageError) -> [BundleDocument: String] {
    let names = Dictionary(
      uniqueKeysWithValues: BundleDocument.all.map { (Text(bundle.name(of: $0)), $0) })
    var lines = try LineReader(bundle.checksums)
    var found: [BundleDocument: String] = [:]
    while let line = try lines.next() {
      guard line.count > Self.pathStart,
        let document = names[Text(validated: line[Self.pathStart...])]
      else { continue }
      found[document] = String(decoding: line[..<Self.digits], as: UTF8.self)
    }
    return found
  }

  /// Digits of a line's digest, and the start of its path.
  private static let digits = 64
  private static let pathStart = 66
}
