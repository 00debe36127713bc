import AudioIO
import Dataset

/// Cuts clips out of one recording.
struct ClipRenderer {
  private let recording: Recording
  private let resampler: ContextResampler
  private let options: ClipOptions

  /// The bytes of an event's clips, and their origin.
  struct Clip {
    let bytes: [UInt8]
    let frames: Int
    let level: ClipLevel
    /// Frames of the recording that the window really holds.
    let source: FrameWindow
  }

  /// `whileDecoding` is called repeatedly as long as the decoder or the resampler makes progress.
  init(
    _ path: String, options: ClipOptions, whileDecoding: @escaping () -> Void
  ) throws(SoundFileError) {
    recording = try Recording(path: path, integerRate: options.sampleRate)
    recording.whileDecoding = whileDecoding
    resampler = try ContextResampler(recording, targetRate: options.sampleRate)
    self.options = options
  }

  var sourceRate: Int { recording.sampleRate }

  /// Renders the window; nil if it holds no frame of the recording.
  func tryRendering(_ window: Window) -> Result<Clip?, SoundFileError> {
    do throws(SoundFileError) {
      return .success(try render(window))
    } catch {
      return .failure(error)
    }
  }

  private func render(_ window: Window) throws(SoundFileError) -> Clip? {
    guard let asked = window.frames(at: sourceRate) else { return nil }
    let count = try recording.available(from: asked.start, count: asked.count)
    guard count > 0 else { return nil }
    guard count <= WAVFile.framesAtMost / 8 else {
      throw .unreadable(words: "the window is longer than a clip can be")
    }
    let source = FrameWindow(start: asked.start, count: count)
    if resampler.ratio.isIdentity { return try copy(source) }
    switch options.resampleEdges {
    case .context: return try renderInContext(source)
    case .isolated: return try renderAlone(source)
    }
  }

  private func copy(_ source: FrameWindow) throws(SoundFileError) -> Clip {
    let padded = paddedFrames
    let options = options
    return try recording.withMono(from: source.start, count: source.count) { samples in
      Self.clip(samples, source, options, framesAtLeast: padded)
    }
  }

  /// A slice of the whole recording resampled; silence is added afterwards.
  private func renderInContext(_ source: FrameWindow) throws(SoundFileError) -> Clip {
    let samples = try resampler.frames(
      from: resampler.ratio.targetStart(source.start),
      count: resampler.ratio.targetFrames(source.count))
    return clip(samples, source, framesAtLeast: resampler.ratio.targetFrames(paddedFrames))
  }

  /// The slice alone, silence added before it is resampled.
  private func renderAlone(_ source: FrameWindow) throws(SoundFileError) -> Clip {
    var samples = try recording.mono(from: source.start, count: source.count)
    samples += repeatElement(0, count: max(paddedFrames - samples.count, 0))
    let frames = try Resampler.isolated(
      samples, resampler.ratio, whileResampling: recording.whileDecoding)
    return clip(frames, source, framesAtLeast: 0)
  }

  private func clip(
    _ samples: [Float], _ source: FrameWindow, framesAtLeast: Int
  ) -> Clip {
    samples.withUnsafeBufferPointer {
      Self.clip(.float($0), source, options, framesAtLeast: framesAtLeast)
    }
  }

  private static func clip(
    _ samples: MonoSamples, _ source: FrameWindow, _ options: ClipOptions, framesAtLeast: Int
  ) -> Clip {
    let wav = WAVFile.bytes(
      of: samples, sampleRate: options.sampleRate, framesAtLeast: framesAtLeast)
    return WAVFile.withSamples(of: wav) { sound in
      let bytes =
        switch options.format {
        case .wav: wav
        case .flac: FLACFile.bytes(of: sound, sampleRate: options.sampleRate)
        }
      return Clip(bytes: bytes, frames: sound.count, level: ClipLevel(of: sound), source: source)
    }
  }

  /// The least number of source frames by `--pad-to`.
  private var paddedFrames: Int {
    options.padToSeconds.map { Int(($0 * Double(sourceRate)).rounded(.up)) } ?? 0
  }
}
