/// Converts float frames to 16-bit ones as a clipping libsndfile would.
///
/// The contract is `v = round-half-even(x × 2^31)`, clamped to 32 bits, then `v >> 16`; NaN is −32768. It is computed
/// without an integer conversion, which would keep the compiler from processing several frames at once:
///
/// 1. `y = x × 2^31` is exact, or infinite. Clamping it to the floats that fit 32 bits also catches NaN, which is not
///    greater than any number.
/// 2. Below 2^23, adding and subtracting 2^23 (with the sign of y) leaves y rounded half to even; from 2^23 on, every
///    float is a whole number.
/// 3. `floor(y / 65536)` is the shift: it is rounded in the same way with 1.5 × 2^23, and reduced by one if rounding
///    went up. The low 16 bits of the sum with 1.5 × 2^23 are then the answer.
package enum PCM16 {
  /// The 16-bit value of one float sample.
  @inline(__always)
  package static func value(_ sample: Float) -> Int16 {
    var scaled = sample * 2_147_483_648
    scaled = scaled > -2_147_483_648 ? scaled : -2_147_483_648
    scaled = scaled < 2_147_483_520 ? scaled : 2_147_483_520

    let sign = scaled.bitPattern & 0x8000_0000
    let whole = Float(bitPattern: 0x4B00_0000 | sign)
    let small = Float(bitPattern: scaled.bitPattern & 0x7FFF_FFFF) < 8_388_608
    let rounded = small ? (scaled + whole) - whole : scaled

    let shifted = rounded * (1 / 65_536)
    let anchor: Float = 12_582_912
    let nearest = (shifted + anchor) - anchor
    let floored = nearest > shifted ? nearest - 1 : nearest
    return Int16(truncatingIfNeeded: (floored + anchor).bitPattern)
  }

  /// Converts all of `samples` into `target`, which holds at least as many.
  package static func convert(
    _ samples: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<Int16>
  ) {
    guard let source = samples.baseAddress else { return }
    for index in 0..<samples.count {
      target[index] = value(source[index])
    }
  }

  /// The 16-bit values of `samples`.
  package static func convert(_ samples: [Float]) -> [Int16] {
    [Int16](unsafeUninitializedCapacity: samples.count) { target, count in
      if let base = target.baseAddress {
        samples.withUnsafeBufferPointer { convert($0, into: base) }
      }
      count = samples.count
    }
  }
}
