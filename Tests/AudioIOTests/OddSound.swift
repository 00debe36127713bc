import CSndfile
import Testing

@testable import AudioIO

/// A file that is good sound, or once was, but not as libsndfile expects to find it.
struct OddSound: CustomTestStringConvertible, Sendable {
  let name: String
  /// The file's own name, whose ending libsndfile may go by.
  let file: String
  let expected: Expected
  let bytes: @Sendable () throws -> [UInt8]

  /// The expected result of reading it.
  enum Expected {
    /// The result of libsndfile by the path: frames, count and error.
    case asByPath
    /// The whole of the sound it was made of, though libsndfile refuses it or reads a part.
    case whole
    /// Nothing, for a reason with these words in it.
    case refused(String)
  }

  var testDescription: String { name }

  init(
    _ name: String, file: String, _ expected: Expected = .asByPath,
    _ bytes: @escaping @Sendable () throws -> [UInt8]
  ) {
    (self.name, self.file, self.expected, self.bytes) = (name, file, expected, bytes)
  }

  /// Frames of the sound that all of them are made of.
  static let frames = 30_000

  static let all =
    tagged + junkBefore + named + corrected + boundless + unclosed + foreign + damaged
}

// MARK: - Tags and junk

extension OddSound {
  /// An ID3v2 tag with `size` bytes in it.
  static func id3(_ size: Int, version: UInt8 = 3, footer: Bool = false) -> [UInt8] {
    let digits = [21, 14, 7, 0].map { UInt8(truncatingIfNeeded: size >> $0 & 0x7F) }
    let head = [version, 0, footer ? 0x10 : 0] + digits
    let end = footer ? Array("3DI".utf8) + head : []
    return Array("ID3".utf8) + head + [UInt8](repeating: 0, count: size) + end
  }

  /// An APEv2 tag with one entry of `size` bytes.
  static func ape(_ size: Int) -> [UInt8] {
    let item =
      little(size) + little(0) + Array("Title\0".utf8) + [UInt8](repeating: 120, count: size)
    func mark(_ flags: Int) -> [UInt8] {
      Array("APETAGEX".utf8) + little(2000) + little(item.count + 32) + little(1) + little(flags)
        + [UInt8](repeating: 0, count: 8)
    }
    return mark(0xA000_0000) + item + mark(0x8000_0000)
  }

  static func little(_ value: Int, bytes: Int = 4) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func written(_ format: Int, rate: Int = 44_100, seed: UInt64 = 1) throws -> [UInt8] {
    try WrittenSound(
      drumming(frames: frames, rate: rate, seed: seed), rate: rate, format: format
    ).bytes
  }

  static let wav = SF_FORMAT_WAV | SF_FORMAT_PCM_16
  static let mp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III
  static let vorbis = SF_FORMAT_OGG | SF_FORMAT_VORBIS

