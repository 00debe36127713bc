import Dataset
import TestSupport
import Testing

private func level(_ samples: [Int16]) -> ClipLevel {
  samples.withUnsafeBufferPointer { ClipLevel(of: $0) }
}

@Suite
struct ClipLevelTests {
  @Test(arguments: Vectors.all.level)
  func `a clip has the level that the contract gives`(example: Vectors.LevelExample) {
    #expect(
      level(example.samples)
        == ClipLevel(peak: example.peak, peakFrame: example.peakFrame, rms: example.rms))
  }

  @Test
  func `a clip without frames has no level`() {
    #expect(level([]) == ClipLevel(peak: 0, peakFrame: 0, rms: 0))
  }

  @Test(arguments: [1, 2, 1023, 1024, 1025, 5000])
  func `the lowest sample is the loudest, and long sums are exact`(frames: Int) {
    let lowest = [Int16](repeating: .min, count: frames)
    #expect(level(lowest) == ClipLevel(peak: 32_768, peakFrame: 0, rms: 32_768))
    let later = [Int16](repeating: .max, count: frames) + [.min, .min]
    #expect(level(later).peakFrame == frames)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `the level is that of a plain loop over the samples`(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let reach = Int16.random(in: 1...Int16.max, using: &numbers)
    let samples = (0..<Int.random(in: 1...9000, using: &numbers)).map { _ in
      Int16.random(in: -reach...reach, using: &numbers)
    }
    let magnitudes = samples.map { Int($0.magnitude) }
    let peak = magnitudes.max() ?? 0
    let squares = magnitudes.reduce(0) { $0 + $1 * $1 }
    #expect(
      level(samples)
        == ClipLevel(
          peak: peak, peakFrame: magnitudes.firstIndex(of: peak) ?? 0,
          rms: (Double(squares) / Double(samples.count)).squareRoot()))
  }
}
