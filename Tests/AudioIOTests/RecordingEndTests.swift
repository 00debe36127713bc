import CSndfile
import Glibc
import TestSupport
import Testing

@testable import AudioIO

/// The end is where decoding ends, and a stated length ends a recording only if it is certain.
struct RecordingEndTests {
  /// Samples that an MP3 decoder gives before the encoded ones, if no tag says to drop them.
  private static let decoderDelay = 1105

  // MARK: MP3

  @Test
  func `an MP3 without a tag that counts its frames is read to its last frame`() throws {
    let tagged = try WrittenSound(loudThenQuiet(), format: OddSound.mp3)
    let expected = try Recording(path: tagged.path).mono(from: 0, count: .max)
    let untagged = try WrittenSound(name: "a.mp3", bytes: StatedLength.withoutTag(tagged.bytes))
    let byPath = try #require(ByPath(untagged.path).frames)
    #expect(byPath < expected.count / 2, "the estimate is not short")
    let recording = try Recording(path: untagged.path)
    let whole = try recording.mono(from: 0, count: .max)
    #expect(Array(whole.dropFirst(Self.decoderDelay).prefix(expected.count)) == expected)
    #expect(recording.frameCount == whole.count && recording.file.statedFrames == nil)
    let last = try recording.mono(from: whole.count - 5000, count: 9000)
    #expect(last == Array(whole.suffix(5000)))
  }

  @Test
  func `an MP3 whose tag counts its frames ends there`() throws {
    let sound = try WrittenSound(drumming(frames: 30_000), format: OddSound.mp3)
    let longer = try WrittenSound(
      name: "a.mp3", bytes: sound.bytes + StatedLength.withoutTag(sound.bytes))
    let recording = try Recording(path: longer.path)
    #expect(recording.file.statedFrames == 30_000)
    #expect(try recording.mono(from: 0, count: .max).count == 30_000)
  }

  @Test(arguments: [true, false])
  func `a cut MP3 ends at its last frame`(hasTag: Bool) throws {
    let sound = try WrittenSound(drumming(frames: 90_000), format: OddSound.mp3).bytes
    let bytes = hasTag ? sound : try StatedLength.withoutTag(sound)
    let whole = try decoded(bytes, as: "a.mp3")
    let part = try decoded(Array(bytes.prefix(bytes.count / 2)), as: "b.mp3")
    #expect((30_000..<60_000).contains(part.count))
    #expect(part == Array(whole.prefix(part.count)))
  }

  @Test(arguments: [true, false])
  func `junk behind an MP3 costs none of its frames`(hasTag: Bool) throws {
    let sound = try WrittenSound(drumming(frames: 30_000), format: OddSound.mp3).bytes
    let bytes = hasTag ? sound : try StatedLength.withoutTag(sound)
    let expected = try decoded(bytes, as: "a.mp3")
    for tail in [OddSound.junk(9000), OddSound.ape(5000), Array("TAG".utf8) + OddSound.zeros(125)] {
      #expect(try decoded(bytes + tail, as: "b.mp3") == expected)
    }
  }

  private func decoded(_ bytes: [UInt8], as name: String) throws -> [Float] {
    let sound = try WrittenSound(name: name, bytes: bytes)
    return try withExtendedLifetime(sound) {
      try Recording(path: sound.path).mono(from: 0, count: .max)
    }
  }

  /// Two loud seconds, by which the length is guessed, and ten quiet ones, which need fewer bytes.
  private func loudThenQuiet() -> [Float] {
    noise(88_200, 0.9) + noise(441_000, 0.0001)
  }

  private func noise(_ frames: Int, _ level: Float) -> [Float] {
    var numbers = SeededNumbers(seed: 3)
    return (0..<frames).map { _ in
      level * Float(Int32(truncatingIfNeeded: numbers.next())) / 2_147_483_648
    }
  }

  // MARK: Sizes of 32 bits

  @Test(arguments: [
    (SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2), (SF_FORMAT_WAV | SF_FORMAT_PCM_24, 3),
    (SF_FORMAT_AU | SF_FORMAT_PCM_16, 2), (SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 2),
  ])
  func `a size that began again at 0 past 4 GiB ends nothing`(format: Int, width: Int) throws {
    let samples = drumming(frames: 500)
    let head = try WrittenSound(samples, format: format).bytes
    // The header states that many bytes; 2^32 more were meant, in whole frames.
    let stated = 500 * width - (1 << 32) % width
    var sound = try WrittenSound(name: "over.wav", bytes: head)
    if stated != 500 * width {
      var bytes = head
      try OddSound.overwrite(&bytes, behind: "data", with: OddSound.little(stated))
      sound = try WrittenSound(name: "over.wav", bytes: bytes)
    }
    let tail = Array(head.suffix(100 * width))
    let file = open(sound.path, O_WRONLY)
    defer { close(file) }
    let end = head.count - 500 * width + stated + 1 << 32
    #expect(pwrite(file, tail, tail.count, end - tail.count) == tail.count)
    let recording = try Recording(path: sound.path)
    let frames = (stated + 1 << 32) / width
    let expected = Array(try decoded(head, as: "short.wav").suffix(100))
    #expect(try recording.mono(from: frames - 100, count: 500) == expected)
    #expect(recording.file.statedFrames == frames)
    #expect(pwrite(file, OddSound.chunk("LIST", OddSound.zeros(50)), 58, end) == 58)
    #expect(try Recording(path: sound.path).mono(from: frames - 100, count: 500) == expected)
  }