  private static let tagged = [
    OddSound("tag before WAV", file: "a.wav") { try id3(300_000) + written(wav) },
    OddSound("two tags before WAV", file: "a.wav") { try id3(300) + id3(20) + written(wav) },
    OddSound("tag with a footer before WAV", file: "a.wav", .whole) {
      try id3(300, version: 4, footer: true) + written(wav)
    },
    OddSound("tag before AIFF", file: "a.aif") {
      try id3(999) + written(SF_FORMAT_AIFF | SF_FORMAT_PCM_16)
    },
    OddSound("tag before FLAC", file: "a.flac") {
      try id3(999) + written(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
    },
    OddSound("tag before AU", file: "a.au") {
      try id3(999) + written(SF_FORMAT_AU | SF_FORMAT_PCM_16)
    },
    OddSound("tag before CAF", file: "a.caf", .whole) {
      try id3(999) + written(SF_FORMAT_CAF | SF_FORMAT_PCM_16)
    },
    OddSound("tag before W64", file: "a.w64", .whole) {
      try id3(999) + written(SF_FORMAT_W64 | SF_FORMAT_PCM_16)
    },
    OddSound("tag before RF64", file: "a.wav", .whole) {
      try id3(999) + written(SF_FORMAT_RF64 | SF_FORMAT_PCM_16)
    },
    OddSound("tag before Ogg", file: "a.ogg", .whole) { try id3(999) + written(vorbis) },
    OddSound("tag before MP3", file: "a.mp3") { try id3(999) + written(mp3) },
    OddSound("tag that covers the file", file: "a.mp3") { Array(id3(9999).prefix(5000)) },
    OddSound("tag and nothing else", file: "a.wav") { id3(9999) },
  ]

  private static let junkBefore = [
    OddSound("zeros before MP3", file: "a.mp3") { try zeros(4000) + written(mp3) },
    OddSound("zeros before MP3, upper case", file: "a.MP3") { try zeros(4000) + written(mp3) },
    OddSound("junk before MP3", file: "a.mp3") { try junk(9000) + written(mp3) },
    OddSound("tag and zeros before MP3", file: "a.mp3") {
      try id3(500) + zeros(900) + written(mp3)
    },
    OddSound("three tags before MP3", file: "a.mp3") {
      try id3(9) + id3(99) + id3(9) + written(mp3)
    },
    OddSound("APE tag before MP3", file: "a.mp3") { try ape(500) + written(mp3) },
    OddSound("large APE tag before MP3", file: "a.mp3", .whole) { try ape(90_000) + written(mp3) },
    OddSound("many zeros before MP3", file: "a.mp3", .whole) { try zeros(90_000) + written(mp3) },
    OddSound("tags and zeros before MP3", file: "a.mp3", .whole) {
      try id3(70_000) + zeros(90_000) + ape(10) + id3(9) + written(mp3)
    },
    OddSound("zeros before MP3, another ending", file: "a.mpa") { try zeros(4000) + written(mp3) },
    OddSound("MP3 with an APE tag behind", file: "a.mp3") { try written(mp3) + ape(50_000) },
  ]

  static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  /// Bytes of which none begins an MPEG frame.
  static func junk(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(($0 * 31 + 7) % 251) } }

  private static let named = [
    "vox", "VOX", "vox6", "vox8", "gsm", "GSM", "au", "AU", "snd", "raw", "RAW", "pcm", "sd2",
    "mp3",
    "wav", "vox.", "averylongfilename",
  ].flatMap { ending in
    [6600, 3, 1].map { size in
      OddSound("\(size) bytes of junk named .\(ending)", file: "a.\(ending)") { junk(size) }
    }
  }
}

// MARK: - Headers

extension OddSound {
  /// A chunk of a WAV file.
  static func chunk(_ name: String, _ body: [UInt8], padded: Bool = true) -> [UInt8] {
    let padding = padded && body.count % 2 == 1 ? 1 : 0
    return Array(name.utf8) + little(body.count) + body + zeros(padding)
  }

  /// A 16-bit WAV file with `chunks` between its `fmt ` and its `data`.
  static func wav(with chunks: [UInt8], before: Bool = false, behind: [UInt8] = []) throws
    -> [UInt8]
  {
    let format = chunk(
      "fmt ",
      little(1, bytes: 2) + little(1, bytes: 2) + little(44_100)
        + little(88_200) + little(2, bytes: 2) + little(16, bytes: 2))
    let data = chunk("data", Array(try written(wav).dropFirst(44)))
    let body = Array("WAVE".utf8) + (before ? chunks + format : format + chunks) + data + behind
    return chunk("RIFF", body)
  }

  private static let software = Array("INFOISFT".utf8) + little(4) + Array("abcd".utf8)

  private static let odd =
    (0...5).map { padding in
      OddSound("LIST with \(padding) bytes more", file: "a.wav", .whole) {
        try wav(with: chunk("LIST", software + zeros(padding)))
      }
    }
    + ["LIST", "bext", "iXML", "junk", "LGWV", "id3 "].map { name in
      OddSound("odd \(name) without its pad byte", file: "a.wav", .whole) {
        try wav(with: chunk(name, software + [7], padded: false))
      }
    } + [
      OddSound("two odd chunks without pad bytes", file: "a.wav", .whole) {
        try wav(
          with: chunk("LIST", software + [7], padded: false) + chunk("xxxx", [1], padded: false))
      },
      OddSound("odd LIST before fmt", file: "a.wav", .whole) {
        try wav(with: chunk("LIST", software + [7], padded: false), before: true)
      },
      OddSound("tag before WAV with an odd LIST", file: "a.wav", .whole) {
        try id3(99) + wav(with: chunk("LIST", software + [7], padded: false))
      },
    ]

