import Glibc

/// The lines of a file of our own, one at a time; only LF ends a line.
///
/// Memory: the longest line and a quarter of a mebibyte. A line of more bytes than `limit` is a
/// `damaged` error, so that no file can take all memory.
package struct LineReader: ~Copyable {
  private let file: Descriptor
  private var bytes: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private let limit: Int
  private static let piece = 1 << 18

  package init(_ path: String, limit: Int = 1 << 30) throws(StorageError) {
    self.init(file: try Descriptor(opening: path, O_RDONLY | O_NONBLOCK), limit: limit)
  }

  private init(file: consuming Descriptor, limit: Int) {
    self.file = file
    self.limit = limit
  }

  /// The next line without its LF; nil at the end.
  package mutating func next() throws(StorageError) -> [UInt8]? {
    var searched = position
    while true {
      if let end = bytes[searched...].firstIndex(of: 0x0A) {
        defer { position = end + 1 }
        return Array(bytes[position..<end])
      }
      searched = bytes.count - position
      bytes.removeFirst(position)
      position = 0
      if isAtEnd {
        defer { bytes = [] }
        return bytes.isEmpty ? nil : bytes
      }
      guard bytes.count <= limit else {
        throw StorageError(damaged: file.path, "it has a line of more than \(limit) bytes")
      }
      try readPiece()
    }
  }

  private mutating func readPiece() throws(StorageError) {
    let held = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: Self.piece))
    let count: Result<Int, StorageError> = bytes.withUnsafeMutableBytes { buffer in
      do throws(StorageError) {
        return .success(
          try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[held...])))
      } catch { return .failure(error) }
    }
    let read = try count.get()
    isAtEnd = read == 0
    bytes.removeLast(Self.piece - read)
  }
}
