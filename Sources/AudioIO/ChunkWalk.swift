/// The chunks of a container: a name, a size, and as many bytes, one chunk behind the other.
///
/// Read only if libsndfile rejects a file, or a header states no sound.
struct ChunkWalk {
  /// Bytes before a chunk's content: its name and its size.
  let headBytes: Int
  private let isBigEndian: Bool
  private let input: ReadAhead

  /// A chunk and its place in the file.
  struct Chunk {
    let name: String
    let start: Int
    /// Bytes of its content, as it states them; nil if it leaves them open, or states more than any file has.
    let size: Int?
  }

  /// WAV, RF64 and AIFF have sizes of 4 bytes, CAF of 8; WAV alone has them little-endian.
  init(_ input: ReadAhead, magic: String) {
    self.input = input
    headBytes = magic == "caff" ? 12 : 8
    isBigEndian = magic != "RIFF" && magic != "RF64"
  }

  /// The chunk at `place`; nil if none is possible: no printable name, or past the end of the file.
  func chunk(at place: Int) throws(SoundFileError) -> Chunk? {
    let head = try input.bytes(at: place, count: headBytes)
    guard head.count == headBytes, head[..<4].allSatisfy({ (0x20..<0x7F).contains($0) }) else {
      return nil
    }
    let digits = isBigEndian ? Array(head[4...]) : head[4...].reversed()
    let size = digits.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let isOpen = digits.allSatisfy { $0 == 0xFF } || size > UInt64(Int.max / 2)
    return Chunk(
      name: String(decoding: head[..<4], as: UTF8.self), start: place,
      size: isOpen ? nil : Int(size))
  }

  /// The end of the samples in `chunk`: the end of the file if the size is open, 0 or began again at 0.
  func end(of chunk: Chunk) -> Int {
    guard let size = chunk.size, size > 0 else { return input.size }
    let end = chunk.start + headBytes + size
    return input.size - end >= 1 << 32 ? input.size : min(end, input.size)
  }

  /// The digits of a size as a chunk states it, or of the largest size that it can state.
  func digits(of size: Int) -> [UInt8] {
    let width = headBytes - 4
    let stated = min(size, width == 4 ? Int(UInt32.max) : Int.max)
    let digits = (0..<width).map { UInt8(truncatingIfNeeded: stated >> (8 * $0)) }
    return isBigEndian ? digits.reversed() : digits
  }

  /// The chunk behind `chunk`, with or without the byte that makes an odd size even.
  ///
  /// Without that byte, a chunk's name that is read one byte too late may still be printable: a known name counts
  /// more.
  func chunk(behind chunk: Chunk) throws(SoundFileError) -> Chunk? {
    guard let size = chunk.size else { return nil }
    let end = chunk.start + headBytes + size
    let padded = try self.chunk(at: headBytes == 8 ? end + size % 2 : end)
    if size % 2 == 1, !Self.known.contains(padded?.name ?? ""), let other = try self.chunk(at: end)
    {
      if padded == nil || Self.known.contains(other.name) { return other }
    }
    return padded
  }

  private static let known = [
    "fmt ", "fact", "data", "LIST", "bext", "iXML", "JUNK", "cue ", "COMM", "SSND", "FVER", "MARK",
  ]

  /// True if the rest of the file from `place` consists of chunks, and nothing else.
  func fillsRest(from place: Int) throws(SoundFileError) -> Bool {
    var next = try chunk(at: place)
    while let chunk = next, let size = chunk.size {
      let left = input.size - (chunk.start + headBytes + size)
      if left < 0 { return false }
      if left <= 1 { return true }
      next = try self.chunk(behind: chunk)
    }
    return false
  }
}
