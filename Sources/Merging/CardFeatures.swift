import Bundle
import Dataset
import JSON

/// The `features:` of a dataset card: every column of `metadata.jsonl` with its type.
///
/// Without them a loader takes a column's type from the first rows that it sees.
enum CardFeatures {
  /// Lines of YAML below a configuration, each of them with a line end.
  ///
  /// `sampleRate` is the clips' in Hz; `classes` are in the order of their numbers.
  static func text(sampleRate: Int, classes: [Text], columns: [CarriedColumn]) -> String {
    var lines = ["{name: audio, dtype: {audio: {sampling_rate: \(sampleRate)}}}"]
    for (name, type) in RowColumns.own {
      let type = name == "component_idx" ? classLabel(classes) : Self.name(of: type)
      lines.append("{name: \(name), dtype: \(type)}")
    }
    for column in columns {
      lines.append("{name: \(quoted(column.name)), dtype: \(name(of: column.type))}")
    }
    return "  features:\n" + lines.map { "  - \($0)\n" }.joined()
  }

  /// A data set without a class has no class labels: then the column has integers.
  private static func classLabel(_ classes: [Text]) -> String {
    if classes.isEmpty { return name(of: .integer) }
    let names = classes.enumerated().map { "'\($0)': \(quoted($1))" }
    return "{class_label: {names: {\(names.joined(separator: ", "))}}}"
  }

  private static func name(of type: ColumnType) -> String {
    switch type {
    case .boolean: "bool"
    case .integer: "int64"
    case .number: "float64"
    case .string, .null: "string"
    }
  }

  /// A YAML string in double quotes: as in JSON, without characters that YAML does not take as they are or folds into
  /// spaces, that are invisible, or that change the direction of writing.
  ///
  /// The list is fixed here, since the characters that Unicode calls hidden change with its version, and a card must
  /// not.
  private static func quoted(_ text: Text) -> String {
    var json: [UInt8] = []
    text.append(to: &json)
    return String(decoding: json, as: UTF8.self).unicodeScalars.map { scalar in
      switch scalar.value {
      case 0x7F...0x9F, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFFE,
        0xFFFF:
        scalar.jsonEscape
      default: String(scalar)
      }
    }.joined()
  }
}
