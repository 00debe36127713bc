import Dataset

/// The digest of a bundle as it lies there, made as the bundle's own is.
struct BundleDigest: ~Copyable {
  private var hash: SHA256? = SHA256()
  /// False once a file of it was missing.
  var isWhole = true

  /// Adds a clip, in the order of the rows, train before val; `path` is relative to the bundle.
  mutating func add(_ path: String, size: Int?, digest: ContentDigest?) {
    guard let size, let digest else {
      isWhole = false
      return
    }
    hash?.update(DigestLines.line(path, size, digest))
  }

  /// Adds a document.
  mutating func add(_ path: String, size: Int, sha256: String) {
    hash?.update(DigestLines.line(path, size, sha256))
  }

  /// 64 hexadecimal digits; nil where a file was missing; to be asked once.
  mutating func finish() -> String? {
    guard let hash = hash.take(), isWhole else { return nil }
    return hash.hexadecimal()
  }
}
