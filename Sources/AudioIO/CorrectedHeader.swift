/// Headers that libsndfile refuses though all it needs stands in them, corrected.
enum CorrectedHeader {
  /// The file behind `start` with such a header; nil where there is nothing to correct.
  static func view(
    of input: ReadAhead, magic: String, start: Int
  ) throws(SoundFileError) -> FileView? {
    switch magic {
    case "RIFF": try wav(input, start)
    case "caff": try caf(input, start)
    default: nil
    }
  }

  /// Chunks of a header that are looked through.
  private static let chunksAtMost = 1000
  /// Bytes of a chunk that a decoder needs.
  private static let chunkBytesAtMost = 65_536

  /// A WAV file with nothing but the chunks that say what its samples are.
  ///
  /// libsndfile reads what it knows inside LIST, and loses its place where that does not fill the chunk,
  /// or where the byte that makes an odd size even is missing.
  private static func wav(_ input: ReadAhead, _ start: Int) throws(SoundFileError) -> FileView? {
    let walk = ChunkWalk(input, magic: "RIFF")
    guard try input.bytes(at: start + 8, count: 4) == Array("WAVE".utf8) else { return nil }
    var head = Array("RIFF\0\0\0\0WAVE".utf8)
    var (next, count) = (try walk.chunk(at: start + 12), 0)
    while let chunk = next, count < chunksAtMost {
      if chunk.name == "data" {
        let body = chunk.start..<input.size
        let size = UInt32(clamping: head.count - 8 + body.count)
        for byte in 0..<4 { head[4 + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte)) }
        return FileView(head: head, body: body)
      }
      if chunk.name == "fmt " || chunk.name == "fact" {
        guard let size = chunk.size, size <= chunkBytesAtMost else { return nil }
        head += try input.bytes(at: chunk.start, count: walk.headBytes + size)
        if size % 2 == 1 { head.append(0) }
      }
      (next, count) = (try walk.chunk(behind: chunk), count + 1)
    }
    return nil
  }

  /// A CAF file whose samples go on to its end, with that size as a number.
  ///
  /// A size of -1 says so, one of 0 where the recorder died, and one that is more than there is.
  private static func caf(_ input: ReadAhead, _ start: Int) throws(SoundFileError) -> FileView? {
    let walk = ChunkWalk(input, magic: "caff")
    var (next, count) = (try walk.chunk(at: start + 8), 0)
    while let chunk = next, count < chunksAtMost {
      let content = chunk.start + walk.headBytes
      if chunk.name == "data" {
        let size = chunk.size ?? 0
        guard size == 0 || size > input.size - content, content - start <= chunkBytesAtMost
        else { return nil }
        var head = try input.bytes(at: start, count: content - start)
        let rest = UInt64(input.size - content)
        for byte in 1...8 {
          head[head.count - byte] = UInt8(truncatingIfNeeded: rest >> (8 * (byte - 1)))
        }
        return FileView(head: head, body: content..<input.size)
      }
      (next, count) = (try walk.chunk(behind: chunk), count + 1)
    }
    return nil
  }
}
