import Bundle
import Dataset
import Files

/// The digests of a bundle that is being merged, a clip at a time.
///
/// Lines of clips are hashed train first, then val, in whatever order the clips come.
struct DigestLines: ~Copyable {
  private let bundle: BundleLayout
  private var whole: SplitHash
  private var clips: SplitHash
  /// The ends of the latest clip's lines: those of an event's clips are equal.
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

  /// Adds a clip, in the order of the rows.
  mutating func append(_ place: ClipPlace, _ rendered: RenderedClips) throws(StorageError) {
    let path = place.pathInBundle
    if last?.digest != rendered.digest || last?.size != rendered.size {
      last = (rendered.digest, rendered.size, DigestLine.end(rendered.size, rendered.digest))
    }
    let end = last?.end ?? []
    try whole.append(Array(path.utf8), end, place.split)
    try clips.append(DigestLine.start(ofClip: path), end, place.split)
  }

  /// Adds a tar of clips, each of which is added by itself besides.
  mutating func append(_ unit: NamedUnit) throws(StorageError) {
    try whole.append(
      Array(unit.pathInBundle.utf8), DigestLine.end(unit.stamp.size, unit.stamp.digest), unit.split)
  }

  /// Adds a clip that lies in a tar.
  mutating func append(stored place: ClipPlace, _ rendered: RenderedClips) throws(StorageError) {
    try clips.append(
      DigestLine.start(ofClip: place.pathInBundle), DigestLine.end(rendered.size, rendered.digest),
      place.split)
  }

  /// Adds a clip of which is written down: its path in the bundle, how its line among clips begins, and how both
  /// lines end.
  mutating func append(
    _ path: [UInt8], _ start: [UInt8], end: [UInt8], _ split: Split
  ) throws(StorageError) {
    try whole.append(path, end, split)
    try clips.append(start, end, split)
  }

  /// Adds the dataset's other files and returns the digests, 64 hexadecimal digits each.
  consuming func finish(
    with files: [FileStamp]
  ) throws(StorageError) -> (bundle: String, clips: String) {
    let bundle = bundle
    let clips = try clips.finish().hexadecimal()
    var hash = try whole.finish()
    for file in files {
      hash.update(DigestLine.of(bundle.relative(file.path), file.size, file.sha256))
    }
    return (hash.hexadecimal(), clips)
  }
}

/// A hash over lines of clips: first those of train, then those of val, which wait.
private struct SplitHash: ~Copyable {
  private var hash = SHA256()
  private var pending: [UInt8] = []
  private var val: WaitingLines

  /// Bytes that are hashed at once: a call for each line would cost as much as its bytes.
  private static let most = 1 << 14

  init(waitingAt path: String) throws(StorageError) { self.init(val: try WaitingLines(at: path)) }

  private init(val: consuming WaitingLines) { self.val = val }

  mutating func append(_ start: [UInt8], _ end: [UInt8], _ split: Split) throws(StorageError) {
    switch split {
    case .train:
      pending += start
      pending += end
      if pending.count > Self.most { flush() }
    case .val:
      try val.append(start)
      try val.append(end)
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