  @Test
  func `a file that was never closed is read as its complete header would have it`() throws {
    let sound = try WrittenSound(drumming(frames: 5000), format: SF_FORMAT_AIFF | SF_FORMAT_PCM_24)
    var bytes = try sound.bytes
    try OddSound.overwrite(&bytes, behind: "SSND", with: OddSound.zeros(4))
    #expect(try decoded(bytes, as: "died.aiff") == decoded(sound.bytes, as: "whole.aiff"))
  }

  // MARK: Chained Ogg

  @Test(arguments: [OddSound.vorbis, SF_FORMAT_OGG | SF_FORMAT_OPUS], [true, false])
  func `a chained Ogg file is read link after link`(format: Int, sameSerial: Bool) throws {
    let rate = format == OddSound.vorbis ? 44_100 : 48_000
    let lengths = [30_000, 9000, 20_000]
    var (whole, bytes) = ([Float](), [UInt8]())
    for (number, length) in lengths.enumerated() {
      let link = try WrittenSound(
        drumming(frames: length, rate: rate, seed: UInt64(number)), rate: rate, format: format)
      whole += try Recording(path: link.path).mono(from: 0, count: .max)
      bytes += try withSerial(sameSerial ? 7 : UInt8(number), link.bytes)
    }
    #expect(whole.count == lengths.reduce(0, +))
    let chain = try WrittenSound(name: "chain.ogg", bytes: bytes)
    let recording = try Recording(path: chain.path)
    for range in [
      0..<70_000, 29_000..<31_000, 45_000..<46_000, 0..<10, 38_990..<39_010, 58_999..<60_000,
    ] {
      let part = try recording.mono(from: range.lowerBound, count: range.count)
      #expect(part == Array(whole[range.clamped(to: 0..<whole.count)]), "\(range)")
    }
    #expect(try recording.mono(from: whole.count, count: 9).isEmpty)
  }

  @Test(arguments: [
    (OddSound.vorbis, 22_050, 1), (SF_FORMAT_OGG | SF_FORMAT_OPUS, 48_000, 1),
    (OddSound.vorbis, 44_100, 2),
  ])
  func
    `a chained Ogg is unreadable past a link of another rate or number of channels`(
      format: Int, rate: Int, channels: Int
    ) throws
  {
    let first = try WrittenSound(drumming(frames: 22_050), format: OddSound.vorbis)
    let second = try WrittenSound(
      drumming(frames: 9000, channels: channels, rate: rate), channels: channels, rate: rate,
      format: format)
    let chain = try WrittenSound(name: "chain.ogg", bytes: first.bytes + second.bytes)
    let recording = try Recording(path: chain.path)
    let expected = try Recording(path: first.path).mono(from: 0, count: 22_050)
    for (start, count) in [(22_050, 10), (22_049, 2), (90_000, 1)] {
      let error = #expect(throws: SoundFileError.self) {
        _ = try recording.available(from: start, count: count)
      }
      guard case .unreadable(let words) = error else { continue }
      #expect(words.hasPrefix("from 0.5 s on the file holds an Ogg stream of another rate"))
      #expect(words.hasSuffix("ffmpeg -i FILE -vn FILE.wav"))
    }
    #expect(try recording.mono(from: 0, count: 22_050) == expected)
  }

  /// Gives every page the serial number, and the checksum that goes with it.
  private func withSerial(_ serial: UInt8, _ bytes: [UInt8]) throws -> [UInt8] {
    var (bytes, page) = (bytes, 0)
    while page < bytes.count {
      let segments = Int(bytes[page + 26])
      let body = bytes[page + 27..<page + 27 + segments].reduce(0) { $0 + Int($1) }
      let end = page + 27 + segments + body
      bytes.replaceSubrange(page + 14..<page + 18, with: [serial, 0, 0, 0])
      bytes.replaceSubrange(page + 22..<page + 26, with: [0, 0, 0, 0])
      let sum = bytes[page..<end].reduce(UInt32(0)) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte) << 24) { sum, _ in
          sum << 1 ^ (sum >> 31 == 1 ? 0x04C1_1DB7 : 0)
        }
      }
      bytes.replaceSubrange(page + 22..<page + 26, with: OddSound.little(Int(sum)))
      page = end
    }
    return bytes
  }
}
