import Glibc

/// The lines of a file of this program, one at a time; only LF ends a line.
///
/// Memory: the longest line and a quarter of a mebibyte. A line of more bytes than `limit` is a `damaged` error, so
/// that no file can take all memory.
package struct LineReader: ~Copyable {
  private let file: Descriptor
  private var bytes: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private let limit: Int
  private static let piece = 1 << 18

  package init(
    _ path: String, limit: Int = 1 << 30, isOurs: Bool = false
  ) throws(StorageError) {
    self.init(file: try Descriptor(reading: path, isOurs: isOurs), limit: limit)
  }

  private init(file: consuming Descriptor, limit: Int) {
    self.file = file
    self.limit = limit
  }

  /// The next line without its LF; nil at the end.
  package mutating func next() throws(StorageError) -> [UInt8]? {
    var searched = position
    while true {
      if let end = lineFeed(from: searched) {
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
      isAtEnd = try !file.read(Self.piece, onto: &bytes)
    }
  }

  private func lineFeed(from start: Int) -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, start < bytes.count,
        let hit = memchr(base + start, 0x0A, bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }
  }
}
