/// Frames of one channel, borrowed for the time of a call.
package enum MonoSamples {
  /// 1 is full scale.
  case float(UnsafeBufferPointer<Float>)
  /// The values of a 16-bit file.
  case integer(UnsafeBufferPointer<Int16>)

  /// Takes memory that holds frames of a kind.
  init(_ memory: UnsafeRawBufferPointer, isInteger: Bool) {
    // Safe because either kind is trivial, and the memory was filled through a `SampleRoom` of the same kind.
    self =
      isInteger
      ? .integer(memory.assumingMemoryBound(to: Int16.self))
      : .float(memory.assumingMemoryBound(to: Float.self))
  }

  /// Frames.
  package var count: Int {
    switch self {
    case .float(let samples): samples.count
    case .integer(let samples): samples.count
    }
  }

  /// The frames if they are integers.
  package var integers: UnsafeBufferPointer<Int16>? {
    if case .integer(let samples) = self { samples } else { nil }
  }

  /// Writes the frames as 16-bit ones to `target`, which has room for as many.
  package func write(to target: UnsafeMutablePointer<Int16>) {
    switch self {
    case .float(let samples): PCM16.convert(samples, into: target)
    case .integer(let samples):
      if let base = samples.baseAddress { target.update(from: base, count: samples.count) }
    }
  }

  /// The frames as float32; 16-bit ones are divided by 32,768, which is exact.
  var floats: [Float] {
    switch self {
    case .float(let samples): Array(samples)
    case .integer(let samples): samples.map { Float($0) / 32_768 }
    }
  }
}
