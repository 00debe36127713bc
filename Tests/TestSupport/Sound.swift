/// Sound for tests: noise from a seed, so that no two windows are alike.
package struct Sound: Sendable {
  package var rate = 44100
  package var channels = 1
  package var frames: Int
  package var seed: UInt64

  package init(rate: Int = 44100, channels: Int = 1, frames: Int, seed: UInt64) {
    self.rate = rate
    self.channels = channels
    self.frames = frames
    self.seed = seed
  }

  /// The samples, interleaved.
  package var samples: [Int16] {
    var generator = SeededNumbers(seed: seed)
    return (0..<frames * channels).map { _ in Int16(truncatingIfNeeded: generator.next()) / 2 }
  }

  /// A WAV file of 16-bit samples with a header of 44 bytes.
  ///
  /// `claimedFrames` is what the header says there is.
  package func wav(claimedFrames: Int? = nil) -> [UInt8] {
    let data = samples.withUnsafeBytes { Array($0) }
    let claimed = UInt32(truncatingIfNeeded: (claimedFrames ?? frames) * channels * 2)
    var file = Array("RIFF".utf8) + bytes(claimed &+ 36) + Array("WAVEfmt ".utf8)
    file += bytes(UInt32(16)) + bytes(UInt16(1)) + bytes(UInt16(channels))
    file += bytes(UInt32(rate)) + bytes(UInt32(rate * channels * 2))
    file += bytes(UInt16(channels * 2)) + bytes(UInt16(16))
    return file + Array("data".utf8) + bytes(claimed) + data
  }

  private func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
