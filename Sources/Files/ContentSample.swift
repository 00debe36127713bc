package import Dataset
import Glibc

/// A sample of a large file: its size, and pieces from all over it.
///
/// A file that was encoded again, cut or replaced differs in every piece. One that was touched or copied does not
/// differ, though its time changes.
package enum ContentSample {
  /// Bytes of a piece, and the number of pieces.
  private static let piece = 4096
  private static let pieces = 16

  /// The digest of a regular file's sample; anything else is an error.
  package static func digest(of path: String) throws(StorageError) -> ContentDigest {
    let file = try Descriptor(reading: path)
    let size = try file.size()
    var bytes = withUnsafeBytes(of: UInt64(size).littleEndian) { Array($0) }
    for offset in offsets(in: size) {
      guard lseek(file.number, offset, SEEK_SET) == offset else {
        throw StorageError("position in", path, code: errno)
      }
      bytes += try FileSystem.read(file, expecting: min(piece, size - offset))
    }
    return ContentDigest(of: bytes)
  }

  /// The offsets of the pieces, which are adjacent in a small file.
  private static func offsets(in size: Int) -> [Int] {
    if size <= piece * pieces { return Array(stride(from: 0, to: size, by: piece)) }
    return (0..<pieces).map { (size - piece) * $0 / (pieces - 1) }
  }
}
