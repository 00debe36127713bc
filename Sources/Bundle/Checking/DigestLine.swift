package import Dataset

/// The lines from which a bundle's digests are computed.
package enum DigestLine {
  /// A file's line in `bundle_digest`, `path⟨TAB⟩size⟨TAB⟩digest⟨LF⟩`: its path relative to the bundle,
  /// its size in bytes and its content's digest.
  package static func of(
    _ path: String, _ size: Int, _ digest: some CustomStringConvertible
  ) -> [UInt8] {
    Array(path.utf8) + end(size, digest)
  }

  /// A clip's line in `clips_digest`, `split⟨TAB⟩stem⟨TAB⟩size⟨TAB⟩digest⟨LF⟩`, which does not depend on the
  /// clip's folder; `path` is relative to the bundle.
  package static func of(clip path: String, _ size: Int, _ digest: ContentDigest) -> [UInt8] {
    start(ofClip: path) + end(size, digest)
  }

  /// The end of the line of a file with this size and digest.
  package static func end(_ size: Int, _ digest: some CustomStringConvertible) -> [UInt8] {
    Array("\t\(size)\t\(digest)\n".utf8)
  }

  /// The beginning of a clip's line in `clips_digest`: its split and stem.
  package static func start(ofClip path: String) -> [UInt8] {
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
}
