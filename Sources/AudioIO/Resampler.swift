import CSoxr
import Glibc

/// libsoxr at its HQ setting, float32, one channel.
package enum Resampler {
  /// Resamples `samples` alone, with silence assumed around them.
  ///
  /// The result is the same as that of Python's soxr and librosa for this slice, bit for bit, and has
  /// `ratio.targetFrames(samples.count)` frames: libsoxr rounds to the nearest, the rest is 0. `whileResampling` is
  /// called about once for each second of output.
  package static func isolated(
    _ samples: [Float], _ ratio: RateRatio, whileResampling: () -> Void = {}
  ) throws(SoundFileError) -> [Float] {
    if ratio.isIdentity || samples.isEmpty { return samples }
    return try run(
      samples, ratio, skipping: 0, count: ratio.targetFrames(samples.count),
      whileResampling: whileResampling)
  }

  /// Output frames `skipping ..< skipping + count` of `samples` resampled; 0 past the end.
  static func run(
    _ samples: [Float], _ ratio: RateRatio, skipping: Int, count: Int, precise: Bool = false,
    whileResampling: () -> Void = {}
  ) throws(SoundFileError) -> [Float] {
    _ = environmentIsClear
    var error: soxr_error_t?
    var format = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
    var quality = soxr_quality_spec(
      UInt(SOXR_HQ), precise ? UInt(SOXR_DOUBLE_PRECISION) : 0)
    let engine = soxr_create(
      Double(ratio.source), Double(ratio.target), 1, &error, &format, &quality, nil)
    defer { soxr_delete(engine) }
    var failure = error
    let result = [Float](unsafeUninitializedCapacity: count) { target, produced in
      produced = count
      target.initialize(repeating: 0)
      guard failure == nil else { return }
      var sink = Sink(target: target, skipping: skipping)
      failure = samples.withUnsafeBufferPointer { feed(engine, $0, ratio, &sink, whileResampling) }
    }
    if let failure { throw .unreadable(words: String(cString: csoxr_error_text(failure))) }
    return result
  }

  /// True once these variables are cleared: libsoxr reads its engine and filter sizes from them, and a clip's bytes
  /// must not depend on them.
  ///
  /// Cleared before the first use in this process, and only if one is set.
  private static let environmentIsClear: Bool = {
    for name in [
      "USE_SIMD", "USE_SIMD32", "USE_SIMD64", "MIN_DFT_SIZE", "LARGE_DFT_SIZE", "COEFS_SIZE",
      "COEF_INTERP", "NUM_THREADS", "STRICT_BUF", "NOSMALLINTOPT", "TRACE",
    ] where getenv("SOXR_" + name) != nil { unsetenv("SOXR_" + name) }
    return true
  }()

  /// Feeds all of `samples`, then drains, until the sink has the wanted part.
  ///
  /// It works in portions of about a second of output, so that an extreme ratio needs no extreme memory.
  private static func feed(
    _ engine: soxr_t?, _ samples: UnsafeBufferPointer<Float>, _ ratio: RateRatio,
    _ sink: inout Sink,
    _ whileResampling: () -> Void
  ) -> soxr_error_t? {
    let portion = max(Int(48_000 * Double(ratio.source) / Double(ratio.target)), 1)
    var taken = 0
    while !sink.isFull {
      let offered = min(portion, samples.count - taken)
      let source = offered > 0 ? samples.baseAddress.map { $0 + taken } : nil
      var (used, given) = (0, 0)
      let error = soxr_process(
        engine, source, offered, &used, sink.room, Sink.capacity, &given)
      if error != nil { return error }
      taken += used
      sink.take(given)
      whileResampling()
      if used == 0, given == 0, source == nil { break }
    }
    return nil
  }
}

/// Keeps the wanted part of a stream of frames.
private struct Sink: ~Copyable {
  /// The most frames that an engine call returns.
  static let capacity = 1 << 16

  let room = UnsafeMutablePointer<Float>.allocate(capacity: Sink.capacity)
  private let target: UnsafeMutableBufferPointer<Float>
  private var toSkip: Int
  private var filled = 0

  init(target: UnsafeMutableBufferPointer<Float>, skipping: Int) {
    self.target = target
    toSkip = skipping
  }

  deinit { room.deallocate() }

  var isFull: Bool { filled == target.count }

  mutating func take(_ count: Int) {
    let skipped = min(toSkip, count)
    let kept = min(count - skipped, target.count - filled)
    toSkip -= skipped
    guard kept > 0, let base = target.baseAddress else { return }
    (base + filled).update(from: room + skipped, count: kept)
    filled += kept
  }
}
