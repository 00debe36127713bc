import CSndfile

struct SoundFileFault: Error, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String { "could not write \(path): \(reason)" }
}

extension Mixdown {
  /// Writes the samples as `recording` is stored; the upper 16 or 24 bits are kept.
  func write(_ recording: Recording, to path: String) throws(SoundFileFault) {
    var info = SF_INFO()
    info.samplerate = Int32(recording.rate)
    info.channels = Int32(recording.channels)
    info.format = recording.encoding.code
    guard let file = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw SoundFileFault(path: path, reason: String(cString: sf_strerror(nil)))
    }
    let written = sf_writef_int(file, samples, sf_count_t(frames))
    let reason = String(cString: sf_strerror(file))
    let closed = sf_close(file)
    guard written == frames, closed == 0 else { throw SoundFileFault(path: path, reason: reason) }
  }
}

extension Recording.Encoding {
  fileprivate var code: Int32 {
    switch self {
    case .wav16: Int32(SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    case .wav24: Int32(SF_FORMAT_WAV | SF_FORMAT_PCM_24)
    case .flac16: Int32(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
    }
  }
}
