/// Mixes interleaved frames down to one channel.
enum Downmix {
  /// The float32 sum over the channels in order, divided by the float32 channel count.
  static func mono(
    _ source: UnsafePointer<Float>, channels: Int, frames: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    switch channels {
    case 1: target.update(from: source, count: frames)
    case 2: stereo(source, frames: frames, into: target)
    default: many(source, channels: channels, frames: frames, into: target)
    }
  }

  /// Halving is exact as a product, and a product is what the processor is quick at.
  private static func stereo(
    _ source: UnsafePointer<Float>, frames: Int, into target: UnsafeMutablePointer<Float>
  ) {
    for frame in 0..<frames {
      target[frame] = (source[2 &* frame] + source[2 &* frame &+ 1]) * 0.5
    }
  }

  private static func many(
    _ source: UnsafePointer<Float>, channels: Int, frames: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    let divisor = Float(channels)
    var base = source
    for frame in 0..<frames {
      var sum = base[0]
      for channel in 1..<channels {
        sum += base[channel]
      }
      target[frame] = sum / divisor
      base += channels
    }
  }
}
