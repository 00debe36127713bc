import Dataset

extension LabelRow {
  /// Names of the fields in which the two halves differ.
  func differences(from other: LabelRow) -> [String] {
    let pairs: [(String, Bool)] = [
      ("file", file == other.file), ("label", label == other.label),
      ("component_idx", classIndex == other.classIndex), ("event_id", eventID == other.eventID),
      ("session_id", sessionID == other.sessionID), ("source_set", sourceSet == other.sourceSet),
      ("duration_seconds", seconds == other.seconds),
    ]
    return pairs.filter { !$0.1 }.map(\.0)
  }

  /// The path that a clip of this row should have; nil if its event has no id and its name states none.
  func expectedPath(in split: Split, fanout: Int, format: ClipFormat) -> String? {
    var event = Event(ordinal: 1, eventID: eventID, sessionID: sessionID)
    if eventID == nil {
      guard let id = ClipName.contentID(inPath: file) else { return nil }
      event.recordedClipID = id
    }
    return ClipPlace(of: event, label: label, in: split, format: format, fanout: fanout).path
  }
}
