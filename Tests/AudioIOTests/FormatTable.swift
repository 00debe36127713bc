import CSndfile
import Testing

@testable import AudioIO

/// The frames read of each format, in each state of a file; the table in `Formats.md`.
struct FormatTable {
  static let frames = 30_000
  /// No format packs more frames together, except FLAC, ALAC and the lossy ones.
  private static let block = 512

  /// A state of a file, and what is done to a whole one to get there.
  enum State: String, CaseIterable {
    case whole = "whole"
    case openLength = "of no stated length"
    case neverClosed = "never closed"
    case tagged = "behind an ID3 tag"
    case cut = "cut"

    func bytes(of sound: [UInt8], _ format: SoundFormat) throws -> [UInt8]? {
      switch self {
      case .whole: sound
      case .openLength: try StatedLength(format)?.left(open: sound)
      case .neverClosed: try StatedLength(format)?.left(at: 0, in: sound)
      case .tagged: format.ending == nil ? OddSound.id3(999) + sound : nil
      case .cut: Array(sound.prefix(sound.count * 3 / 5))
      }
    }
  }

  /// The lines of the table; formats that this libsndfile cannot write are omitted.
  static func lines() throws -> [String] {
    let names = State.allCases.map(\.rawValue).joined(separator: " | ")
    var lines = [
      "| format | \(names) |", "|---" + State.allCases.map { _ in "|---" }.joined() + "|",
    ]
    for format in SoundFormat.all {
      guard let sound = format.sound(frames: frames) else { continue }
      let bytes = try sound.bytes
      let whole = try Recording(path: sound.path).mono(from: 0, count: .max)
      let cells = try State.allCases.map { state in
        guard let bytes = try state.bytes(of: bytes, format) else { return "" }
        return try cell(bytes, format, whole: whole)
      }
      lines.append("| \(format.name) | " + cells.joined(separator: " | ") + " |")
    }
    return lines
  }

  private static func cell(_ bytes: [UInt8], _ format: SoundFormat, whole: [Float]) throws -> String
  {
    let copy = try WrittenSound(name: format.ending.map { "copy.\($0)" } ?? "copy", bytes: bytes)
    do throws(SoundFileError) {
      let read = try Recording(path: copy.path).mono(from: 0, count: .max)
      let same = zip(read, whole).prefix { $0 == $1 }.count
      if read == whole { return "all" }
      if same == whole.count {
        return read.count < same + block ? "all, and part of a block" : "more"
      }
      // An MP3 without its tag begins with what the decoder takes to start.
      if read.dropFirst(1105).starts(with: whole) { return "all, 1,105 frames late" }
      if same == 0 { return read.isEmpty ? "nothing" : "other" }
      if same == read.count { return "to the cut" }
      return read.count < same + block ? "to the cut's block" : "to the cut, then made-up frames"
    } catch {
      return "refused"
    }
  }
}

/// The place where a format states the length of the sound, which recorders fill in at the end.
struct StatedLength {
  private let format: Int
  private var container: Int { format & SF_FORMAT_TYPEMASK }

  /// Nil for formats that do not say, or say it elsewhere too.
  init?(_ format: SoundFormat) {
    self.format = format.value
    guard
      [
        SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_RF64, SF_FORMAT_W64, SF_FORMAT_AIFF, SF_FORMAT_AU,
        SF_FORMAT_CAF, SF_FORMAT_FLAC, SF_FORMAT_MPEG,
      ].contains(container)
    else { return nil }
  }

  /// The file as written into a pipe; nil if the format has no sign for that.
  func left(open sound: [UInt8]) throws -> [UInt8]? {
    switch container {
    case SF_FORMAT_RF64, SF_FORMAT_W64: nil
    case SF_FORMAT_FLAC: try left(at: 0, in: sound)
    case SF_FORMAT_MPEG: try Self.withoutTag(sound)
    default: try left(at: 0xFF, in: sound)
    }
  }

  /// The file with `value` in each byte of its lengths; nil if it has none to fill in.
  func left(at value: UInt8, in sound: [UInt8]) throws -> [UInt8]? {
    var bytes = sound
    func fill(_ places: Range<Int>) {
      for place in places { bytes[place] = value }
    }
    func place(_ name: String) throws -> Int {
      try #require(bytes.firstRange(of: Array(name.utf8))).upperBound
    }
    switch container {
    case SF_FORMAT_WAV, SF_FORMAT_WAVEX:
      fill(4..<8)
      let data = try place("data")
      fill(data..<data + 4)
    case SF_FORMAT_RF64: fill(20..<44)
    case SF_FORMAT_W64:
      fill(16..<24)
      let data = try place("data")
      fill(data + 12..<data + 20)
    case SF_FORMAT_AIFF:
      fill(4..<8)
      let (frames, data) = (try place("COMM") + 6, try place("SSND"))
      fill(frames..<frames + 4)
      fill(data..<data + 4)
    case SF_FORMAT_AU: fill(8..<12)
    case SF_FORMAT_CAF:
      let data = try place("data")
      fill(data..<data + 8)
    case SF_FORMAT_FLAC:
      bytes[21] &= 0xF0
      fill(22..<26)
    default: return nil
    }
    return bytes
  }

  /// An MP3 without its first frame, in which the encoder counts the others.
  static func withoutTag(_ bytes: [UInt8]) throws -> [UInt8] {
    let frame = try #require(
      bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] & 0xE0 == 0xE0 })
    let bitrates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    let length =
      144_000 * bitrates[Int(bytes[frame + 2] >> 4)] / 44_100 + Int(bytes[frame + 2] >> 1 & 1)
    return Array(bytes[(frame + length)...])
  }
}
