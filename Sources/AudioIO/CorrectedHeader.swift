/// Corrects headers that libsndfile refuses although they hold all that it needs.
enum CorrectedHeader {
  /// The file from `start` with such a header; nil if there is nothing to correct.
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

  /// The most chunks of a header that are searched.
  private static let chunksAtMost = 1000
  /// Bytes of a chunk that a decoder needs.
  private static let chunkBytesAtMost = 65_536

  /// A WAV or AIFF file with only the chunks that describe its samples.
  ///
  /// libsndfile reads known data inside the other chunks, and loses its place if the data do not fill the chunk, or
  /// the byte that makes an odd size even is missing.
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
        // A right size stays: one that began again at 0 shows how much was meant.
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

  /// A CAF file whose samples continue to its end, with that size as a number.
  ///
  /// The stated size is -1 for that, 0 if the recorder died, or larger than the file.
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
