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

  /// The line of a clip.
  static func line(_ place: ClipPlace, _ clips: RenderedClips) -> [UInt8] {
    Array("\(place.pathInBundle)\t\(clips.size)\t\(clips.digest)\n".utf8)
  }

  /// Adds a clip, in the order of the rows.
  mutating func append(_ place: ClipPlace, _ clips: RenderedClips) throws(StorageError) {
    let line = Self.line(place, clips)
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
      hash.update(Array("\(bundle.relative(file.path))\t\(file.size)\t\(file.sha256)\n".utf8))
    }
    return hash.hexadecimal()
  }
}
