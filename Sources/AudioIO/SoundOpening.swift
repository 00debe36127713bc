import CSndfile
import Glibc

/// How to make libsndfile read a file, found by trying; `SoundFile` keeps the result.
///
/// libsndfile treats bytes by other rules than a path, and it refuses some good files, or reads only a part of them,
/// in either form. This type compensates for that: each way shows the file differently and decodes nothing.
struct SoundOpening {
  /// A view of the file that libsndfile accepts, and the settings that it needs beforehand.
  struct Way {
    var view: FileView
    /// Set if the file is to be taken for samples without a header.
    var headerless: SF_INFO?
  }

  /// A running decoder.
  struct Decoder {
    let handle: OpaquePointer
    let info: SF_INFO
  }

  /// The result of the search.
  struct Found {
    /// The decoder of the first part, at its first frame.
    var decoder: Decoder
    /// The parts that follow one another in the file; more than one only if an Ogg file is chained.
    var parts: [Way]
    /// Frames that the file states for certain; nil if it states none, or an estimate.
    var statedFrames: Int?
  }

  let input: ReadAhead
  let path: String

  /// Throws `.unreadable` if no way is found, with words about the kind of the file.
  func find() throws(SoundFileError) -> Found {
    do throws(Refusal) {
      return try findDecoder()
    } catch {
      guard case .library(let words, let isUnknown) = error else { throw error.fault }
      throw .unreadable(words: try whatItIs() ?? reason(words, isUnknown))
    }
  }

  /// libsndfile's message, with advice if it knows the container.
  private func reason(_ words: String, _ isUnknown: Bool) -> String {
    // Its message if libmpg123 finds no frame, which speaks of a missing file.
    let findsNoFrame = words.hasPrefix("File does not exist")
    if findsNoFrame || isUnknown && SoundEnding(of: path) == .mp3 {
      return "no MPEG audio was found in it, though its name or its first bytes promise it"
    }
    return isUnknown
      ? words : "\(words) If another program plays it, convert it, as with \(FileKind.conversion)"
  }

  /// Restarts a decoder as it was found.
  func start(_ way: Way) throws(SoundFileError) -> Decoder {
    do throws(Refusal) {
      return try open(way)
    } catch {
      throw error.fault
    }
  }

  /// The reason why a way was not taken.
  private enum Refusal: Error {
    /// libsndfile's message; `isUnknown` if it found no format at all.
    case library(words: String, isUnknown: Bool)
    case other(SoundFileError)

    var fault: SoundFileError {
      switch self {
      case .library(let words, _): .unreadable(words: words)
      case .other(let error): error
      }
    }
  }
}

// MARK: - Ways

extension SoundOpening {
  private func findDecoder() throws(Refusal) -> Found {
    let start = try looking { () throws(SoundFileError) in try firstByte() }
    let magic = try magic(at: start)
    var parts = [Way(view: FileView(body: start..<input.size))]
    if magic == "OggS" {
      parts = try looking { () throws(SoundFileError) in
        try OggLinks.ranges(in: input, from: start).map { Way(view: FileView(body: $0)) }
      }
    }
    do throws(Refusal) {
      return try open(parts: parts)
    } catch {
      guard case .library(_, let isUnknown) = error else { throw error }
      if let found = try withCorrectedHeader(magic, start) { return found }
      if isUnknown, let found = try byName() { return found }
      throw error
    }
  }

  /// The decoder of the first of `parts`, with the real end of the file.
  private func open(parts: [Way]) throws(Refusal) -> Found {
    let decoder = try open(parts[0])
    if decoder.isMPEG { return try withoutEstimate(decoder, parts[0]) }
    if let longer = try pastStatedEnd(decoder, parts[0]) { return longer }
    return Found(
      decoder: decoder, parts: parts, statedFrames: parts.count > 1 ? nil : decoder.statedFrames)
  }

  /// As `open`, but nil if libsndfile refuses the file: its message about the unchanged file is reported instead.
  private func attempt(_ way: Way) throws(Refusal) -> Found? {
    do throws(Refusal) {
      return try open(parts: [way])
    } catch {
      guard case .library = error else { throw error }
      return nil
    }
  }

  /// The first byte for libsndfile, which skips tags itself, but only in a file that it opens by its path.
  ///
  /// libmpg123 reads the tags of an MP3 itself, so its first byte stays.
  private func firstByte() throws(SoundFileError) -> Int {
    let end = try LeadingTags.endOfID3(in: input)
    guard end > 0 else { return 0 }
    let magic = String(decoding: try input.bytes(at: end, count: 4), as: UTF8.self)
    let containers = ["RIFF", "RIFX", "RF64", "riff", "FORM", "fLaC", "OggS", "caff", ".snd"]
    return containers.contains(magic) ? end : 0
  }

  private func magic(at place: Int) throws(Refusal) -> String {
    try looking { () throws(SoundFileError) in
      String(decoding: try input.bytes(at: place, count: 4), as: UTF8.self)
    }
  }

