import CSndfile
import Foundation
import Testing

@testable import AudioIO

/// The 16-bit values of a range, and whether the recording gave them as integers.
private func values(
  _ recording: Recording, _ range: Range<Int>
) throws -> (values: [Int16], areIntegers: Bool) {
  try recording.withMono(from: range.lowerBound, count: range.count) { samples in
    let values = [Int16](unsafeUninitializedCapacity: samples.count) { room, count in
      if let base = room.baseAddress { samples.write(to: base) }
      count = samples.count
    }
    if case .integer = samples { return (values, true) }
    return (values, false)
  }
}

struct IntegerReadingTests {
  private static let formats = [
    SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
    SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_CAF | SF_FORMAT_PCM_16,
    SF_FORMAT_W64 | SF_FORMAT_PCM_16,
  ]

  @Test(arguments: formats, [1, 2, 4, 8])
  func `samples read as integers are those that the float frames become`(format: Int, channels: Int)
    throws
  {
    // Loud enough to clip, so that the extremes are there.
    let samples = drumming(frames: 40_000, channels: channels, seed: UInt64(channels)).map {
      3 * $0
    }
    let sound = try WrittenSound(samples, channels: channels, format: format)
    let floats = try Recording(path: sound.path)
    let integers = try Recording(path: sound.path, integerRate: floats.sampleRate)
    for range in [0..<1000, 20_000..<39_000, 100..<17_000, 39_990..<41_000, 50_000..<50_010] {
      let found = try values(integers, range)
      #expect(found.areIntegers)
      #expect(try found.values == values(floats, range).values)
    }
    let mono = try integers.mono(from: 7, count: 90)
    #expect(try PCM16.convert(mono) == PCM16.convert(floats.mono(from: 7, count: 90)))
  }

  @Test
  func `every sum of two 16-bit samples is halved like its float`() throws {
    let lefts: [Int16] = [.min, -32_767, -3, -2, -1, 0, 1, 2, 3, 32_766, .max]
    let samples = lefts.flatMap { left in lefts.flatMap { [left, $0] } }.map { Float($0) / 32_768 }
    let sound = try WrittenSound(samples, channels: 2)
    let rate = try Recording(path: sound.path).sampleRate
    let found = try values(Recording(path: sound.path, integerRate: rate), 0..<121)
    let expected = lefts.flatMap { left in lefts.map { Int16((Int(left) + Int($0)) >> 1) } }
    #expect(found.values == expected)
  }

  @Test
  func `a flac file with damage has the same holes in either reading`() throws {
    let intact = try WrittenSound(
      drumming(frames: 80_000), format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: intact.path)))
    for place in bytes.count / 2..<bytes.count / 2 + 400 { bytes[place] = 0x55 }
    let sound = try WrittenSound(name: "damaged.flac", bytes: bytes)
    let floats = try Recording(path: sound.path)
    let integers = try Recording(path: sound.path, integerRate: floats.sampleRate)
    for start in stride(from: 0, to: 80_000, by: 5000) {
      let (found, expected) = (
        try values(integers, start..<start + 6000), try values(floats, start..<start + 6000)
      )
      #expect(found.areIntegers && found.values == expected.values)
    }
  }

  @Test(arguments: [
    (SF_FORMAT_WAV | SF_FORMAT_PCM_16, 3, 44_100), (SF_FORMAT_WAV | SF_FORMAT_PCM_24, 2, 44_100),
    (SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1, 44_100), (SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2, 48_000),
  ])
  func `three channels, other samples and other rates are read as float`(
    format: Int, channels: Int, rate: Int
  ) throws {
    let sound = try WrittenSound(
      drumming(frames: 500, channels: channels), channels: channels, format: format)
    let recording = try Recording(path: sound.path, integerRate: rate)
    #expect(try !values(recording, 0..<500).areIntegers)
  }
}
