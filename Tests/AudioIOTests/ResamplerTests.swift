import Foundation
import Testing

@testable import AudioIO

struct ResamplerTests {
  @Test
  func `resampling shows its progress, however many frames it makes of one`() throws {
    var beats = 0
    let samples = [Float](repeating: 0.5, count: 20)
    let ratio = try RateRatio(source: 1, target: 44_100)
    let frames = try Resampler.isolated(samples, ratio) { beats += 1 }
    #expect(frames.count == 882_000)
    #expect(beats > 10)
  }

  @Test
  func `no frames give no frames, and equal rates change nothing`() throws {
    #expect(try Resampler.isolated([], RateRatio(source: 48_000, target: 44_100)).isEmpty)
    let samples = drumming(frames: 100)
    #expect(try Resampler.isolated(samples, RateRatio(source: 8000, target: 8000)) == samples)
  }

  @Test
  func `frames past the end of what is resampled are 0`() throws {
    let ratio = try RateRatio(source: 48_000, target: 44_100)
    let samples = drumming(frames: 480)
    let longer = try Resampler.run(samples, ratio, skipping: 100, count: 1000)
    #expect(Array(longer[..<341]) == Array(try Resampler.isolated(samples, ratio)[100...]))
    #expect(longer[341...].allSatisfy { $0 == 0 })
  }

  @Test
  func `the environment does not choose libsoxr's engine`() async {
    await #expect(processExitsWith: .success) {
      setenv("SOXR_USE_SIMD32", "0", 1)
      _ = try Resampler.isolated([1, 2, 3], RateRatio(source: 48_000, target: 44_100))
      precondition(getenv("SOXR_USE_SIMD32") == nil, "the variable is still there")
    }
  }
}
