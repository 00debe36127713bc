package import Dataset

/// The digests of a bundle as it lies there, made as the bundle's own are.
package struct BundleDigest: ~Copyable {
  private var whole = SHA256()
  private var clips = SHA256()
  private var areClipsWhole = true
  /// False once a file of it was missing.
  package internal(set) var isWhole = true

  /// Of nothing so far.
  package init() {}

  /// Adds a clip, in the order of the rows, train before val; `path` is relative to the bundle, and nil
  /// stands for what nobody knows of it.
  package mutating func add(_ path: String, size: Int?, digest: ContentDigest?) {
    guard let size, let digest else {
      isWhole = false
      areClipsWhole = false
      return
    }
    whole.update(DigestLine.of(path, size, digest))
    clips.update(DigestLine.of(clip: path, size, digest))
  }

  /// Adds a document.
  package mutating func add(_ path: String, size: Int, sha256: String) {
    whole.update(DigestLine.of(path, size, sha256))
  }

  /// Of clips and documents, 64 hexadecimal digits; nil where one was missing.
  package var ofAll: String? { isWhole ? whole.hexadecimal() : nil }

  /// Of the clips alone; nil where one was missing.
  package var ofClips: String? { areClipsWhole ? clips.hexadecimal() : nil }
}
