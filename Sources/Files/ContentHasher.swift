import Dataset
import Glibc

/// Takes SHA-256 digests of whole files, one after another, through one buffer.
package struct ContentHasher: ~Copyable {
  private let buffer: UnsafeMutableRawBufferPointer
  /// Bytes of a read, small enough to stay in a core's cache until they are hashed.
  private static let pieceSize = 1 << 18

  package init() { buffer = .allocate(byteCount: Self.pieceSize, alignment: 64) }

  deinit { buffer.deallocate() }

  /// The digest of a regular file as 64 hexadecimal digits.
  ///
  /// `goesOn` gets the bytes of each piece; if it returns false, the digest is given up and nil. Anything but a
  /// regular file is a `damaged` error: opening a FIFO would wait.
  package mutating func digest(
    of path: RawPath, while goesOn: (Int) -> Bool
  ) throws(StorageError) -> String? {
    let file = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    guard try file.isRegular() else {
      throw StorageError(damaged: path.description, "it is not a regular file")
    }
    var hash = SHA256()
    while true {
      let count = try file.read(into: buffer)
      guard goesOn(count) else { return nil }
      if count == 0 { return hash.hexadecimal() }
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