  private static let corrected =
    odd + [
      OddSound("PEAK of the wrong size in a WAV", file: "a.wav", .whole) {
        try wav(with: chunk("PEAK", zeros(5)))
      },
      OddSound("PEAK of the wrong size behind the samples", file: "a.wav", .whole) {
        try wav(with: [], behind: chunk("PEAK", zeros(5)))
      },
      OddSound("BW64", file: "a.wav", .whole) {
        try Array("BW64".utf8) + written(SF_FORMAT_RF64 | SF_FORMAT_PCM_16).dropFirst(4)
      },
      OddSound("odd chunk without its pad byte in an AIFF", file: "a.aiff", .whole) {
        let bytes = try written(SF_FORMAT_AIFF | SF_FORMAT_PCM_16)
        return Array(bytes[..<12]) + Array("NAME".utf8) + [0, 0, 0, 3, 97, 98, 99] + bytes[12...]
      },
    ]

  /// Sizes beyond every file, at the places that 64 bits are kept for.
  private static let boundless = [
    ("W64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 12, false),
    ("CAF", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 0, true),
    ("RF64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, -1, false),
  ].flatMap { name, format, offset, isBigEndian in
    [Int.max, Int.max - 100, Int.max / 2, 1 << 62].map { size in
      OddSound("\(name) of \(size) bytes", file: "a.wav", .whole) {
        var bytes = try written(format)
        let digits = little(size, bytes: 8)
        let data = try #require(bytes.firstRange(of: Array("data".utf8))).upperBound
        let place = offset < 0 ? 28 : data + offset
        bytes.replaceSubrange(place..<place + 8, with: isBigEndian ? digits.reversed() : digits)
        return bytes
      }
    }
  }

  private static let unclosed = [
    unclosed("WAV", wav, sizeAt: 40, bytes: 4, also: [4]),
    unclosed("WAV float", SF_FORMAT_WAV | SF_FORMAT_FLOAT, name: "data", bytes: 4, also: [4]),
    unclosed("WAV u8", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, sizeAt: 40, bytes: 4, also: [4]),
    unclosed("AIFF", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, name: "SSND", bytes: 4, also: [4, 22]),
    unclosed("AU", SF_FORMAT_AU | SF_FORMAT_PCM_16, sizeAt: 8, bytes: 4),
    unclosed("W64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, sizeAt: 104, bytes: 8, also: [16]),
    unclosed("CAF of size 0", SF_FORMAT_CAF | SF_FORMAT_PCM_16, name: "data", bytes: 8),
    unclosed("CAF of size -1", SF_FORMAT_CAF | SF_FORMAT_PCM_24, name: "data", bytes: 8, to: 0xFF),
    unclosed("RF64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, sizeAt: 28, bytes: 8, also: [20]),
    OddSound("WAV of size 0 with an odd LIST", file: "a.wav", .whole) {
      var bytes = try wav(with: chunk("LIST", software + [7], padded: false))
      try overwrite(&bytes, behind: "data", with: zeros(4))
      return bytes
    },
    OddSound("WAV of size 0 behind a tag", file: "a.wav", .whole) {
      var bytes = try id3(99) + written(wav)
      try overwrite(&bytes, behind: "data", with: zeros(4))
      return bytes
    },
    OddSound("WAV without sound, and a chunk", file: "a.wav") {
      chunk(
        "RIFF", try Array(written(wav)[8..<40]) + little(0) + chunk("LIST", software + zeros(5000)))
    },
    OddSound("DWVW in an AIFF of size 0", file: "a.aiff", .refused("length of 0")) {
      var bytes = try written(SF_FORMAT_AIFF | SF_FORMAT_DWVW_16)
      try overwrite(&bytes, behind: "COMM", with: [0, 0, 0, 24, 0, 1, 0, 0, 0, 0])
      try overwrite(&bytes, behind: "SSND", with: zeros(4))
      return bytes
    },
    OddSound("FLAC of unknown length", file: "a.flac", .whole) {
      var bytes = try written(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
      // The total is the last 36 bits before the digest of 16 bytes.
      bytes[21] &= 0xF0
      for place in 22..<26 { bytes[place] = 0 }
      return bytes
    },
  ]

  /// A file whose sizes are as a recorder leaves them that dies, or writes into a pipe.
  private static func unclosed(
    _ name: String, _ format: Int, name marker: String? = nil, sizeAt place: Int = 0,
    bytes count: Int,
    also others: [Int] = [], to value: UInt8 = 0
  ) -> OddSound {
    OddSound("\(name) never closed", file: "a.wav", .whole) {
      var bytes = try written(format)
      let size = [UInt8](repeating: value, count: count)
      if let marker {
        try overwrite(&bytes, behind: marker, with: size)
      } else {
        bytes.replaceSubrange(place..<place + count, with: size)
      }
      for other in others { bytes.replaceSubrange(other..<other + 4, with: zeros(4)) }
      return bytes
    }
  }

  static func overwrite(_ bytes: inout [UInt8], behind name: String, with new: [UInt8]) throws {
    let place = try #require(bytes.firstRange(of: Array(name.utf8))).upperBound
    bytes.replaceSubrange(place..<place + new.count, with: new)
  }
}

// MARK: - No recordings

extension OddSound {
  static let foreign = [
    refused("Git LFS pointer", "git lfs pull") {
      Array(
        """
        version https://git-lfs.github.com/spec/v1
        oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
        size 12345

        """.utf8)
    },
    refused("HTML page", "an HTML page") {
      Array("\u{FEFF}\n <!DOCTYPE HTML><html>no</html>".utf8)
    },
    refused("XHTML page", "an HTML page") {
      Array("<?xml version=\"1.0\"?><!DOCTYPE html><html>".utf8)
    },
    refused("error of a store", "an XML document") {
      Array("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>".utf8)
    },
    refused("AppleDouble file", "an AppleDouble file") { [0, 5, 22, 7, 0, 2, 0, 0] + zeros(4000) },
    refused("empty file", "the file is empty") { [] },
    OddSound("zeros", file: "a.wav", .refused("nothing but zero bytes")) { zeros(200_000) },
    OddSound("zeros, then sound", file: "a.wav", .refused("begins with 70000 zero bytes")) {
      try zeros(70_000) + written(wav)
    },
    refused("M4A", "ffmpeg -i FILE -vn FILE.wav") {
      little(0x1C00_0000) + Array("ftypM4A ".utf8) + junk(999)
    },
    refused("MP4", "an MPEG-4 file") { little(0x1C00_0000) + Array("ftypisom".utf8) + junk(999) },
    refused("WebM", "a Matroska or WebM file") { [0x1A, 0x45, 0xDF, 0xA3] + junk(999) },
    refused("WMA", "a Windows Media file") {
      [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11] + junk(999)
    },
    refused("ZIP", "unpack it") { Array("PK\u{3}\u{4}".utf8) + junk(999) },
    OddSound("AAC", file: "a.mp3", .refused("an AAC stream")) {
      [0xFF, 0xF1, 0x50, 0x80] + junk(99)
    },
    OddSound("FLAC in Ogg", file: "a.oga", .refused("ffmpeg -i FILE -c copy FILE.flac")) {
      oggPage(Array("\u{7F}FLAC\u{1}\0".utf8) + junk(40))
    },
    OddSound("Speex in Ogg", file: "a.ogg", .refused("holds Speex")) {
      oggPage(Array("Speex   1.2".utf8) + junk(60))
    },
    OddSound("tag before M4A", file: "a.mp3", .refused("an MPEG-4 file")) {
      id3(99) + little(0x1C00_0000) + Array("ftypM4A ".utf8) + zeros(999)
    },
  ]

  static let damaged = [
    OddSound("encoding that is not known in a WAV", file: "a.wav", .refused(convert)) {
      var bytes = try written(wav)
      bytes.replaceSubrange(20..<22, with: [0xFF, 0x16])
      return bytes
    },
    OddSound("WAV cut in its header", file: "a.wav", .refused(convert)) {
      try Array(written(wav).prefix(30))
    },
    OddSound("text that begins like an MPEG frame", file: "a.bin", .refused("no MPEG audio")) {
      [0xFF, 0xFB, 0x90, 0] + zeros(20_000)
    },
    OddSound("text named .mp3", file: "a.mp3", .refused("no MPEG audio")) {
      Array(String(repeating: "no sound in here\n", count: 99).utf8)
    },
  ]

  private static let convert = "If another program plays it, convert it, as with ffmpeg"

  private static func refused(
    _ name: String, _ words: String, _ bytes: @escaping @Sendable () throws -> [UInt8]
  ) -> OddSound {
    // Named as what libsndfile would take for samples without a header.
    OddSound(name, file: "a.au", .refused(words), bytes)
  }

  /// The first page of a stream, with a checksum that is wrong.
  private static func oggPage(_ packet: [UInt8]) -> [UInt8] {
    Array("OggS\0\u{2}".utf8) + zeros(20) + [1, UInt8(packet.count)] + packet
  }
}
