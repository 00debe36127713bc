/// One line of the manifest, with every value that is absent or invalid replaced by its default.
package struct Event: Hashable, Sendable, Codable {
  /// Position among the manifest's non-blank lines, from 1.
  package var ordinal: Int
  /// Nil if the manifest has none (absent, empty, or not a string).
  package var eventID: Text?
  package var sessionID: Text
  /// The collection of the audio.
  package var sourceSet: Text
  /// As written in the manifest; nil if absent, empty, or not a string.
  package var audioPath: Text?
  package var window: Window
  /// True if the manifest says where the hit is; an event without an onset gets no clip, and its window's onset is 0.
  package var hasOnset = true
  /// The clip id, from its clips' names, of an event without an id whose window is not on record.
  package var recordedClipID: Text?
  /// The labels of the components that have one, trimmed, in manifest order, repetitions included.
  package var labels: [Text]
  /// Names of the fields with a present but unusable value, in the order of reading.
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

/// The identity of a recording in a manifest: the same path may be two files in two source sets.
package struct SourceKey: Hashable, Sendable {
  package let audioPath: Text?
  package let sourceSet: Text

  package init(audioPath: Text?, sourceSet: Text) {
    self.audioPath = audioPath
    self.sourceSet = sourceSet
  }
}

extension Event {
  /// The identity of the event's clips: its id, or without one the hexadecimal SHA-1 of its content.
  ///
  /// The content is session, source set, audio path and the four numbers of the window, each as the 16 hexadecimal
  /// digits of its binary64, between zero bytes. The event's place in the manifest is not part of it.
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
