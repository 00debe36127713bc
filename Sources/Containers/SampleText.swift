package import Bundle
package import Dataset
import JSON

/// The rows of clips inside a container: those of `metadata.jsonl` with the sound's name in it first, for
/// loaders that keep the type of what they see first.
///
/// Such a loader knows no null: that of a string is the empty one, any other is absent.
package struct SampleText {
  private let columns: [CarriedColumn]
  private var text = JSONText()

  /// `columns` are what rows carry along, in the types that they have in the bundle.
  package init(carrying columns: [CarriedColumn]) { self.columns = columns }

  /// The row of a clip as one JSON object, whose `file` is this name.
  ///
  /// It is the same whether `origin` was made by a renderer or read from a bundle's rows.
  package mutating func row(of origin: OriginRow, file: String) -> [UInt8] {
    text.removeAll()
    text.object { [columns] json in
      let row = origin.row
      json.field("file", file)
      json.field("label", row.label)
      json.field("component_idx", row.classIndex)
      json.field("event_id", row.eventID ?? "")
      json.field("session_id", row.sessionID)
      json.field("source_set", row.sourceSet)
      json.field("duration_seconds", row.seconds)
      json.field("audio_path", origin.audioPath ?? "")
      json.field("start_frame", known: origin.start)
      json.field("frames", known: origin.frames)
      json.field("source_rate", known: origin.sourceRate)
      json.field("ordinal", known: origin.ordinal)
      if let digest = origin.digest {
        json.field("xxh3_128", digest)
      } else {
        json.field("xxh3_128", "")
      }
      if let level = origin.level { json.write(level) }
      for (column, value) in zip(columns, row.carried) { json.write(value, of: column) }
    }
    return text.bytes
  }
}

extension JSONText {
  fileprivate mutating func field(_ name: StaticString, known value: Int?) {
    if let value { field(name, value) }
  }

  fileprivate mutating func write(_ json: Text?, of column: CarriedColumn) {
    switch (json, column.type) {
    case (let json?, _):
      key(text: column.name)
      ColumnValue(json).write(as: column.type, to: &self)
    case (nil, .string), (nil, .null):
      key(text: column.name)
      value("")
    case (nil, _): break
    }
  }
}
