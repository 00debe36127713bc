/// The digest of some lines of a manifest, one after another, whatever stands between them.
///
/// It is the XXH3-128 of the digest so far and that of the next line, each as 16 bytes, high half first.
package struct LineDigest: Hashable, Sendable, CustomStringConvertible {
  private var digest = ContentDigest(of: [])

  /// Of no lines.
  package init() {}

  /// Adds a line's content; nil stands for one that is too long to be held.
  package mutating func add(_ line: UnsafeRawBufferPointer?) {
    let next = line.map { ContentDigest(of: $0) } ?? ContentDigest(high: .max, low: .max)
    var bytes: [UInt8] = []
    for half in [digest.high, digest.low, next.high, next.low] {
      withUnsafeBytes(of: half.bigEndian) { bytes += $0 }
    }
    digest = ContentDigest(of: bytes)
  }

  /// 32 hexadecimal digits.
  package var description: String { digest.description }
}
