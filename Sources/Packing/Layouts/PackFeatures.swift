import Bundle
import Dataset
import JSON
import Merging

/// The columns of clips as `datasets` has them in a file's metadata.
struct PackFeatures {
  private let source: PackSource

  init(_ source: PackSource) { self.source = source }

  var json: [UInt8] {
    var text = JSONText()
    text.object { json in
      json.field(
        "info",
        object: { json in
          json.field(
            "features",
            object: { json in
              json.field(
                "audio",
                object: { json in
                  json.field("sampling_rate", source.clips.sampleRate)
                  json.field("_type", "Audio")
                })
              write("file", .string, to: &json)
              for column in RowColumns.all(carried: source.columns) {
                write(column.name, column.type, to: &json)
              }
            })
        })
    }
    return text.bytes
  }

  private func write(_ name: Text, _ type: ColumnType, to json: inout JSONText) {
    let classes = source.published.classes
    json.key(text: name)
    json.object { json in
      if name == "component_idx", !classes.isEmpty {
        json.field("names", array: { json in for label in classes { json.value(label) } })
        json.field("_type", "ClassLabel")
      } else {
        json.field("dtype", CardFeatures.name(of: type))
        json.field("_type", "Value")
      }
    }
  }
}
