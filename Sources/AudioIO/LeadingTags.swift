/// Tags in front of the sound, written by taggers that take every file for an MP3.
enum LeadingTags {
  /// The offset behind the file's ID3v2 tags; 0 if it has none, or one that covers the whole file.
  static func endOfID3(in input: ReadAhead) throws(SoundFileError) -> Int {
    var end = 0
    while let length = id3Length(try input.bytes(at: end, count: 10)), end + length < input.size {
      end += length
    }
    return end
  }

  /// The offset behind ID3v2 tags, APEv2 tags and zeros in any order.
  static func end(in input: ReadAhead) throws(SoundFileError) -> Int {
    var end = 0
    while end < input.size {
      let next = try input.bytes(at: end, count: 4096)
      let zeros = next.prefix { $0 == 0 }.count
      let length = zeros > 0 ? zeros : id3Length(next) ?? apeLength(next) ?? 0
      if length == 0 { break }
      end = min(end + length, input.size)
    }
    return end
  }

  /// Number of zeros at the beginning of the file.
  static func zeros(in input: ReadAhead) throws(SoundFileError) -> Int {
    var count = 0
    while count < input.size {
      let next = try input.bytes(at: count, count: ReadAhead.bufferBytes)
      let zeros = next.prefix { $0 == 0 }.count
      count += zeros
      if zeros < next.count || zeros == 0 { break }
    }
    return count
  }

  private static func id3Length(_ head: [UInt8]) -> Int? {
    guard head.count >= 10, head.starts(with: Array("ID3".utf8)), (2...4).contains(head[3]) else {
      return nil
    }
    let size = head[6..<10].reduce(0) { $0 << 7 | Int($1 & 0x7F) }
    let hasFooter = head[3] == 4 && head[5] & 0x10 != 0
    return 10 + size + (hasFooter ? 10 : 0)
  }

  /// The size does not include the header, which has a bit that says whether there is one.
  private static func apeLength(_ head: [UInt8]) -> Int? {
    guard head.count >= 32, head.starts(with: Array("APETAGEX".utf8)), head[23] & 0x20 != 0 else {
      return nil
    }
    return 32 + head[12..<16].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
