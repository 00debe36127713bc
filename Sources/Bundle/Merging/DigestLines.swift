import Dataset
import Files

/// The lines that a bundle's digests are made of.
///
/// Those of a clip are hashed train first, then val, whatever order the clips come in.
struct DigestLines: ~Copyable {
  private let bundle: BundleLayout
  private var whole: SplitHash
  private var clips: SplitHash
  /// How the lines of the latest clip end: those of an event's clips end alike.
  private var last: (digest: ContentDigest, size: Int, end: [UInt8])?

  init(in bundle: BundleLayout) throws(StorageError) {
    self.init(
      bundle, try SplitHash(waitingAt: bundle.waitingLines(of: "digest")),
      try SplitHash(waitingAt: bundle.waitingLines(of: "clips-digest")))
  }

  private init(
    _ bundle: BundleLayout, _ whole: consuming SplitHash, _ clips: consuming SplitHash
  ) {
    self.bundle = bundle
    self.whole = whole
    self.clips = clips
  }

  /// A file's line in `bundle_digest`, `path⟨TAB⟩size⟨TAB⟩digest⟨LF⟩`: its path relative to the bundle,
  /// its size in bytes and its content's digest.
  static func line(
    _ path: String, _ size: Int, _ digest: some CustomStringConvertible
  ) -> [UInt8] {
    Array(path.utf8) + end(size, digest)
  }

  private static func end(_ size: Int, _ digest: some CustomStringConvertible) -> [UInt8] {
    Array("\t\(size)\t\(digest)\n".utf8)
  }

  /// A clip's line in `clips_digest`, `split⟨TAB⟩stem⟨TAB⟩size⟨TAB⟩digest⟨LF⟩`: the same in whichever folder of the
  /// bundle the clip lies; `path` is relative to the bundle.
  static func line(ofClip path: String, _ size: Int, _ digest: ContentDigest) -> [UInt8] {
    start(ofClip: path) + end(size, digest)
  }

  private static func start(ofClip path: String) -> [UInt8] {
    let path = path.utf8
    let name = path[(path.lastIndex(of: 0x2F).map(path.index(after:)) ?? path.startIndex)...]
    let stem = name.prefix(upTo: name.lastIndex(of: 0x2E) ?? name.endIndex)
    var line: [UInt8] = []
    line.reserveCapacity(128)
    line += path.prefix { $0 != 0x2F }
    line.append(0x09)
    line += stem
    return line
  }

  /// Adds a clip, in the order of the rows.
  mutating func append(_ place: ClipPlace, _ rendered: RenderedClips) throws(StorageError) {
    let path = place.pathInBundle
    if last?.digest != rendered.digest || last?.size != rendered.size {
      last = (rendered.digest, rendered.size, Self.end(rendered.size, rendered.digest))
    }
    let end = last?.end ?? []
    try whole.append(Array(path.utf8), end, place.split)
    try clips.append(Self.start(ofClip: path), end, place.split)
  }

  /// Adds the dataset's other files and gives the digests, 64 hexadecimal digits each.
  consuming func finish(
    with files: [FileStamp]
  ) throws(StorageError) -> (bundle: String, clips: String) {
    let bundle = bundle
    let clips = try clips.finish().hexadecimal()
    var hash = try whole.finish()
    for file in files {
      hash.update(Self.line(bundle.relative(file.path), file.size, file.sha256))
    }
    return (hash.hexadecimal(), clips)
  }
}

/// A hash over lines of clips: first those of train, then those of val, which wait.
private struct SplitHash: ~Copyable {
  private var hash = SHA256()
  private var pending: [UInt8] = []
  private var val: WaitingLines

  /// Bytes that are hashed at a time: a call for each line would cost as much as its bytes.
  private static let most = 1 << 14

  init(waitingAt path: String) throws(StorageError) { self.init(val: try WaitingLines(at: path)) }

  private init(val: consuming WaitingLines) { self.val = val }

  mutating func append(_ start: [UInt8], _ end: [UInt8], _ split: Split) throws(StorageError) {
    switch split {
    case .train:
      pending += start
      pending += end
      if pending.count > Self.most { flush() }
    case .val: try val.append(start + end)
    }
  }

  private mutating func flush() {
    hash.update(pending)
    pending.removeAll(keepingCapacity: true)
  }

  consuming func finish() throws(StorageError) -> SHA256 {
    var hash = hash
    hash.update(pending)
    try val.finish { piece in hash.update(piece) }
    return hash
  }
}
