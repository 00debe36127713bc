extension Event {
  /// Number of unusable values in fields on which its clips depend, except the onset.
  package var invalidClipValues: Int {
    invalidFields.count { name in
      let isClips = Self.clipFields.contains { name == $0 || name.hasPrefix("\($0).") }
      let isComponent = name.hasPrefix("components[")
      return isClips || isComponent && !Self.spreads.contains { name.hasSuffix($0) }
    }
  }

  private static let clipFields = [
    "event_id", "session_id", "source_set", "audio_path", "context_ms", "duration_seconds",
    "components",
  ]
  /// Numbers of a component that only statistics use.
  private static let spreads = ["].velocity", "].openness"]
}
