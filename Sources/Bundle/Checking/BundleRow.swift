import Dataset
import JSON

/// A row of a label file and, where the bundle has it, its other half in `metadata.jsonl`.
struct BundleRow {
  /// Relative to the split's folder.
  let file: Text
  let label: Text
  let classIndex: Int
  let eventID: Text?
  let sessionID: Text
  let sourceSet: Text
  let seconds: Double

  /// Nil where a field is absent or of another kind.
  init?(_ value: JSONValue, fileKey: String = "file") {
    guard value.isObject, let file = value[fileKey]?.text, let label = value["label"]?.text,
      !label.isEmpty, let index = value["component_idx"]?.int,
      let session = value["session_id"]?.text, let source = value["source_set"]?.text,
      let seconds = value["duration_seconds"]?.double, let event = value["event_id"],
      event.isNull || event.text != nil
    else { return nil }
    self.file = file
    self.label = label
    classIndex = index
    eventID = event.text
    sessionID = session
    sourceSet = source
    self.seconds = seconds
  }

  /// Names of the fields in which the two halves differ.
  func differences(from other: BundleRow) -> [String] {
    let pairs: [(String, Bool)] = [
      ("file", file == other.file), ("label", label == other.label),
      ("component_idx", classIndex == other.classIndex), ("event_id", eventID == other.eventID),
      ("session_id", sessionID == other.sessionID), ("source_set", sourceSet == other.sourceSet),
      ("duration_seconds", seconds == other.seconds),
    ]
    return pairs.filter { !$0.1 }.map(\.0)
  }

  /// The path that a clip of this row has; nil where an event without id has no ordinal either.
  func expectedPath(
    in split: Split, ordinal: Int?, fanout: Int, format: ClipFormat
  ) -> String? {
    guard eventID != nil || ordinal != nil else { return nil }
    let event = Event(ordinal: ordinal ?? 0, eventID: eventID, sessionID: sessionID)
    return ClipPlace(of: event, label: label, in: split, format: format, fanout: fanout).path
  }
}

/// The other half of a row: where its clip comes from and what it holds.
struct OriginRow {
  let row: BundleRow
  let ordinal: Int?
  let digest: ContentDigest?

  init?(_ value: JSONValue) {
    guard let row = BundleRow(value, fileKey: "file_name") else { return nil }
    self.row = row
    ordinal = value["ordinal"]?.int
    digest = value["xxh3_128"]?.string.flatMap { ContentDigest($0) }
  }
}
