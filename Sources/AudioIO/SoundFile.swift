import CSndfile

/// A sound file open for reading, and its decoder, which can be restarted at any time.
///
/// Positions and counts are frames at `sampleRate`. The header's frame count is an upper bound of the frames that
/// libsndfile returns and nothing more: nothing is allocated by it.
package struct SoundFile: ~Copyable {
  /// Frames a second, at least 1, from the header.
  package let sampleRate: Int
  /// Samples a frame, 1 to 1024.
  package let channels: Int
  /// Container and encoding, as libsndfile's number for them.
  package let format: Int32

  /// True if each sample is a 16-bit integer, which libsndfile returns unchanged.
  var isSixteenBit: Bool { Int(format) & SF_FORMAT_SUBMASK == SF_FORMAT_PCM_16 }

  /// No read ever gets past this frame; the file may end long before.
  let frameLimit: Int
  /// Frames that the file states for certain; nil if it states none, or an estimate.
  package let statedFrames: Int?
  /// True for MPEG audio, whose decoder loses the frames that it decoded before an error.
  let isMPEG: Bool
  /// The reason why the file cannot be read from `position`, though it continues; for people.
  private(set) var goesOn: String?
  let positioning: Positioning
  /// The first frame of the next read.
  private(set) var position = 0
  /// True if nothing has been read or sought since the decoder was started.
  private(set) var isFresh = true
  /// Frames decoded so far, including discarded ones: the cost of the work.
  private(set) var framesDecoded = 0

  let input: ReadAhead
  private let opening: SoundOpening
  private let parts: [SoundOpening.Way]
  /// The part that is being decoded.
  private var part = 0
  private var handle: OpaquePointer?

  /// Opens `path`, which must be a regular file, for reading only.
  ///
  /// Throws `.unreadable` if the file is at fault and `.unreachable` if the node is.
  package init(path: String) throws(SoundFileError) {
    let input = try ReadAhead.open(path)
    let opening = SoundOpening(input: input, path: path)
    let found = try opening.find()
    (self.input, self.opening) = (input, opening)
    parts = found.parts
    statedFrames = found.statedFrames
    handle = found.decoder.handle
    isMPEG = found.decoder.isMPEG
    let info = found.decoder.info
    sampleRate = Int(info.samplerate)
    channels = Int(info.channels)
    format = info.format
    frameLimit = found.parts.count > 1 ? .max : Int(info.frames)
    positioning = info.seekable == 0 ? .fromStart : Positioning(format: info.format)
  }

  deinit {
    if let handle { sf_close(handle) }
  }

  /// Discards the decoder and starts one at frame 0, as if the file had just been opened.
  mutating func restart() throws(SoundFileError) {
    discard()
    part = 0
    handle = try opening.start(parts[0]).handle
    isFresh = true
  }

  /// Continues with the next part, if it is like the first one; false if it is not, or there is none.
  private mutating func goOn() throws(SoundFileError) -> Bool {
    guard part + 1 < parts.count else { return false }
    let end = position
    discard()
    var next: SoundOpening.Decoder?
    do throws(SoundFileError) {
      next = try opening.start(parts[part + 1])
    } catch {
      guard case .unreadable = error else { throw error }
    }
    guard let next, next.info.samplerate == sampleRate, next.info.channels == channels else {
      if let next { sf_close(next.handle) }
      let seconds = (Double(end) / Double(sampleRate) * 1000).rounded() / 1000
      goesOn =
        "from \(seconds) s on the file holds an Ogg stream of another rate or number of channels, or "
        + "one that cannot be read: convert it, as with \(FileKind.conversion)"
      return false
    }
    handle = next.handle
    position = end
    part += 1
    return true
  }

  /// Seeks to `frame`; false if the file does not allow it, with the decoder discarded.
  mutating func seek(to frame: Int) throws(SoundFileError) -> Bool {
    if handle == nil { try restart() }
    isFresh = false
    let reached = sf_seek(handle, sf_count_t(frame), Int32(SF_SEEK_SET))
    try checkInput()
    guard reached == sf_count_t(frame), sf_error(handle) == 0 else {
      discard()
      return false
    }
    position = frame
    return true
  }

  /// The next frames, interleaved; fewer than requested only where decoding ends.
  ///
  /// `clean` is false if the decoder reported an error: then it is discarded, and the result of this call may hold
  /// made-up frames.
  mutating func read(
    _ frames: Int, into target: SampleRoom
  ) throws(SoundFileError) -> (count: Int, clean: Bool) {
    if handle == nil { try restart() }
    isFresh = false
    var (count, clean) = (0, true)
    while true {
      let rest = frames - count
      let got =
        switch target {
        case .float(let samples):
          Int(sf_readf_float(handle, samples + count * channels, sf_count_t(rest)))
        case .integer(let samples):
          Int(sf_readf_short(handle, samples + count * channels, sf_count_t(rest)))
        }
      try checkInput()
      let decoded = min(max(got, 0), rest)
      count += decoded
      position += decoded
      framesDecoded += decoded
      clean = sf_error(handle) == 0
      guard clean, count < frames, try goOn() else { break }
    }
    if !clean { discard() }
    return (count, clean)
  }

  private mutating func discard() {
    if let handle { sf_close(handle) }
    handle = nil
    position = 0
  }

  private mutating func checkInput() throws(SoundFileError) {
    let fault = input.fault
    guard fault != 0 else { return }
    discard()
    throw .system(fault)
  }
}
