/// The first bytes by which formats other than text are recognised.
enum FileSignature {
  static let gzip = "gzip"

  /// The format of these first bytes; nil for text and for formats without a signature.
  static func kind(of head: [UInt8]) -> ManifestKind? {
    if let known = table.first(where: { $0.matches(head) }) { return known.kind }
    return isMPEGFrame(head) ? .sound("MP3") : nil
  }

  private struct Mark {
    let kind: ManifestKind
    let bytes: [UInt8]
    var offset = 0

    func matches(_ head: [UInt8]) -> Bool { head.dropFirst(offset).starts(with: bytes) }
  }

  private static func mark(_ kind: ManifestKind, _ text: String, at offset: Int = 0) -> Mark {
    Mark(kind: kind, bytes: Array(text.utf8), offset: offset)
  }

  private static let resave =
    "save its rows as CSV or JSON, which clipmill import turns into a manifest"
  private static let noRows = "clipmill import makes a manifest from CSV, JSON or a label track"

  private static let table: [Mark] = [
    Mark(kind: .compressed(gzip), bytes: [0x1F, 0x8B]),
    Mark(kind: .compressed("zstd"), bytes: [0x28, 0xB5, 0x2F, 0xFD]),
    Mark(kind: .compressed("xz"), bytes: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
    Mark(kind: .compressed("lz4"), bytes: [0x04, 0x22, 0x4D, 0x18]),
    Mark(kind: .compressed("7z"), bytes: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    mark(.compressed("bzip2"), "1AY&SY", at: 4),
    mark(.compressed("zip"), "PK\u{3}\u{4}"),
    mark(.sound("WAV"), "WAVE", at: 8),
    mark(.sound("AIFF"), "AIF", at: 8),
    mark(.sound("RIFF"), "RIFF"),
    mark(.sound("WAV"), "RF64"),
    mark(.sound("AIFF"), "FORM\0"),
    mark(.sound("FLAC"), "fLaC"),
    mark(.sound("Ogg"), "OggS\0"),
    mark(.sound("MP3"), "ID3\u{2}"), mark(.sound("MP3"), "ID3\u{3}"),
    mark(.sound("MP3"), "ID3\u{4}"),
    mark(.sound("CAF"), "caff\0"),
    mark(.sound("AU"), ".snd\0"),
    mark(.sound("MP4"), "ftyp", at: 4),
    mark(.foreign("Parquet", advice: resave), "PAR1"),
    mark(.foreign("an Arrow file", advice: resave), "ARROW1"),
    mark(.foreign("a SQLite database", advice: resave), "SQLite format 3\0"),
    Mark(
      kind: .foreign("an HDF5 file", advice: resave),
      bytes: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A]),
    Mark(
      kind: .foreign("a NumPy array", advice: resave),
      bytes: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]),
    mark(.foreign("a tar archive", advice: "unpack it; \(noRows)"), "ustar", at: 257),
    mark(.foreign("a PDF", advice: resave), "%PDF-"),
    mark(
      .foreign(
        "a Git LFS pointer, which stands for a file that was not fetched",
        advice: "git lfs pull fetches it; if that is not a manifest either, \(noRows)"),
      "version https://git-lfs.github.com/spec/"),
  ]

  /// True for the sync word of an MPEG audio frame with an existing layer, bit rate and sampling rate.
  private static func isMPEGFrame(_ head: [UInt8]) -> Bool {
    head.count >= 4 && head[0] == 0xFF && head[1] & 0xE0 == 0xE0 && head[1] & 0x18 != 0x08
      && head[1] & 0x06 != 0 && head[2] & 0xF0 != 0xF0 && head[2] & 0x0C != 0x0C
  }

  /// True for bytes that cannot be text: with NUL bytes, or with many control characters.
  static func isBinary(_ head: [UInt8]) -> Bool {
    if head.contains(0) { return true }
    let controls = head.count { $0 < 0x20 && !(0x08...0x0D).contains($0) && $0 != 0x1B }
    return 20 * controls > head.count
  }

  static let binary = ManifestKind.foreign("a binary file", advice: noRows)
  static let page = ManifestKind.foreign(
    "an HTML page", advice: "download the file itself; if that is not a manifest either, \(noRows)")
  static let markup = ManifestKind.foreign("XML", advice: resave)
}
