package import Dataset

/// The columns of `metadata.jsonl` by the names that data set loaders need.
package enum RowColumns {
  /// Names and types of the columns that follow the file, in order; carried ones come after them.
  package static let own: [(name: String, type: ColumnType)] = [
    ("label", .string), ("component_idx", .integer), ("event_id", .string),
    ("session_id", .string), ("source_set", .string), ("duration_seconds", .number),
    ("audio_path", .string), ("start_frame", .integer), ("frames", .integer),
    ("source_rate", .integer), ("ordinal", .integer), ("xxh3_128", .string),
    ("peak", .integer), ("peak_frame", .integer), ("rms", .number),
  ]

  /// A row's own columns and the carried ones after them.
  package static func all(carried: [CarriedColumn]) -> [CarriedColumn] {
    own.map { CarriedColumn(Text($0.name), $0.type) } + carried
  }

  /// Names that no carried column may have: those of all rows, and those that loaders use for the sound.
  package static let reserved = Set(own.map(\.name) + ["file", "file_name", "audio"])

  /// Names and types of the columns that come last if clips lie in tars: a clip's place.
  package static let places: [(name: String, type: ColumnType)] = [
    ("shard", .string), ("offset", .integer), ("size", .integer),
  ]

  /// Names that no carried column may have besides, if clips lie in tars.
  package static let reservedOfTars = Set(places.map(\.name))
}
