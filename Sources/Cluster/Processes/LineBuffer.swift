import Glibc

/// Cuts the bytes from a pipe into lines.
struct LineBuffer {
  private var bytes: [UInt8] = []
  private(set) var isAtEnd = false
  /// A longer line ends the conversation: no Clipmill process sends one.
  private static let lengthLimit = 64 << 20

  /// Waits for the next whole line; nil at the end.
  mutating func nextLine(readingFrom descriptor: Int32) -> [UInt8]? {
    while true {
      if let line = takeLine() { return line }
      if isAtEnd || !read(from: descriptor) { return nil }
    }
  }

  /// The lines that can be read now, without waiting where the descriptor does not block.
  mutating func availableLines(readingFrom descriptor: Int32) -> [[UInt8]] {
    while !isAtEnd, read(from: descriptor) {}
    var lines: [[UInt8]] = []
    while let line = takeLine() { lines.append(line) }
    return lines
  }

  private mutating func takeLine() -> [UInt8]? {
    guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
    let line = Array(bytes[..<end])
    bytes.removeFirst(end + 1)
    return line
  }

  /// False if no bytes came: at the end, after an error, or while there are none yet.
  private mutating func read(from descriptor: Int32) -> Bool {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count > 0 {
        bytes += piece.prefix(count)
        isAtEnd = bytes.count > Self.lengthLimit
        return !isAtEnd
      }
      if count < 0, errno == EINTR { continue }
      if count == 0 || errno != EAGAIN { isAtEnd = true }
      return false
    }
  }
}
