import Glibc

/// A sound file as one mono track, readable at any position.
///
/// The result of `mono(from:count:)` is a function of the file's bytes and the range alone. Requests that go forward
/// are cheap: recently decoded frames are kept, so overlapping clips share them.
///
/// The recording ends where decoding ends, whatever the header says. For a range that reaches damage, a damaged file
/// ends at the last frame before it. Only a FLAC file continues behind it: at the next multiple of `anchorSpacing`
/// that can be sought; in all other formats nothing follows. A range that starts inside such a hole has no frames.
///
/// Use it on one thread at a time. After an `.unreachable` error the same request may be tried again.
package final class Recording {
  /// Frames between the seek targets in a FLAC file, 0.37 s at 44.1 kHz.
  ///
  /// A lone clip decodes half a stretch for nothing, a dense file costs a seek a stretch: 3,790 and 14,040 clips a
  /// second (2,030 and 14,020 with four times the spacing). Clips of damaged FLAC files depend on it: do not change
  /// it.
  static let anchorSpacing = 16_384

  /// Frames a second.
  package var sampleRate: Int { file.sampleRate }
  /// Number of channels that are mixed down.
  package var channels: Int { file.channels }
  /// Frames decoded so far, including discarded ones: the cost of the requests.
  package var framesDecoded: Int { file.framesDecoded }
  /// The number of frames that decode, once decoding has reached the end; never the header's claim.
  package private(set) var frameCount: Int?

  /// The reason why the recording cannot be read past `frameCount`, though it continues; nil if it ends there.
  package var goesOn: String? { file.goesOn }

  /// Called after each call of the decoder or the resampler, some thousand frames: slow work is then not taken for
  /// stuck.
  package var whileDecoding: () -> Void = {}

  private(set) var file: SoundFile
  /// True if frames are 16-bit integers, otherwise they are float32.
  private let isInteger: Bool
  private var window: FrameBuffer
  /// True if the decoder is at the window's end, or will be when the next stretch is entered.
  private var isPlaced = false
  /// Frames known not to decode; its lower bound is the place where the decoding before them ended.
  private var hole: Range<Int>?
  /// The farthest frame that a FLAC file reaches when decoded from its first frame.
  private var forwardEnd: Int?
  /// Frames a decoder call; a power of two, so that stretches are whole numbers of calls.
  private let step: Int
  private let scratchMemory: UnsafeMutableRawPointer
  private var scratch: SampleRoom { SampleRoom(scratchMemory, isInteger: isInteger) }
  /// Frames kept before the latest request.
  private let kept: Int

  /// Opens the file; errors as `SoundFile.init`.
  ///
  /// With `integerRate` (Hz), a 16-bit file of that rate is read as integers, where mixing down allows.
  package init(path: String, integerRate: Int? = nil) throws(SoundFileError) {
    let file = try SoundFile(path: path)
    let channels = file.channels
    var step = 4096
    while step > 16, step * channels > 16_384 { step /= 2 }
    self.step = step
    kept =
      file.positioning == .anywhere ? 16_384 : max(65_536, min(file.sampleRate * 5 / 4, 1 << 18))
    let isInteger =
      file.sampleRate == integerRate && file.isSixteenBit && Downmix.isExact(channels: channels)
    let bytes = isInteger ? MemoryLayout<Int16>.stride : MemoryLayout<Float>.stride
    self.isInteger = isInteger
    window = FrameBuffer(bytesPerFrame: bytes)
    scratchMemory = .allocate(byteCount: step * channels * bytes, alignment: 64)
    self.file = file
  }

  deinit { scratchMemory.deallocate() }

  /// The mono frames of `start ..< start + count` that decode; fewer at the end, maybe none.
  ///
  /// Those of a recording that is read as integers are whole multiples of 1/32,768. Throws `.unreadable` if the range
  /// passes the end and the file continues with unreadable data.
  package func mono(from start: Int, count: Int) throws(SoundFileError) -> [Float] {
    let frames = try frames(from: start, count: count)
    try checkEnd(frames.count, of: count)
    return frames.floats
  }

  /// Borrows the frames that `mono` would copy; they must not be kept.
  package func withMono<Result>(
    from start: Int, count: Int, _ body: (MonoSamples) -> Result
  ) throws(SoundFileError) -> Result {
    body(try frames(from: start, count: count))
  }

  /// Number of the frames `start ..< start + count` that decode before the first that does not.
  ///
  /// Throws as `mono` does.
  package func available(from start: Int, count: Int) throws(SoundFileError) -> Int {
    let got = try frames(from: start, count: count).count
    try checkEnd(got, of: count)
    return got
  }

  private func checkEnd(_ got: Int, of count: Int) throws(SoundFileError) {
    if got < count, let words = goesOn { throw .unreadable(words: words) }
  }

  /// The frames of `range`, with 0 for frames that do not decode, in holes and at the end.
  ///
  /// `end` is the frame after the last one that decoded, or the start of the range.
  func filled(_ range: Range<Int>) throws(SoundFileError) -> (frames: [Float], end: Int) {
    var filled = [Float](repeating: 0, count: range.count)
    var (next, end) = (range.lowerBound, range.lowerBound)
    while next < range.upperBound {
      let part = try frames(from: next, count: range.upperBound - next)
      guard case .float(let source) = part else {
        preconditionFailure("a recording that is resampled is read as float32")
      }
      filled.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let base = target.baseAddress else { return }
        (base + next - range.lowerBound).update(from: source, count: part.count)
        end = next + part.count
      }
      guard let hole, hole.contains(next + part.count), hole.upperBound < range.upperBound
      else { break }
      next = hole.upperBound
    }
    return (filled, end)
  }

  private func frames(from start: Int, count: Int) throws(SoundFileError) -> MonoSamples {
    precondition(start >= 0 && count >= 0, "frames are counted from 0")
    let limit = start + min(count, max(file.frameLimit - start, 0))
    guard limit > start, !(hole?.contains(start) ?? false) else {
      return MonoSamples(.init(start: nil, count: 0), isInteger: isInteger)
    }
    do throws(SoundFileError) {
      try place(for: start)
      while window.end < limit, try extend(by: limit - window.end) {
        window.drop(before: min(start, window.end) - kept)
      }
    } catch {
      isPlaced = false
      throw error
    }
    noteEnd()
    return MonoSamples(window.frames(start..<limit), isInteger: isInteger)
  }
}