  /// The decoder for the format of the file's name, which libsndfile does not see here.
  private func byName() throws(Refusal) -> Found? {
    guard let ending = SoundEnding(of: path), try !isForeign(ending) else { return nil }
    var way = Way(view: FileView(body: 0..<input.size))
    guard ending != .mp3 else {
      if let found = try attempt(disguised(way)) { return found }
      return try attempt(disguised(behindTags(way)))
    }
    way.headerless = ending.format
    return try attempt(way)
  }

  /// True if the file is known to be of another kind than its ending says.
  private func isForeign(_ ending: SoundEnding) throws(Refusal) -> Bool {
    let head = try looking { () throws(SoundFileError) in
      try input.bytes(at: 0, count: FileKind.headBytes)
    }
    let words = FileKind.words(
      head: head, size: input.size, fromBytesAtLeast: ending == .mp3 ? 2 : 4)
    return words != nil
  }

  /// Shows the first bytes of an MPEG frame, by which libsndfile recognises the format.
  private func disguised(_ way: Way) -> Way {
    var way = way
    way.view.disguise = [0xFF, 0xFB, 0x90, 0x00]
    return way
  }

  /// libmpg123 searches for a first frame within 64 KiB only.
  private func behindTags(_ way: Way) throws(Refusal) -> Way {
    let end = try looking { () throws(SoundFileError) in try LeadingTags.end(in: input) }
    return Way(view: FileView(body: end..<way.view.body.upperBound))
  }
}

// MARK: - Ends

extension SoundOpening {
  /// The decoder of an MP3, which ends with its frames unless a tag counts them.
  ///
  /// Without such a tag libmpg123 derives the length from the file's size, and libsndfile stops there. A length that
  /// changes with the size is such an estimate: then the reported size is made so large that it does not matter. The
  /// first change is small, since libmpg123 reports others as errors.
  private func withoutEstimate(_ decoder: Decoder, _ way: Way) throws(Refusal) -> Found {
    var way = way
    sf_close(decoder.handle)
    way.view.bytesPastEnd = 16 + way.view.count / 256
    let second = try open(way)
    let isFact = second.info.frames == decoder.info.frames
    sf_close(second.handle)
    way.view.bytesPastEnd = isFact ? 0 : 1 << 48
    return Found(
      decoder: try open(way), parts: [way], statedFrames: isFact ? decoder.statedFrames : nil)
  }

  /// The decoder of sound behind the end that a plain container states; nil if there is none.
  ///
  /// A recorder that died leaves a size of 0, and one that passed 4 GiB leaves a size that began again at 0. The
  /// samples are then read without the header, to the end of the file or to the end that was meant.
  private func pastStatedEnd(_ decoder: Decoder, _ way: Way) throws(Refusal) -> Found? {
    guard decoder.isSized else { return nil }
    guard Positioning(format: decoder.info.format) == .anywhere else {
      guard decoder.info.frames == 0, way.view.count > FileKind.headBytes else { return nil }
      sf_close(decoder.handle)
      let start = way.view.body.lowerBound
      if way.view.head.isEmpty, let found = try withCorrectedHeader(magic(at: start), start) {
        return found
      }
      throw .other(.unreadable(words: Self.noLength))
    }
    guard let end = try meantEnd(decoder, way), let raw = decoder.headerless else {
      input.show(way.view)
      _ = sf_seek(decoder.handle, 0, Int32(SEEK_SET))
      return nil
    }
    sf_close(decoder.handle)
    let way = Way(view: FileView(body: end), headerless: raw)
    let whole = try open(way)
    return Found(decoder: whole, parts: [way], statedFrames: whole.statedFrames)
  }

  private static let noLength =
    "its header states a length of 0, though sound follows: write the header again, "
    + "as with ffmpeg -ignore_length 1 -i FILE FILE.wav"

  /// The bytes of the file that hold samples, if they are more than the header states.
  private func meantEnd(_ decoder: Decoder, _ way: Way) throws(Refusal) -> Range<Int>? {
    // When libsndfile seeks to its first frame, it asks for the first byte of the samples.
    guard sf_seek(decoder.handle, 0, Int32(SEEK_SET)) == 0 else { return nil }
    let start = way.view.body.lowerBound + input.position - way.view.head.count
    // A header may state more than the file holds, and more than can be counted in bytes.
    let frames = min(Int(decoder.info.frames), way.view.count / decoder.frameBytes)
    let stated = start + frames * decoder.frameBytes
    let behind = way.view.body.upperBound - stated
    if behind >= 1 << 32 {
      // A stated size may end within a frame; the size that was meant ends with one.
      let meant = stated - start + behind / (1 << 32) * (1 << 32) + decoder.frameBytes - 1
      return start..<start + meant / decoder.frameBytes * decoder.frameBytes
    }
    guard decoder.info.frames == 0, behind >= decoder.frameBytes else { return nil }
    let magic = try magic(at: way.view.body.lowerBound)
    let isChunks = try looking { () throws(SoundFileError) in
      try ChunkWalk(input, magic: magic).fillsRest(from: start)
    }
    return isChunks ? nil : start..<way.view.body.upperBound
  }

