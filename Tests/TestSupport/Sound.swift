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
    var generator = SeededGenerator(seed: seed)
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

/// The same numbers for the same seed, on every machine (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A number from 0 up to but not `bound`.
  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// The elements in another order (Fisher and Yates).
  package mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, below(last + 1))
    }
    return elements
  }
}
