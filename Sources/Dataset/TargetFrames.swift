/// Frames of `count` source frames after resampling: `ceil(count × (target ÷ source))` in binary64,
/// the length libsoxr's users expect.
package func resampledFrameCount(_ count: Int, from source: Int, to target: Int) -> Int {
  source == target ? count : Int((Double(count) * (Double(target) / Double(source))).rounded(.up))
}

/// The target frame at which a slice of the resampled recording starts: `start × target ÷ source`
/// rounded half up, in integers.
package func resampledStart(_ start: Int, from source: Int, to target: Int) -> Int {
  let (quotient, remainder) = start.quotientAndRemainder(dividingBy: source)
  return quotient * target + (2 * remainder * target + source) / (2 * source)
}
