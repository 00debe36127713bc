import Bundle
import Dataset
import JSON

/// One label row, and the identity of its clip.
struct CompareRow {
  let split: Split
  let entry: LabelRow
  /// All other fields: their JSON without white space, null omitted; numbers by their value.
  let fields: [Text: Text]

  /// Fields that say where the clip is and whose it is; all others are the row's content.
  private static let identity: Set<Text> = ["file", "event_id", "label", "shard", "offset", "size"]
  /// Fields of every bundle: one that lacks them differs from one that has them.
  private static let common: [Text] = [
    "component_idx", "session_id", "source_set", "duration_seconds",
  ]

  init?(_ value: JSONValue, split: Split) {
    guard let entry = LabelRow(value) else { return nil }
    self.split = split
    self.entry = entry
    var fields: [Text: Text] = [:]
    for field in value.fields {
      let name = Text(validated: field.key)
      if Self.identity.contains(name) || field.value.isNull { continue }
      fields[name] = field.value.double.map { Text($0.description) } ?? field.value.compactText
    }
    self.fields = fields
  }

  var label: Text { entry.label }

  /// The event, for people: its id, or else the name of the clip's file.
  var event: Text { entry.eventID.flatMap { $0.isEmpty ? nil : $0 } ?? Text(validated: stem) }

  /// The file's name without folder and ending: identifies a clip whose event has no id.
  private var stem: ArraySlice<UInt8> {
    let file = entry.file.bytes
    let name = file[((file.lastIndex(of: 0x2F) ?? -1) + 1)...]
    guard let dot = name.lastIndex(of: 0x2E) else { return name }
    return name[..<dot]
  }

  /// The identity of the row: event, label, and the number of equal rows before it.
  func key(occurrence: Int) -> ContentDigest {
    ContentDigest(of: event.bytes + [0] + label.bytes + [0] + Array(String(occurrence).utf8))
  }

  /// Names of the fields that differ, sorted; a field that only one row has counts only if every bundle should
  /// have it.
  func differences(from other: CompareRow) -> [Text] {
    var names = Self.common.filter { fields[$0] != other.fields[$0] }
    for (name, value) in fields where !Self.common.contains(name) {
      if let others = other.fields[name], others != value { names.append(name) }
    }
    if split != other.split { names.append("split") }
    return names.sorted()
  }
}
