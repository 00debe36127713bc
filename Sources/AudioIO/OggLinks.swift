/// The links of a chained Ogg file: streams one behind the other, each of which is a complete file.
///
/// libsndfile reads the first and stops, or uses the last one's length for it.
enum OggLinks {
  /// The bytes of each link; the first one begins at `start`, the last one ends with the file.
  ///
  /// A link begins at a page that begins a stream behind one that does not. Costs one pass over the file.
  static func ranges(in input: ReadAhead, from start: Int) throws(SoundFileError) -> [Range<Int>] {
    var begins = [start]
    var isPastBeginnings = false
    var next = start
    while let page = try self.page(in: input, from: next) {
      if !page.beginsStream {
        isPastBeginnings = true
      } else if isPastBeginnings {
        begins.append(page.bytes.lowerBound)
        isPastBeginnings = false
      }
      next = page.bytes.upperBound
    }
    return zip(begins, begins.dropFirst() + [input.size]).map { $0..<$1 }
  }

  private struct Page {
    let bytes: Range<Int>
    let beginsStream: Bool
  }

  private static let magic = Array("OggS\0".utf8)
  private static let headBytes = 27

  /// The first page that begins at `start` or behind it; the bytes between are not a page.
  private static func page(
    in input: ReadAhead, from start: Int
  ) throws(SoundFileError) -> Page? {
    var place = start
    while true {
      let head = try input.bytes(at: place, count: headBytes + 255)
      guard head.count >= headBytes else { return nil }
      if head.starts(with: magic) {
        let segments = Int(head[26])
        let body = head.dropFirst(headBytes).prefix(segments).reduce(0) { $0 + Int($1) }
        let end = place + headBytes + segments + body
        return Page(bytes: place..<min(end, input.size), beginsStream: head[5] & 2 != 0)
      }
      let skipped = head.dropFirst().firstIndex(of: magic[0])
      place += skipped ?? head.count
    }
  }
}
