import Bundle
import Dataset
import JSON

/// The origin and contents of a clip, as a line of `metadata.jsonl` states them.
///
/// The place in the manifest is omitted: it changes with the order of lines, and no clip depends on it.
struct CompareOrigin {
  private let values: [(name: Text, value: Text)]

  init(_ row: OriginRow) {
    let level = row.level
    let stated: [(Text, (any CustomStringConvertible)?)] = [
      ("audio_path", row.audioPath?.string), ("start_frame", row.start), ("frames", row.frames),
      ("source_rate", row.sourceRate), ("peak", level?.peak), ("peak_frame", level?.peakFrame),
      ("rms", level?.rms),
    ]
    values = stated.map { ($0, Text($1.map(\.description) ?? "")) }
  }

  /// Equal for origins that do not differ, so that most lines need not be read again.
  var digest: ContentDigest {
    ContentDigest(of: values.flatMap { $0.value.bytes + [0] })
  }

  /// Names of the fields that both state and that differ, in the order of a line.
  func differences(from other: Self) -> [Text] {
    zip(values, other.values).compactMap { one, other in
      one.value.isEmpty || other.value.isEmpty || one.value == other.value ? nil : one.name
    }
  }
}
