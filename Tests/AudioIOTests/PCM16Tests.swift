import TestSupport
import Testing

@testable import AudioIO

/// The contract's arithmetic, taken literally in binary64, in which x × 2^31 and its rounding are exact.
private func reference(_ sample: Float) -> Int16 {
  if sample.isNaN { return -32_768 }
  let scaled = (Double(sample) * 2_147_483_648).rounded(.toNearestOrEven)
  let clamped = min(max(scaled, -2_147_483_648), 2_147_483_647)
  return Int16(Int32(clamped) >> 16)
}

struct PCM16Tests {
  @Test(
    arguments: [
      (0x0000_0000, 0), (0x3F80_0000, 32_767), (0xBF80_0000, -32_768), (0x3F00_0000, 16_384),
      (0xBF00_0000, -16_384), (0x3FC0_0000, 32_767), (0xBFC0_0000, -32_768), (0x3800_0000, 1),
      (0xB800_0000, -1), (0x3780_0000, 0), (0xB780_0000, -1), (0x3000_0000, 0), (0xB000_0000, -1),
      (0x2F80_0000, 0), (0xAF80_0000, 0), (0xAF00_0000, 0), (0x3F7F_FF58, 32_767),
      (0xBF7F_FF58, -32_768), (0x7FC0_0000, -32_768), (0x7F80_0000, 32_767),
      (0xFF80_0000, -32_768), (0x3F7F_FE00, 32_767), (0xB840_0000, -2), (0x38A0_0000, 2),
      (0xFFC0_0000, -32_768), (0x7F80_0001, -32_768), (0xFFFF_FFFF, -32_768), (0x8000_0000, 0),
    ] as [(UInt32, Int16)])
  func `a sample becomes the value the contract's examples name`(bits: UInt32, expected: Int16) {
    #expect(PCM16.value(Float(bitPattern: bits)) == expected)
  }

  @Test
  func `every exponent and sign agrees with exact arithmetic`() {
    var numbers = SeededNumbers(seed: 16)
    for top in UInt32(0)..<512 {
      let edges: [UInt32] = [0, 1, 2, 0x40_0000, 0x7F_FFFE, 0x7F_FFFF]
      let mantissas =
        edges + (0..<200).map { _ in UInt32.random(in: 0...0x7F_FFFF, using: &numbers) }
      for mantissa in mantissas {
        let sample = Float(bitPattern: top << 23 | mantissa)
        if PCM16.value(sample) != reference(sample) { Issue.record("\(sample.bitPattern)") }
      }
    }
  }

  @Test
  func `ties and neighbours of each 16-bit step agree with exact arithmetic`() {
    for step in -32_768...32_767 {
      let edge = Float(step) / 32_768
      for sample in [edge, edge.nextUp, edge.nextDown, edge.nextUp.nextUp] {
        if PCM16.value(sample) != reference(sample) { Issue.record("\(sample.bitPattern)") }
      }
    }
    for half in -400...400 {
      let sample = Float(half) * 0.5 / 2_147_483_648
      #expect(PCM16.value(sample) == reference(sample))
      let nearStep = (65_536 * 3 + Float(half) * 0.25) / 2_147_483_648
      #expect(PCM16.value(nearStep) == reference(nearStep))
    }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `random bits converted as a whole agree with exact arithmetic`(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let samples = (0..<20_011).map { _ in
      Float(bitPattern: UInt32.random(in: 0...(.max), using: &numbers))
    }
    #expect(PCM16.convert(samples) == samples.map(reference))
  }
}
