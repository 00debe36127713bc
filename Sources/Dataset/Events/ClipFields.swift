extension Event {
  /// How many of the values of no use stand in fields that its clips depend on, but for the onset.
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
  /// Numbers of a component that only statistics read.
  private static let spreads = ["].velocity", "].openness"]
}
