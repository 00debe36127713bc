/// Headers that libsndfile refuses though all it needs stands in them, corrected.
enum CorrectedHeader {
  /// The file behind `start` with such a header; nil where there is nothing to correct.
  static func view(
    of input: ReadAhead, magic: String, start: Int
  ) throws(SoundFileError) -> FileView? {
    switch magic {
    case "RIFF": try needed(["fmt ", "fact"], before: "data", of: input, magic: magic, start)
    case "FORM": try needed(["COMM", "FVER"], before: "SSND", of: input, magic: magic, start)
    case "BW64": FileView(head: Array("RF64".utf8), body: start + 4..<input.size)
    case "caff": try caf(input, start)
    default: nil
    }
  }

  /// Chunks of a header that are looked through.
  private static let chunksAtMost = 1000
  /// Bytes of a chunk that a decoder needs.
  private static let chunkBytesAtMost = 65_536

  /// A WAV or AIFF file with nothing but the chunks that say what its samples are.
  ///
  /// libsndfile reads what it knows inside the others, and loses its place where that does not fill the
  /// chunk, or where the byte that makes an odd size even is missing.
  private static func needed(
    _ names: Set<String>, before data: String, of input: ReadAhead, magic: String, _ start: Int
  ) throws(SoundFileError) -> FileView? {
    let walk = ChunkWalk(input, magic: magic)
    let form = try input.bytes(at: start + 8, count: 4)
    guard ["WAVE", "AIFF", "AIFC"].contains(String(decoding: form, as: UTF8.self)) else {
      return nil
    }
    var head = Array(magic.utf8) + [0, 0, 0, 0] + form
    var (next, count) = (try walk.chunk(at: start + 12), 0)
    while let chunk = next, count < chunksAtMost {
      if chunk.name == data {
        let content = chunk.start + walk.headBytes
        let body = content..<max(walk.end(of: chunk), content)
        // A size that is right stays: one that began again at 0 says how much was meant.
        let isLeftOpen = chunk.size ?? 0 == 0
        head += Array(data.utf8) + walk.digits(of: isLeftOpen ? body.count : chunk.size ?? 0)
        head.replaceSubrange(4..<8, with: walk.digits(of: head.count - 8 + body.count))
        return FileView(head: head, body: body)
      }
      if names.contains(chunk.name) {
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
        head.replaceSubrange((head.count - 8)..., with: walk.digits(of: input.size - content))
        return FileView(head: head, body: content..<input.size)
      }
      (next, count) = (try walk.chunk(behind: chunk), count + 1)
    }
    return nil
  }
}
