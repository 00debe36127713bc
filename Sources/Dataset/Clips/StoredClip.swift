/// Where a clip's bytes lie within a tar of its bundle.
package struct StoredClip: Hashable, Sendable {
  /// The tar's name in the split's folder.
  package var shard: Text
  /// Of the sound's first byte in the tar, in bytes.
  package var offset: Int
  /// Bytes of the sound.
  package var size: Int

  package init(shard: Text, offset: Int, size: Int) {
    self.shard = shard
    self.offset = offset
    self.size = size
  }
}
