/// The 44 bytes that begin a mono 16-bit WAV file, as `WAVFile` writes them.
package struct WAVHeader: Hashable, Sendable {
  /// Hz.
  package let sampleRate: Int
  /// Bytes of samples that the header promises.
  package let dataBytes: Int

  /// Nil if the bytes begin any other kind of file.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count >= WAVFile.headerBytes else { return nil }
    func word(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    func holds(_ text: StaticString, at offset: Int) -> Bool {
      text.withUTF8Buffer { bytes[offset..<offset + 4].elementsEqual($0) }
    }
    guard holds("RIFF", at: 0), holds("WAVE", at: 8), holds("fmt ", at: 12), word(16) == 16,
      word(20) == 1 | 1 << 16, word(32) == 2 | 16 << 16, holds("data", at: 36),
      word(24) > 0, word(28) == 2 * word(24), word(4) == 36 + word(40)
    else { return nil }
    sampleRate = word(24)
    dataBytes = word(40)
  }
}
