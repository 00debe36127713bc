/// The level of a clip, computed from its 16-bit samples.
package struct ClipLevel: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The largest magnitude of a sample, 0 to 32,768.
  package let peak: Int
  /// The first frame that has that magnitude, from 0.
  package let peakFrame: Int
  /// √(Σ sample² ÷ frames), 0 to 32,768; 0 for no frame.
  package let rms: Double

  /// The magnitude of the lowest 16-bit sample.
  package static let mostPeak = 32_768

  /// For people: "peak 5 at frame 3, rms 2.5".
  package var description: String { "peak \(peak) at frame \(peakFrame), rms \(rms)" }

  package init(peak: Int, peakFrame: Int, rms: Double) {
    self.peak = peak
    self.peakFrame = peakFrame
    self.rms = rms
  }

  /// Frames that are read together: few enough to lie in the processor's first cache.
  private static let blockFrames = 1024

  /// The level of all of `samples`, one a frame.
  package init(of samples: UnsafeBufferPointer<Int16>) {
    var (peak, loudest, squares) = (0, 0, UInt64(0))
    for start in stride(from: 0, to: samples.count, by: Self.blockFrames) {
      let end = min(start + Self.blockFrames, samples.count)
      let block = UnsafeBufferPointer(rebasing: samples[start..<end])
      let blockPeak = Self.peak(of: block)
      if blockPeak > peak { (peak, loudest) = (blockPeak, start) }
      squares &+= Self.squares(of: block)
    }
    let frame = samples[loudest...].firstIndex { $0.magnitude == UInt16(peak) }
    self.init(
      peak: peak, peakFrame: frame ?? 0,
      rms: samples.isEmpty ? 0 : (Double(squares) / Double(samples.count)).squareRoot())
  }

  /// Limited to operations that a compiler makes into one instruction for eight samples.
  private static func peak(of samples: UnsafeBufferPointer<Int16>) -> Int {
    var (low, high): (Int16, Int16) = (0, 0)
    for sample in samples {
      low = sample < low ? sample : low
      high = sample > high ? sample : high
    }
    return max(Int(high), -Int(low))
  }

  /// The upper and the lower halves of a block's squares are summed separately, so that 32 bits hold each sum.
  private static func squares(of samples: UnsafeBufferPointer<Int16>) -> UInt64 {
    var (upper, lower): (UInt32, UInt32) = (0, 0)
    for sample in samples {
      let square = UInt32(bitPattern: Int32(sample) &* Int32(sample))
      upper &+= square >> 16
      lower &+= square & 0xFFFF
    }
    return UInt64(upper) << 16 + UInt64(lower)
  }
}
