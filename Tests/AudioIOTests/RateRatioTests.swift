import Testing

@testable import AudioIO

struct RateRatioTests {
  @Test(arguments: [
    (13_441, 48_000, 44_100, 12_349), (1, 48_000, 44_100, 1), (12_349, 44_100, 22_050, 6175),
    (26_880, 96_000, 44_100, 12_348), (100, 44_056, 44_100, 101), (7, 8000, 44_100, 39),
  ])
  func `a count of frames becomes the count the contract names`(
    frames: Int, source: Int, target: Int, expected: Int
  ) throws {
    let ratio = try RateRatio(source: source, target: target)
    #expect(ratio.targetFrames(frames) == expected)
    let silence = [Float](repeating: 0, count: frames)
    #expect(try Resampler.isolated(silence, ratio).count == expected)
  }

  @Test(arguments: [
    (56_160, 48_000, 44_100, 51_597), (1, 48_000, 44_100, 1), (80, 96_000, 44_100, 37),
    (11_025, 22_050, 44_100, 22_050), (999_999, 44_056, 44_100, 1_000_998),
    (1 << 53, 1, 1 << 20, .max), (1 << 53, 48_000, 44_100, 8_275_364_315_293_286),
  ])
  func `a start becomes the frame the contract names, without overflow`(
    start: Int, source: Int, target: Int, expected: Int
  ) throws {
    #expect(try RateRatio(source: source, target: target).targetStart(start) == expected)
  }

  @Test
  func `a ratio whose reduced terms pass 2^20 is unreadable`() throws {
    #expect(throws: SoundFileError.unreadable(words: "unsupported sample rate")) {
      _ = try RateRatio(source: 1_048_577, target: 44_100)
    }
    #expect(try RateRatio(source: 44_100 << 20, target: 44_100).sourceTerm == 1 << 20)
  }
}
