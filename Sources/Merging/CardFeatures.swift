import Bundle
package import Dataset
import JSON

/// The `features:` of a dataset card: every column of `metadata.jsonl` with its type.
///
/// Without them a loader takes a column's type from the first rows that it sees.
package enum CardFeatures {
  /// Lines of YAML below a configuration, each of them with a line end.
  ///
  /// `sampleRate` is the clips' in Hz; `classes` are in the order of their numbers.
  package static func text(sampleRate: Int, classes: [Text], columns: [CarriedColumn]) -> String {
    let lines =
      ["{name: audio, dtype: \(audio(sampleRate))}"]
      + rows(columns) { $0 == "component_idx" ? classLabel(classes) : nil }
    return "  features:\n" + lines.map { "  - \($0)\n" }.joined()
  }

  /// The same of clips in tars: what each of a sample's files is, as `dataset_info:`.
  ///
  /// A loader of tars reads a row as one column with fields; the class's number has a column of its own.
  package static func text(
    ofTars format: ClipFormat, sampleRate: Int, classes: [Text], columns: [CarriedColumn]
  ) -> String {
    let files = [
      "{name: __key__, dtype: string}", "{name: __url__, dtype: string}",
      "{name: \(format.fileExtension), dtype: \(audio(sampleRate))}",
      "{name: cls, dtype: \(classLabel(classes))}", "name: json",
    ]
    let fields = ["{name: file, dtype: string}"] + rows(columns) { _ in nil }
    return "dataset_info:\n  features:\n" + files.map { "  - \($0)\n" }.joined()
      + "    struct:\n" + fields.map { "    - \($0)\n" }.joined()
  }

  private static func audio(_ sampleRate: Int) -> String {
    "{audio: {sampling_rate: \(sampleRate)}}"
  }

  /// The columns of rows but the file; `special` gives the type of those that have one of their own.
  private static func rows(
    _ columns: [CarriedColumn], _ special: (String) -> String?
  ) -> [String] {
    RowColumns.own.map { name, type in
      "{name: \(name), dtype: \(special(name) ?? Self.name(of: type))}"
    } + columns.map { "{name: \(quoted($0.name)), dtype: \(name(of: $0.type))}" }
  }

  /// A data set without a class has no class labels: then the column is one of integers.
  private static func classLabel(_ classes: [Text]) -> String {
    if classes.isEmpty { return name(of: .integer) }
    let names = classes.enumerated().map { "'\($0)': \(quoted($1))" }
    return "{class_label: {names: {\(names.joined(separator: ", "))}}}"
  }

  /// What loaders call a type.
  package static func name(of type: ColumnType) -> String {
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
  package static func quoted(_ text: Text) -> String {
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
