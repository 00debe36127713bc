/// The kind of a file that is not a recording, or not one that libsndfile reads, by its first bytes.
///
/// Used after a file could not be opened, and before one is taken for sound by its name alone.
enum FileKind {
  /// Bytes at a file's beginning that are read.
  static let headBytes = 4096

  /// The kind of the file and advice about it; nil if its first bytes show nothing.
  ///
  /// `size` is the whole file's; kinds that are recognised by fewer bytes than `fromBytesAtLeast` are omitted. The
  /// words hold no name, path or number of this host.
  static func words(head: [UInt8], size: Int, fromBytesAtLeast length: Int = 2) -> String? {
    if size == 0 { return "the file is empty: copy or download it again" }
    let tells = { (kind: Signature) in kind.bytes.count >= length && kind.matches(head) }
    if let kind = notAudio.first(where: tells) { return kind.words }
    if let words = markup(head) { return words }
    if let kind = otherAudio.first(where: tells) {
      return "\(kind.words), which is not read here: convert it, as with \(conversion)"
    }
    return ogg(head)
  }

  /// A command that converts a file that ffmpeg reads to a WAV file.
  static let conversion = "ffmpeg -i FILE -vn FILE.wav"

  /// Words about a file that holds only zeros, or begins with many.
  static func zeros(_ count: Int, of size: Int) -> String {
    count == size
      ? "the file holds nothing but zero bytes: copy or download it again"
      : "the file begins with \(count) zero bytes: copy or download it again"
  }

  /// Bytes at a place that identify a kind of file.
  private struct Signature {
    let place: Int
    let bytes: [UInt8]
    let words: String

    init(_ bytes: [UInt8], at place: Int = 0, _ words: String) {
      (self.bytes, self.place, self.words) = (bytes, place, words)
    }

    init(_ text: String, at place: Int = 0, _ words: String) {
      self.init(Array(text.utf8), at: place, words)
    }

    func matches(_ head: [UInt8]) -> Bool { head.dropFirst(place).starts(with: bytes) }
  }

  private static let notAudio = [
    Signature(
      "version https://git-lfs.github.com/spec/",
      "a Git LFS pointer, not the recording: fetch the recordings with git lfs pull"),
    Signature(
      [0x00, 0x05, 0x16, 0x07],
      "an AppleDouble file, which macOS writes beside the recording that is named without ._: "
        + "remove it from the manifest"),
    Signature([0x50, 0x4B, 0x03, 0x04], "a ZIP archive: unpack it"),
    Signature([0x1F, 0x8B, 0x08], "a gzip file: unpack it with gunzip"),
    Signature([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file: unpack it with unzstd"),
    Signature([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file: unpack it with unxz"),
    Signature([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive: unpack it"),
    Signature("ustar", at: 257, "a tar archive: unpack it"),
    Signature([0x89, 0x50, 0x4E, 0x47], "a PNG picture, not a recording"),
    Signature([0xFF, 0xD8, 0xFF], "a JPEG picture, not a recording"),
    Signature("%PDF-", "a PDF document, not a recording"),
    Signature("MThd", "a MIDI file, which holds notes and no sound: render it to audio"),
  ]

  private static let otherAudio = [
    Signature("ftyp", at: 4, "an MPEG-4 file (M4A, MP4, MOV)"),
    Signature("moov", at: 4, "a QuickTime file (MOV)"),
    Signature("mdat", at: 4, "a QuickTime file (MOV)"),
    Signature([0x1A, 0x45, 0xDF, 0xA3], "a Matroska or WebM file"),
    Signature([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], "a Windows Media file (WMA, ASF)"),
    Signature([0xFF, 0xF1], "an AAC stream"),
    Signature([0xFF, 0xF9], "an AAC stream"),
    Signature("#!AMR", "an AMR file"),
    Signature("MAC ", "a Monkey's Audio file (APE)"),
    Signature("wvpk", "a WavPack file"),
    Signature("TTA1", "a True Audio file (TTA)"),
    Signature("MPCK", "a Musepack file"),
    Signature("MP+", "a Musepack file"),
    Signature("DSD ", "a DSF file"),
    Signature("FRM8", "a DSDIFF file"),
    Signature("FLV\u{1}", "a Flash video"),
    Signature("AVI ", at: 8, "an AVI file"),
    Signature(".RMF", "a RealMedia file"),
    Signature([0x0B, 0x77], "an AC-3 stream"),
    Signature([0x7F, 0xFE, 0x80, 0x01], "a DTS stream"),
    Signature("ajkg", "a Shorten file"),
  ]

  /// Words about a text in which a server says that it had no recording.
  private static func markup(_ head: [UInt8]) -> String? {
    let mark: [UInt8] = head.starts(with: [0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : []
    let text = String(
      decoding: head.dropFirst(mark.count).drop { $0 <= 0x20 }.prefix(200), as: UTF8.self
    ).lowercased()
    if ["<!doctype html", "<html", "<head", "<body"].contains(where: text.hasPrefix) {
      return "an HTML page, not a recording: download the recording again"
    }
    if text.hasPrefix("<?xml") || text.hasPrefix("<error") {
      let isPage = text.contains("<html") || text.contains("doctype html")
      return "an \(isPage ? "HTML page" : "XML document"), not a recording: "
        + "download the recording again"
    }
    return nil
  }

  /// Words about an Ogg file that holds neither Vorbis nor Opus; its first packet begins behind the page's header.
  private static func ogg(_ head: [UInt8]) -> String? {
    guard head.starts(with: Array("OggS".utf8)), head.count > 27 else { return nil }
    let packet = head.dropFirst(27 + Int(head[26]))
    if packet.starts(with: Array("\u{7F}FLAC".utf8)) || packet.starts(with: Array("fLaC".utf8)) {
      return "FLAC inside Ogg, which is not read here: take it out without loss, "
        + "as with ffmpeg -i FILE -c copy FILE.flac"
    }
    if packet.starts(with: Array("\u{1}vorbis".utf8)) || packet.starts(with: Array("OpusHead".utf8))
    {
      return nil
    }
    let name = packet.starts(with: Array("Speex".utf8)) ? "Speex" : "neither Vorbis nor Opus"
    return "an Ogg file that holds \(name), which is not read here: "
      + "convert it, as with \(conversion)"
  }
}