// MARK: - Decoding

extension Recording {
  /// Makes the window hold `start`, or end where decoding towards it can continue.
  private func place(for start: Int) throws(SoundFileError) {
    let spacing = Self.anchorSpacing
    if isPlaced {
      let reachable =
        switch file.positioning {
        case .anywhere: start <= window.end
        case .anchors: start <= window.end || start / spacing == window.end / spacing
        case .fromStart: true
        }
      if reachable, start >= window.start {
        window.drop(before: start - kept)
        return
      }
    }
    switch file.positioning {
    case .anywhere:
      window.reset(at: start)
      if try !file.seek(to: start) { hole = start..<Int.max }
    case .anchors: window.reset(at: start / spacing * spacing)
    case .fromStart:
      window.reset(at: 0)
      if !file.isFresh { try file.restart() }
    }
    isPlaced = true
  }

  /// Decodes one more step behind the window; false if decoding ends.
  private func extend(by wanted: Int) throws(SoundFileError) -> Bool {
    let at = window.end
    if let hole, hole.contains(at) { return false }
    var frames = step
    switch file.positioning {
    case .anywhere: frames = min(step, wanted)
    case .anchors:
      if at % Self.anchorSpacing == 0, try !enter(at) {
        hole = at..<at + Self.anchorSpacing
        return false
      }
    case .fromStart: break
    }
    let (count, clean) = try decode(frames)
    if clean {
      window.commit(count)
    } else if file.positioning == .anchors {
      try decodeUpToDamage(from: at, frames)
    } else if file.isMPEG {
      try decodeMPEGUpToDamage(from: at, frames)
    } else {
      window.commit(count)
    }
    if clean, count == frames { return true }
    hole = window.end..<holeEnd(from: window.end)
    return false
  }

  private func holeEnd(from frame: Int) -> Int {
    guard file.positioning == .anchors, frame < file.frameLimit else { return Int.max }
    return (frame / Self.anchorSpacing + 1) * Self.anchorSpacing
  }

  /// Notes the total: it is known if decoding ended for good, or reached the header's count.
  private func noteEnd() {
    if window.end == file.frameLimit {
      frameCount = file.frameLimit
    } else if let hole, hole.upperBound == Int.max {
      frameCount = hole.lowerBound
    }
  }

  /// Decodes into the window's room, mixed down, without keeping the frames yet.
  private func decode(_ frames: Int) throws(SoundFileError) -> (count: Int, clean: Bool) {
    let target = SampleRoom(window.room(for: frames), isInteger: isInteger)
    defer { whileDecoding() }
    guard file.channels > 1 else { return try file.read(frames, into: target) }
    let result = try file.read(frames, into: scratch)
    Downmix.mono(scratch, channels: file.channels, frames: result.count, into: target)
    return result
  }
}

// MARK: - FLAC

extension Recording {
  /// Puts the decoder at `anchor`: by seeking or, if that fails, by decoding everything before it.
  ///
  /// False if neither gets there. A truncated file fails to seek behind its cut, and near it.
  private func enter(_ anchor: Int) throws(SoundFileError) -> Bool {
    if anchor > 0, try file.seek(to: anchor) { return true }
    if let forwardEnd, forwardEnd < anchor { return false }
    if !file.isFresh { try file.restart() }
    while file.position < anchor {
      let at = file.position
      let (count, clean) = try file.read(step, into: scratch)
      whileDecoding()
      guard clean, count == step else {
        forwardEnd = at
        return false
      }
    }
    return true
  }

  /// Keeps the frames of a failed step that precede the damage.
  ///
  /// The step is decoded again frame by frame: a call fails only if it begins at a damaged FLAC frame, so all frames
  /// before that call are good.
  private func decodeUpToDamage(from start: Int, _ frames: Int) throws(SoundFileError) {
    let anchor = start / Self.anchorSpacing * Self.anchorSpacing
    guard try enter(anchor) else { return }
    try commitOneByOne(from: start, frames)
  }

  /// As `decodeUpToDamage`, from the first frame: a call that fails loses the frames that it decoded.
  private func decodeMPEGUpToDamage(from start: Int, _ frames: Int) throws(SoundFileError) {
    try file.restart()
    try commitOneByOne(from: start, frames)
  }

  private func commitOneByOne(from start: Int, _ frames: Int) throws(SoundFileError) {
    while file.position < start {
      guard case (step, true) = try file.read(step, into: scratch) else { return }
      whileDecoding()
    }
    for _ in 0..<frames {
      guard case (1, true) = try decode(1) else { return }
      window.commit(1)
    }
  }
}
