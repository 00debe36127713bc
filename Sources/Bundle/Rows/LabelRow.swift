package import Dataset
package import JSON

/// An entry of a label file: a clip, its label, and its event.
package struct LabelRow {
  /// Relative to the split's folder.
  package let file: Text
  package let label: Text
  /// The label's number in components.json, from 0.
  package let classIndex: Int
  package let eventID: Text?
  package let sessionID: Text
  package let sourceSet: Text
  package let seconds: Double
  /// JSON of the row's carried fields, nil for null; empty if it carries none.
  package let carried: [Text?]
  /// False if a field is absent, empty or of another kind, so that a default takes its place.
  private let isWhole: Bool

  /// The row of an event's label at `position`, whose class has this number; `path` is relative to
  /// the split's folder, `sampleRate` that of the clips in Hz.
  package init(
    _ row: ReportRow, _ clips: RenderedClips, position: Int, number: Int, path: String,
    sampleRate: Int
  ) {
    file = Text(path)
    label = row.labels[position]
    classIndex = number
    eventID = row.event.eventID
    sessionID = row.event.sessionID
    sourceSet = row.event.sourceSet
    seconds = Double(clips.clipFrames) / Double(sampleRate)
    carried = row.share.carried.isEmpty ? [] : row.share.carried[position]
    isWhole = true
  }

  /// Reads an entry, with the values of the fields of these names; nil if it has no file or no label.
  init?(_ value: JSONValue, fileKey: String = "file", carrying names: [Text] = []) {
    guard let file = value[fileKey]?.text, let label = value["label"]?.text else { return nil }
    let (index, event) = (value["component_idx"]?.int, value["event_id"])
    let (session, source) = (value["session_id"]?.text, value["source_set"]?.text)
    let seconds = value["duration_seconds"]?.double
    self.file = file
    self.label = label
    classIndex = index ?? 0
    eventID = event?.text
    sessionID = session ?? ""
    sourceSet = source ?? ""
    self.seconds = seconds ?? 0
    carried = names.map { name in
      value[name.string].flatMap { $0.isNull ? nil : $0.compactText }
    }
    isWhole =
      !label.isEmpty && index != nil && session != nil && source != nil && seconds != nil
      && event.map { $0.isNull || $0.text != nil } == true
  }

  /// The row; nil if one of its fields is absent, empty or of another kind.
  func validated() -> LabelRow? { isWhole ? self : nil }
}

extension JSONText {
  /// Adds the fields of a row: its own, those of its event, and the carried ones in columns.
  package mutating func write(
    _ row: LabelRow, fileKey: StaticString = "file", ofEvent event: [UInt8],
    carrying columns: [CarriedColumn]
  ) {
    field(fileKey, row.file)
    field("label", row.label)
    field("component_idx", row.classIndex)
    fields(event)
    for (column, json) in zip(columns, row.carried) {
      key(text: column.name)
      if let json { ColumnValue(json).write(as: column.type, to: &self) } else { null() }
    }
  }

  /// Adds the fields that the rows of an event have in common.
  package mutating func write(eventOf row: LabelRow) {
    field("event_id", row.eventID)
    field("session_id", row.sessionID)
    field("source_set", row.sourceSet)
    field("duration_seconds", row.seconds)
  }
}
