/// One line of the manifest, with every value that is absent or invalid replaced by its default.
package struct Event: Hashable, Sendable, Codable {
  /// Position among the manifest's non-blank lines, from 1.
  package var ordinal: Int
  /// Nil where the manifest has none (absent, empty, or not a string).
  package var eventID: Text?
  package var sessionID: Text
  /// The collection the audio comes from.
  package var sourceSet: Text
  /// As written in the manifest; nil where absent, empty, or not a string.
  package var audioPath: Text?
  package var window: Window
  /// Whether the manifest says where the hit is; an event that does not becomes no clip, and its
  /// window's onset is 0.
  package var hasOnset = true
  /// The clip id of an event without id whose window is not on record, as its clips' names state it.
  package var recordedClipID: Text?
  /// The labels of the components that have one, trimmed, in manifest order, repetitions included.
  package var labels: [Text]
  /// Names of the fields whose value was there but unusable, in the order met.
  package var invalidFields: [String]

  package init(
    ordinal: Int, eventID: Text? = nil, sessionID: Text = "", sourceSet: Text = "",
    audioPath: Text? = nil, window: Window = Window(), labels: [Text] = [],
    invalidFields: [String] = []
  ) {
    self.ordinal = ordinal
    self.eventID = eventID
    self.sessionID = sessionID
    self.sourceSet = sourceSet
    self.audioPath = audioPath
    self.window = window
    self.labels = labels
    self.invalidFields = invalidFields
  }
}

/// What names a recording in a manifest: the same path may be two files in two source sets.
package struct SourceKey: Hashable, Sendable {
  package let audioPath: Text?
  package let sourceSet: Text

  package init(audioPath: Text?, sourceSet: Text) {
    self.audioPath = audioPath
    self.sourceSet = sourceSet
  }
}

extension Event {
  /// What names the event's clips: its id, or where it has none, the hexadecimal SHA-1 of what it is.
  ///
  /// That is session, source set, audio path and the four numbers of the window, each as the 16
  /// hexadecimal digits of its binary64, between zero bytes. Where the event stands in the manifest
  /// is not part of it.
  package var clipID: Text {
    if let id = eventID ?? recordedClipID { return id }
    var bytes = sessionID.bytes + [0] + sourceSet.bytes + [0] + (audioPath?.bytes ?? [])
    for number in window.identity {
      // -0 is 0.
      bytes += [0] + Array((number == 0 ? 0 : number.bitPattern).hexadecimal.utf8)
    }
    return Text(SHA1(of: bytes).bytes.hexadecimal)
  }

  package var source: SourceKey { SourceKey(audioPath: audioPath, sourceSet: sourceSet) }
}
