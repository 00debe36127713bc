/// Why an event has no clip; the cases stand in the order in which they apply.
package enum SkipReason: String, CaseIterable, Hashable, Sendable, Codable, CodingKeyRepresentable {
  /// The line is not a usable JSON object.
  case malformed
  /// No component has a label.
  case noComponents = "no_components"
  /// The line does not say where the hit is.
  case invalidOnset = "invalid_onset"
  /// Every clip of the event belongs to an earlier one.
  case duplicate
  /// A root refused the path, and none had it.
  case outsideRoots = "outside_roots"
  /// No root has a regular file of this name.
  case missingFile = "missing_file"
  /// Not audio, unsupported, damaged, or no permission.
  case unreadable
  /// The window holds no frame of the recording.
  case outOfRange = "out_of_range"
  /// Its decoding kills or hangs the renderer, or only fails on this file everywhere.
  case quarantined

  /// Whether the reason counts as `skipped_missing_audio`.
  package var isMissingAudio: Bool {
    switch self {
    case .outsideRoots, .missingFile, .unreadable, .outOfRange: true
    case .malformed, .noComponents, .invalidOnset, .duplicate, .quarantined: false
    }
  }

  /// Whether the reason is found while the event is rendered: an attempt before may have published
  /// clips of it.
  package var isOfRendering: Bool {
    switch self {
    case .unreadable, .outOfRange, .quarantined: true
    case .malformed, .noComponents, .invalidOnset, .duplicate, .outsideRoots, .missingFile: false
    }
  }

  /// Whether a manifest alone gives the reason: the event claims no clip, and another manifest tells
  /// again of its own such events.
  package var isOfManifest: Bool {
    switch self {
    case .malformed, .noComponents, .invalidOnset, .duplicate: true
    case .outsideRoots, .missingFile, .unreadable, .outOfRange, .quarantined: false
    }
  }
}
