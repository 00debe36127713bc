import CSndfile
import Foundation
import TestSupport
import Testing

@testable import AudioIO

struct ContextResamplerTests {
  /// Drums, then full-scale noise up to the last frame: the hardest there is.
  private func loud(rate: Int, seconds: Double) -> [Float] {
    var samples = drumming(frames: Int(seconds * Double(rate)) + 317, rate: rate)
    var numbers = SeededNumbers(seed: 9)
    for frame in samples.indices where frame < rate / 2 || frame > rate {
      samples[frame] = Float.random(in: -1...1, using: &numbers)
    }
    return samples
  }

  @Test(arguments: [
    (8000, 44_100, -120.0), (11_025, 44_100, -120), (16_000, 44_100, -120), (22_050, 44_100, -120),
    (32_000, 44_100, -120), (48_000, 44_100, -120), (96_000, 44_100, -120),
    (192_000, 44_100, -120), (44_100, 48_000, -120), (44_100, 8000, -120), (44_056, 44_100, -90),
  ])
  func `blocks equal the whole recording resampled, first and last frames included`(
    source: Int, target: Int, limit: Double
  ) throws {
    let samples = loud(rate: source, seconds: 2.3)
    let sound = try WrittenSound(samples, rate: source, format: SF_FORMAT_WAV | SF_FORMAT_FLOAT)
    let whole = try Resampler.isolated(samples, RateRatio(source: source, target: target))
    let resampler = try ContextResampler(try Recording(path: sound.path), targetRate: target)
    let blocks = try resampler.frames(from: 0, count: whole.count + 100)
    let worst = zip(blocks, whole).map { abs($0 - $1) }.max() ?? 0
    #expect(20 * log10(Double(worst)) < limit)
    #expect(blocks.suffix(100).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [UInt64(1), 2])
  func `a clip's bytes do not depend on the clips before it`(seed: UInt64) throws {
    let rate = 48_000
    let sound = try WrittenSound(
      loud(rate: rate, seconds: 11), rate: rate, format: SF_FORMAT_FLAC | SF_FORMAT_PCM_24)
    let resampler = try ContextResampler(try Recording(path: sound.path), targetRate: 44_100)
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<12 {
      let start = Int.random(in: 0..<rate * 11, using: &numbers)
      let count = Int.random(in: 1..<rate * 2, using: &numbers)
      let fresh = try ContextResampler(try Recording(path: sound.path), targetRate: 44_100)
      #expect(
        try resampler.clip(from: start, count: count) == fresh.clip(from: start, count: count))
    }
  }

  @Test
  func `a clip has the frames that decode, and none past the end`() throws {
    let rate = 48_000
    let sound = try WrittenSound(drumming(frames: 100_000, rate: rate), rate: rate)
    let resampler = try ContextResampler(try Recording(path: sound.path), targetRate: 44_100)
    #expect(try resampler.clip(from: 0, count: 13_441).count == 12_349)
    #expect(try resampler.clip(from: 99_000, count: 13_441).count == 919)
    #expect(try resampler.clip(from: 99_999, count: 1 << 53).count == 1)
    #expect(try resampler.clip(from: 100_000, count: 13_441).isEmpty)
    #expect(try resampler.clip(from: 1 << 52, count: 13_441).isEmpty)
    let whole = try resampler.clip(from: 0, count: 1 << 53)
    #expect(whole.count == 91_875)
    #expect(try resampler.clip(from: 56_160, count: 480) == Array(whole[51_597..<51_597 + 441]))
  }

  @Test(arguments: [SF_FORMAT_WAV, SF_FORMAT_FLAC])
  func `one clip of a long file costs only its own blocks`(container: Int) throws {
    let rate = 48_000
    let sound = try WrittenSound(
      drumming(frames: rate * 60, rate: rate), rate: rate, format: container | SF_FORMAT_PCM_16)
    let recording = try Recording(path: sound.path)
    let resampler = try ContextResampler(recording, targetRate: 44_100)
    #expect(try resampler.clip(from: rate * 40 + 100, count: 13_441).count == 12_349)
    #expect(recording.framesDecoded < rate + 2 * Recording.anchorSpacing)
  }

  @Test
  func `overlapping clips of a file decode and resample it once`() throws {
    let rate = 48_000
    let sound = try WrittenSound(drumming(frames: rate * 8, rate: rate), rate: rate)
    let recording = try Recording(path: sound.path)
    let resampler = try ContextResampler(recording, targetRate: 44_100)
    for start in stride(from: 0, to: rate * 8, by: rate / 20) {
      _ = try resampler.clip(from: start, count: 13_441)
    }
    #expect(recording.framesDecoded <= rate * 9)
  }
}