  /// The decoder of a file whose header libsndfile refuses, though it has all that is needed.
  private func withCorrectedHeader(_ magic: String, _ start: Int) throws(Refusal) -> Found? {
    let view = try looking { () throws(SoundFileError) in
      try CorrectedHeader.view(of: input, magic: magic, start: start)
    }
    return if let view { try attempt(Way(view: view)) } else { nil }
  }
}

// MARK: - libsndfile

extension SoundOpening {
  private func open(_ way: Way) throws(Refusal) -> Decoder {
    var info = way.headerless ?? SF_INFO()
    input.show(way.view)
    let attempt = open(&info)
    guard input.fault == 0 else {
      if let handle = attempt.handle { sf_close(handle) }
      throw .other(.system(input.fault))
    }
    guard let handle = attempt.handle else {
      throw .library(words: attempt.words, isUnknown: attempt.isUnknown)
    }
    guard info.channels >= 1, info.samplerate >= 1, info.frames >= 0 else {
      sf_close(handle)
      throw .library(words: "no channels or no sample rate", isUnknown: false)
    }
    return Decoder(handle: handle, info: info)
  }

  private func open(
    _ info: inout SF_INFO
  ) -> (handle: OpaquePointer?, isUnknown: Bool, words: String) {
    var callbacks = ReadAhead.callbacks
    // Safe because the owner of the handle keeps the input too, and closes the handle first.
    let user = Unmanaged.passUnretained(input).toOpaque()
    return OpeningLock.hold {
      let handle = sf_open_virtual(&callbacks, Int32(SFM_READ), &info, user)
      if handle != nil { return (handle, false, "") }
      let isUnknown = sf_error(nil) == Int32(SF_ERR_UNRECOGNISED_FORMAT)
      return (nil, isUnknown, String(cString: sf_strerror(nil)))
    }
  }

  private func looking<Value>(
    _ body: () throws(SoundFileError) -> Value
  ) throws(Refusal) -> Value {
    do throws(SoundFileError) {
      return try body()
    } catch {
      throw .other(error)
    }
  }

  /// The kind of a file that could not be opened; nil if its bytes do not show it.
  private func whatItIs() throws(SoundFileError) -> String? {
    let head = try input.bytes(at: 0, count: FileKind.headBytes)
    if let words = FileKind.words(head: head, size: input.size) { return words }
    if head.allSatisfy({ $0 == 0 }) {
      return FileKind.zeros(try LeadingTags.zeros(in: input), of: input.size)
    }
    let tag = try LeadingTags.endOfID3(in: input)
    let behindTag = try input.bytes(at: tag, count: FileKind.headBytes)
    return FileKind.words(head: behindTag, size: input.size)
  }
}

extension SoundOpening.Decoder {
  /// True if libmpg123 decodes it, by itself or inside a WAV file.
  var isMPEG: Bool {
    [SF_FORMAT_MPEG_LAYER_I, SF_FORMAT_MPEG_LAYER_II, SF_FORMAT_MPEG_LAYER_III]
      .contains(Int(info.format) & SF_FORMAT_SUBMASK)
  }

  /// True if its header states how many bytes of samples follow.
  fileprivate var isSized: Bool {
    [
      SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_RF64, SF_FORMAT_W64, SF_FORMAT_AIFF, SF_FORMAT_AU,
      SF_FORMAT_CAF,
    ].contains(Int(info.format) & SF_FORMAT_TYPEMASK)
  }

  fileprivate var statedFrames: Int? { info.frames == .max ? nil : Int(info.frames) }

  /// Bytes a frame of plain samples; 0 for all others.
  fileprivate var frameBytes: Int {
    let width =
      switch Int(info.format) & SF_FORMAT_SUBMASK {
      case SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_ULAW, SF_FORMAT_ALAW: 1
      case SF_FORMAT_PCM_16: 2
      case SF_FORMAT_PCM_24: 3
      case SF_FORMAT_PCM_32, SF_FORMAT_FLOAT: 4
      case SF_FORMAT_DOUBLE: 8
      default: 0
      }
    return width * Int(info.channels)
  }

  /// The same samples, to be read without a header.
  fileprivate var headerless: SF_INFO? {
    guard frameBytes > 0 else { return nil }
    let isSwapped = sf_command(handle, Int32(SFC_RAW_DATA_NEEDS_ENDSWAP), nil, 0) != 0
    let endian =
      switch (frameBytes / Int(info.channels), isSwapped, UInt16(1).bigEndian == 1) {
      case (1, _, _): SF_ENDIAN_FILE
      case (_, true, false), (_, false, true): SF_ENDIAN_BIG
      default: SF_ENDIAN_LITTLE
      }
    var raw = SF_INFO()
    raw.channels = info.channels
    raw.samplerate = info.samplerate
    raw.format = Int32(SF_FORMAT_RAW | endian) | info.format & Int32(SF_FORMAT_SUBMASK)
    return raw
  }
}
