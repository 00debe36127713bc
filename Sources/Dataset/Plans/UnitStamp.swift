/// The tar of a unit as the attempt that wrote it knows it.
package struct UnitStamp: Hashable, Sendable {
  package var split: Split
  /// Bytes of the tar.
  package var size: Int
  package var digest: ContentDigest
  /// 64 hexadecimal digits; only where the bundle states checksums.
  package var sha256: String?
  /// Clips in it; a unit without any has no tar.
  package var clips: Int

  package init(split: Split, size: Int, digest: ContentDigest, sha256: String?, clips: Int) {
    self.split = split
    self.size = size
    self.digest = digest
    self.sha256 = sha256
    self.clips = clips
  }
}
