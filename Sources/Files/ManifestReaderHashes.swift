internal import Dataset

/// The hashes of the bytes that a reader passes.
struct ManifestHashes: ~Copyable {
  private var whole: SHA256?
  private var range: ContentHash?
  /// The range's digest before a line that is too long to keep, and the hash of the bytes since.
  private var digestBeforeLine: ContentDigest?
  private var sinceLine: ContentHash?

  init(_ wanted: ManifestReader.Hashing) {
    whole = wanted == .rangesAndFile ? SHA256() : nil
    range = wanted == .nothing ? nil : ContentHash()
  }

  mutating func read(_ bytes: UnsafeRawBufferPointer) {
    whole?.update(bytes)
  }

  mutating func pass(_ bytes: UnsafeRawBufferPointer) {
    range?.update(bytes)
    sinceLine?.update(bytes)
  }

  /// Keeps the range up to here, since the line that begins here will not be kept.
  mutating func markLine() {
    guard range != nil else { return }
    digestBeforeLine = range?.digest()
    sinceLine = ContentHash()
  }

  mutating func forgetLine() {
    digestBeforeLine = nil
    sinceLine = nil
  }

  /// Ends the range before the marked line, or here if none is marked.
  mutating func cut(beforeMarkedLine: Bool) -> ContentDigest {
    if beforeMarkedLine, let digest = digestBeforeLine {
      range = sinceLine.take()
      digestBeforeLine = nil
      return digest
    }
    guard let digest = range?.digest() else {
      preconditionFailure("a range is only cut where the reader was told to hash ranges")
    }
    range = ContentHash()
    forgetLine()
    return digest
  }

  mutating func finish() -> String {
    guard let whole = whole.take() else {
      preconditionFailure("the reader was not told to hash the file, or has said its digest before")
    }
    return whole.hexadecimal()
  }
}
