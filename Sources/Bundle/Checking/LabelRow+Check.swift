import Dataset

extension LabelRow {
  /// Names of the fields in which the two halves differ.
  func differences(from other: LabelRow) -> [String] {
    let pairs: [(String, Bool)] = [
      ("file", file == other.file), ("label", label == other.label),
      ("component_idx", classIndex == other.classIndex), ("event_id", eventID == other.eventID),
      ("session_id", sessionID == other.sessionID), ("source_set", sourceSet == other.sourceSet),
      ("duration_seconds", seconds == other.seconds), ("place in its tar", stored == other.stored),
    ]
    return pairs.filter { !$0.1 }.map(\.0)
  }

  /// The path that a clip of this row has as a file; nil where its event has no id and its name states none.
  func expectedPath(in split: Split, fanout: Int, format: ClipFormat) -> String? {
    event.map {
      ClipPlace(of: $0, label: label, in: split, format: format, fanout: fanout).path
    }
  }

  /// The name that a clip of this row has in a tar; nil likewise.
  func expectedName(_ format: ClipFormat) -> String? {
    event.map {
      SampleKey(of: $0, label: label, format).file(format)
    }
  }

  /// The event as far as it names clips.
  private var event: Event? {
    var event = Event(ordinal: 1, eventID: eventID, sessionID: sessionID)
    if eventID == nil {
      guard let id = ClipName.contentID(inPath: file) else { return nil }
      event.recordedClipID = id
    }
    return event
  }
}
