import Dataset
import Storage

/// The lines that a bundle's digest is made of: `path⟨TAB⟩size⟨TAB⟩digest⟨LF⟩`.
///
/// They are hashed train first, then val, whatever order the clips come in: the lines of val wait in
/// a file until those of train are through.
struct DigestLines: ~Copyable {
  private var hash = SHA256()
  private var waiting: OutputFile
  private let waitingPath: String

  init(in bundle: BundleLayout) throws(StorageError) {
    let path = "\(bundle.state)/digest-val.part"
    self.init(waiting: try OutputFile(replacing: path), path: path)
  }

  private init(waiting: consuming OutputFile, path: String) {
    self.waiting = waiting
    waitingPath = path
  }

  /// `path` is relative to the split's directory.
  mutating func append(
    _ split: Split, path: String, size: Int, digest: ContentDigest
  ) throws(StorageError) {
    let line = Array("\(split.rawValue)/\(path)\t\(size)\t\(digest)\n".utf8)
    switch split {
    case .train: hash.update(line)
    case .val: try waiting.write(line)
    }
  }

  /// Adds the dataset's other files and gives the digest: 64 hexadecimal digits.
  consuming func finish(
    with files: [(path: String, summary: OutputFile.Summary)]
  ) throws(StorageError) -> String {
    var hash = hash
    let path = waitingPath
    _ = try waiting.finish()
    try Self.add(path, to: &hash)
    try Files.remove(path)
    for file in files {
      hash.update(Array("\(file.path)\t\(file.summary.size)\t\(file.summary.sha256)\n".utf8))
    }
    return hash.hexadecimal()
  }

  private static func add(_ path: String, to hash: inout SHA256) throws(StorageError) {
    let piece = 1 << 20
    var offset = 0
    let size = try Descriptor(opening: path, 0).size()
    while offset < size {
      let count = min(piece, size - offset)
      hash.update(try Files.read(path, from: offset, byteCount: count))
      offset += count
    }
  }
}
