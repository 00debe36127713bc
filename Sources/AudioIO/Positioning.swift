import CSndfile

/// How a decoder of a format reaches a frame so that earlier reads cannot matter.
enum Positioning: Equatable, Sendable {
  /// Each frame has a computable place in the file: a seek to any frame is exact.
  case anywhere
  /// FLAC: a seek is exact, but in a damaged file its outcome depends on its target.
  ///
  /// So seeks go only to multiples of `Recording.anchorSpacing`, and to every one of them, even where decoding could
  /// continue: the content of a stretch is then a function of the file alone.
  case anchors
  /// Everything else is decoded from the first frame, in the same steps each time.
  case fromStart

  init(format: Int32) {
    let container = Int(format) & SF_FORMAT_TYPEMASK
    let encoding = Int(format) & SF_FORMAT_SUBMASK
    if container == SF_FORMAT_FLAC {
      self = .anchors
    } else if Self.plainContainers.contains(container), Self.plainEncodings.contains(encoding) {
      self = .anywhere
    } else {
      self = .fromStart
    }
  }

  /// PAF, SDS, XI and SD2 hold PCM in packets of their own, so they are not in the list.
  private static let plainContainers = [
    SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_RF64, SF_FORMAT_W64, SF_FORMAT_AIFF, SF_FORMAT_AU,
    SF_FORMAT_CAF, SF_FORMAT_RAW, SF_FORMAT_SVX, SF_FORMAT_NIST, SF_FORMAT_VOC, SF_FORMAT_IRCAM,
    SF_FORMAT_MAT4, SF_FORMAT_MAT5, SF_FORMAT_PVF, SF_FORMAT_HTK, SF_FORMAT_AVR, SF_FORMAT_MPC2K,
  ]

  private static let plainEncodings = [
    SF_FORMAT_PCM_S8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32, SF_FORMAT_PCM_U8,
    SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE, SF_FORMAT_ULAW, SF_FORMAT_ALAW,
  ]
}
