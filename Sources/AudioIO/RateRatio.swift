/// Two sample rates, in Hz, and the frame arithmetic between them.
package struct RateRatio: Equatable, Sendable {
  /// Source rate, Hz.
  package let source: Int
  /// Target rate, Hz.
  package let target: Int
  /// The ratio in lowest terms, source side: this many source frames give `targetTerm` frames.
  package let sourceTerm: Int
  /// The ratio in lowest terms, target side.
  package let targetTerm: Int

  /// The largest reduced term that is resampled; a recording with a larger one is `unreadable`.
  package static let largestTerm = 1 << 20

  /// Throws `.unreadable` if a reduced term exceeds `largestTerm`.
  package init(source: Int, target: Int) throws(SoundFileError) {
    precondition(source > 0 && target > 0, "sample rates are positive")
    var (divisor, rest) = (source, target)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    self.source = source
    self.target = target
    sourceTerm = source / divisor
    targetTerm = target / divisor
    guard max(sourceTerm, targetTerm) <= Self.largestTerm else {
      throw .unreadable(words: "unsupported sample rate")
    }
  }

  /// True if there is nothing to resample.
  package var isIdentity: Bool { source == target }

  /// Number of target frames for `frames` source frames: `ceil(n × (target ÷ source))`.
  package func targetFrames(_ frames: Int) -> Int {
    let exact = (Double(frames) * (Double(target) / Double(source))).rounded(.up)
    return exact < 0x1p62 ? Int(exact) : Int(0x1p62)
  }

  /// The target frame of source frame `start`: `round(start × target ÷ source)`, half up.
  package func targetStart(_ start: Int) -> Int {
    let doubled = 2 * UInt128(start) * UInt128(targetTerm) + UInt128(sourceTerm)
    return Int(clamping: doubled / (2 * UInt128(sourceTerm)))
  }

  /// Number of frames that libsoxr gives for a whole recording of `frames`: it rounds to the nearest.
  func wholeFrames(_ frames: Int) -> Int {
    let exact = Double(frames) / (Double(source) / Double(target)) + 0.5
    return exact < 0x1p62 ? Int(exact) : Int(0x1p62)
  }
}
