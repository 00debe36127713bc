/// Mixes interleaved frames down to one channel.
enum Downmix {
  /// The same as the two below, for samples of one kind in both places.
  static func mono(_ source: SampleRoom, channels: Int, frames: Int, into target: SampleRoom) {
    switch (source, target) {
    case (.float(let source), .float(let target)):
      mono(source, channels: channels, frames: frames, into: target)
    case (.integer(let source), .integer(let target)):
      mono(source, channels: channels, frames: frames, into: target)
    default: preconditionFailure("samples are mixed down to samples of their own kind")
    }
  }

  /// True if the mean of this many 16-bit channels is the 16-bit value of the float32 mean.
  ///
  /// It is for powers of two: the sum and its quotient are exact in float32, and rounding to 16 bits cuts.
  static func isExact(channels: Int) -> Bool { channels <= 256 && channels.nonzeroBitCount == 1 }

  /// The sum over the channels, divided by their number and rounded down.
  static func mono(
    _ source: UnsafePointer<Int16>, channels: Int, frames: Int,
    into target: UnsafeMutablePointer<Int16>
  ) {
    precondition(isExact(channels: channels), "no integer mean of \(channels) channels")
    let shift = Int32(truncatingIfNeeded: channels.trailingZeroBitCount)
    switch channels {
    case 1: target.update(from: source, count: frames)
    case 2:
      for frame in 0..<frames {
        let sum = Int32(source[2 &* frame]) &+ Int32(source[2 &* frame &+ 1])
        target[frame] = Int16(truncatingIfNeeded: sum &>> 1)
      }
    default:
      for frame in 0..<frames {
        var sum: Int32 = 0
        for channel in 0..<channels { sum &+= Int32(source[frame &* channels &+ channel]) }
        target[frame] = Int16(truncatingIfNeeded: sum &>> shift)
      }
    }
  }

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

  /// Halving is exact as a product, and processors are fast at products.
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
