package import Dataset
import Files
package import JSON

/// An entry of a label file: a clip, its label, and its event.
package struct LabelRow: Sendable {
  /// Relative to the split's folder.
  package var file: Text
  package let label: Text
  /// The label's number in components.json, from 0.
  package let classIndex: Int
  package let eventID: Text?
  package let sessionID: Text
  package let sourceSet: Text
  package let seconds: Double
  /// JSON of the row's carried fields, nil for null; empty if it carries none.
  package let carried: [Text?]
  /// Where the clip lies in a tar; nil where it is a file.
  package var stored: StoredClip?
  /// False where a field is absent, empty or of another kind, so that a default stands for it.
  private let isWhole: Bool

  /// The row of an event's label at `position`, whose class has this number; `path` is relative to
  /// the split's folder, `sampleRate` that of the clips in Hz.
  package init(
    _ row: ReportRow, _ clips: RenderedClips, position: Int, number: Int, path: String,
    sampleRate: Int, stored: StoredClip? = nil
  ) {
    self.stored = stored
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

  /// Reads an entry, with the values of the fields of these names; nil without a file and a label.
  package init?(_ value: JSONValue, fileKey: String = "file", carrying names: [Text] = []) {
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
    stored = StoredClip(value)
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
    if let stored = row.stored { write(stored) }
  }

  /// Adds the fields that the rows of an event have in common.
  package mutating func write(eventOf row: LabelRow) {
    field("event_id", row.eventID)
    field("session_id", row.sessionID)
    field("source_set", row.sourceSet)
    field("duration_seconds", row.seconds)
  }
}

extension StoredClip {
  /// Reads the fields that `write` adds; nil where one is absent or of another kind, or leads elsewhere.
  package init?(_ value: JSONValue) {
    guard let shard = value["shard"]?.text, FileSystem.staysBeneath(shard.string),
      !shard.bytes.contains(0x2F), let offset = value["offset"]?.int, offset >= 0,
      let size = value["size"]?.int, size >= 0
    else { return nil }
    self.init(shard: shard, offset: offset, size: size)
  }
}

extension JSONText {
  /// Adds where a clip lies in a tar of its split's folder.
  package mutating func write(_ stored: StoredClip) {
    field("shard", stored.shard)
    field("offset", stored.offset)
    field("size", stored.size)
  }
}
