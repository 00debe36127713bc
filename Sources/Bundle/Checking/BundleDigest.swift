package import Dataset

/// The digests of a bundle as it is on disk, computed like the bundle's own.
package struct BundleDigest: ~Copyable {
  private var whole = SHA256()
  private var clips = SHA256()
  private var areClipsWhole = true
  /// False once one of its files was missing.
  package internal(set) var isWhole = true

  /// The digests of an empty bundle.
  package init() {}

  /// Adds a clip, in the order of the rows, train before val; `path` is relative to the bundle, and nil stands
  /// for an unknown value.
  package mutating func add(_ path: String, size: Int?, digest: ContentDigest?) {
    guard let size, let digest else {
      isWhole = false
      areClipsWhole = false
      return
    }
    let end = DigestLine.end(size, digest)
    whole.update(Array(path.utf8) + end)
    clips.update(DigestLine.start(ofClip: path) + end)
  }

  /// Adds a clip that lies in a tar, which is added by itself; `path` is what it would be as a file.
  package mutating func add(stored path: String, size: Int?, digest: ContentDigest?) {
    guard let size, let digest else {
      areClipsWhole = false
      return
    }
    clips.update(DigestLine.of(clip: path, size, digest))
  }

  /// Adds a tar after those before it, those of train before those of val; nil where it cannot be read.
  package mutating func add(tar path: String, size: Int?, digest: ContentDigest?) {
    guard let size, let digest else {
      isWhole = false
      return
    }
    whole.update(DigestLine.of(path, size, digest))
  }

  /// Adds a document.
  package mutating func add(_ path: String, size: Int, sha256: String) {
    whole.update(DigestLine.of(path, size, sha256))
  }

  /// The digest of clips and documents, 64 hexadecimal digits; nil if one was missing.
  package var ofAll: String? { isWhole ? whole.hexadecimal() : nil }

  /// The digest of the clips alone; nil if one was missing.
  package var ofClips: String? { areClipsWhole ? clips.hexadecimal() : nil }
}
