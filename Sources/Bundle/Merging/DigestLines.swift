import Dataset
import Files

/// The lines that a bundle's digest is made of: `path⟨TAB⟩size⟨TAB⟩digest⟨LF⟩`.
///
/// They are hashed train first, then val, whatever order the clips come in.
struct DigestLines: ~Copyable {
  private let bundle: BundleLayout
  private var hash = SHA256()
  private var val: WaitingLines

  init(in bundle: BundleLayout) throws(StorageError) {
    self.init(bundle, try WaitingLines(at: bundle.waitingLines(of: "digest")))
  }

  private init(_ bundle: BundleLayout, _ val: consuming WaitingLines) {
    self.bundle = bundle
    self.val = val
  }

  /// The line of a file: its path relative to the bundle, its size in bytes and its content's digest.
  static func line(
    _ path: String, _ size: Int, _ digest: some CustomStringConvertible
  ) -> [UInt8] {
    Array("\(path)\t\(size)\t\(digest)\n".utf8)
  }

  /// Adds a clip, in the order of the rows.
  mutating func append(_ place: ClipPlace, _ clips: RenderedClips) throws(StorageError) {
    let line = Self.line(place.pathInBundle, clips.size, clips.digest)
    switch place.split {
    case .train: hash.update(line)
    case .val: try val.append(line)
    }
  }

  /// Adds the dataset's other files and gives the digest: 64 hexadecimal digits.
  consuming func finish(with files: [FileStamp]) throws(StorageError) -> String {
    let bundle = bundle
    var hash = hash
    try val.finish { piece in hash.update(piece) }
    for file in files {
      hash.update(Self.line(bundle.relative(file.path), file.size, file.sha256))
    }
    return hash.hexadecimal()
  }
}
