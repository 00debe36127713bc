import CSndfile

/// The name endings by which libsndfile takes files whose first bytes show nothing.
enum SoundEnding: String {
  case au, snd, vox, vox6, vox8, gsm, mp3

  /// The ending of a path in lower or upper case; nil for any other ending.
  init?(of path: String) {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let ending = parts.last else { return nil }
    self.init(rawValue: ending.lowercased())
  }

  /// The format for this ending, one channel without a header; nil for an MP3, which states its own.
  var format: SF_INFO? {
    var info = SF_INFO()
    info.channels = 1
    info.samplerate = self == .vox6 ? 6000 : 8000
    switch self {
    case .au, .snd: info.format = Int32(SF_FORMAT_RAW | SF_FORMAT_ULAW)
    case .vox, .vox6, .vox8: info.format = Int32(SF_FORMAT_RAW | SF_FORMAT_VOX_ADPCM)
    case .gsm: info.format = Int32(SF_FORMAT_RAW | SF_FORMAT_GSM610)
    case .mp3: return nil
    }
    return info
  }
}
