/// The reason why an event has no clip; the cases are in the order in which they apply.
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
  /// Decoding the event kills or hangs the renderer, or fails on every host and only for this file.
  case quarantined

  /// True if the reason counts as `skipped_missing_audio`.
  package var isMissingAudio: Bool {
    switch self {
    case .outsideRoots, .missingFile, .unreadable, .outOfRange: true
    case .malformed, .noComponents, .invalidOnset, .duplicate, .quarantined: false
    }
  }

  /// True if the reason is found while the event is rendered: an earlier attempt may have published clips of it.
  package var isOfRendering: Bool {
    switch self {
    case .unreadable, .outOfRange, .quarantined: true
    case .malformed, .noComponents, .invalidOnset, .duplicate, .outsideRoots, .missingFile: false
    }
  }

  /// True if a manifest alone gives the reason: the event claims no clip, and another manifest reports its own such
  /// events.
  package var isOfManifest: Bool {
    switch self {
    case .malformed, .noComponents, .invalidOnset, .duplicate: true
    case .outsideRoots, .missingFile, .unreadable, .outOfRange, .quarantined: false
    }
  }
}
