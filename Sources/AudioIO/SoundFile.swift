import CSndfile
import Glibc

/// A sound file open for reading, and its decoder, which can be started anew at any time.
///
/// Positions and counts are frames at `sampleRate`. The header's frame count is an upper bound of
/// what libsndfile hands out and nothing more: nothing is allocated by it.
package struct SoundFile: ~Copyable {
  /// Frames a second, at least 1, as the header says.
  package let sampleRate: Int
  /// Samples a frame, 1 to 1024.
  package let channels: Int
  /// Container and encoding, as libsndfile's number for them.
  package let format: Int32

  /// No read ever gets past this frame; the file may end long before.
  let frameLimit: Int
  /// Frames as the header states them; an estimate in some formats.
  package var statedFrames: Int { frameLimit }
  let positioning: Positioning
  /// The frame the next read starts at.
  private(set) var position = 0
  /// Whether nothing has been read or sought since the decoder was started.
  private(set) var isFresh = true
  /// Frames decoded so far, discarded ones included: what the work cost.
  private(set) var framesDecoded = 0

  private let path: String
  let input: ReadAhead
  private var handle: OpaquePointer?

  /// Opens `path`, which must be a regular file, for reading only.
  ///
  /// Throws `.unreadable` where the file is at fault and `.unreachable` where the node is.
  package init(path: String) throws(SoundFileError) {
    let input = try ReadAhead.open(path)
    let opened = try Self.start(input, path: path)
    self.path = path
    self.input = input
    handle = opened.handle
    sampleRate = Int(opened.info.samplerate)
    channels = Int(opened.info.channels)
    format = opened.info.format
    frameLimit = Int(opened.info.frames)
    positioning =
      opened.info.seekable == 0 ? .fromStart : Positioning(format: opened.info.format)
  }

  deinit {
    if let handle { sf_close(handle) }
  }

  /// Throws the decoder away and starts one at frame 0, as if the file had just been opened.
  mutating func restart() throws(SoundFileError) {
    discard()
    handle = try Self.start(input, path: path).handle
    isFresh = true
  }

  /// Seeks to `frame`; false where the file does not let it, with the decoder thrown away.
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

  /// The next frames, interleaved; fewer than asked for only where decoding ends.
  ///
  /// `clean` is false where the decoder complained: then it is thrown away, and what this call
  /// returned may hold made-up frames.
  mutating func read(
    _ frames: Int, into target: UnsafeMutablePointer<Float>
  ) throws(SoundFileError) -> (count: Int, clean: Bool) {
    if handle == nil { try restart() }
    isFresh = false
    let got = Int(sf_readf_float(handle, target, sf_count_t(frames)))
    try checkInput()
    let count = min(max(got, 0), frames)
    position += count
    framesDecoded += count
    let clean = sf_error(handle) == 0
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

// MARK: - Opening

extension SoundFile {
  private typealias Opened = (handle: OpaquePointer, info: SF_INFO)

  /// libsndfile tells why an open failed through variables of the whole process.
  ///
  /// Safe because the pointer never changes and a mutex is made for many threads.
  nonisolated(unsafe) private static let opening = {
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    return mutex
  }()

  private static func start(_ input: ReadAhead, path: String) throws(SoundFileError) -> Opened {
    var words = ""
    for var info in [SF_INFO(), headerless(path)].compactMap(\.self) {
      input.rewind()
      let attempt = open(input, &info)
      guard input.fault == 0 else {
        if let handle = attempt.handle { sf_close(handle) }
        throw .system(input.fault)
      }
      if let handle = attempt.handle {
        guard info.channels >= 1, info.samplerate >= 1, info.frames >= 0 else {
          sf_close(handle)
          throw .unreadable(words: "no channels or no sample rate")
        }
        return (handle, info)
      }
      if words.isEmpty { words = attempt.words }
      guard attempt.unrecognised else { break }
    }
    throw .unreadable(words: words)
  }

  private static func open(
    _ input: ReadAhead, _ info: inout SF_INFO
  ) -> (handle: OpaquePointer?, unrecognised: Bool, words: String) {
    var callbacks = ReadAhead.callbacks
    // Safe because whoever keeps the handle keeps the input too, and closes the handle first.
    let user = Unmanaged.passUnretained(input).toOpaque()
    pthread_mutex_lock(opening)
    defer { pthread_mutex_unlock(opening) }
    let handle = sf_open_virtual(&callbacks, Int32(SFM_READ), &info, user)
    if handle != nil { return (handle, false, "") }
    let unrecognised = sf_error(nil) == Int32(SF_ERR_UNRECOGNISED_FORMAT)
    return (nil, unrecognised, String(cString: sf_strerror(nil)))
  }

  /// What libsndfile takes files without a header for, by their name; it sees no name here.
  private static func headerless(_ path: String) -> SF_INFO? {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let ending = parts.last else { return nil }
    var info = SF_INFO()
    info.channels = 1
    info.samplerate = 8000
    switch ending.lowercased() {
    case "au", "snd": info.format = Int32(SF_FORMAT_RAW | SF_FORMAT_ULAW)
    case "vox", "vox8": info.format = Int32(SF_FORMAT_RAW | SF_FORMAT_VOX_ADPCM)
    case "gsm": info.format = Int32(SF_FORMAT_RAW | SF_FORMAT_GSM610)
    case "vox6":
      info.format = Int32(SF_FORMAT_RAW | SF_FORMAT_VOX_ADPCM)
      info.samplerate = 6000
    default: return nil
    }
    return info
  }
}
