/// The file format of the clips.
package enum ClipFormat: String, CaseIterable, Hashable, Sendable, Codable {
  case wav
  case flac

  package var fileExtension: String { rawValue }
}

/// How a clip's edges are resampled.
package enum ResampleEdges: String, CaseIterable, Hashable, Sendable, Codable {
  /// The clip is a slice of the whole recording resampled.
  case context
  /// The slice alone is resampled, as librosa would.
  case isolated
}
