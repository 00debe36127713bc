/// The file format of the clips.
package enum ClipFormat: String, CaseIterable, Hashable, Sendable, Codable {
  case wav
  case flac

  package var fileExtension: String { rawValue }

  /// Bytes of WAV files that hold `frames` frames in total: a header of 44 bytes each, two bytes a frame.
  package static func wavBytes(clips: Int = 1, frames: Int) -> Int { 44 * clips + 2 * frames }

  /// True if files of the format can state this rate (Hz); by RFC 9639, FLAC streams cannot state every rate.
  package func canState(sampleRate: Int) -> Bool {
    self == .wav || sampleRate < 1 << 16 || (sampleRate <= 655_350 && sampleRate % 10 == 0)
  }
}

/// The resampling of a clip's edges.
package enum ResampleEdges: String, CaseIterable, Hashable, Sendable, Codable {
  /// The clip is a slice of the whole recording resampled.
  case context
  /// The slice alone is resampled, as librosa would.
  case isolated
}
