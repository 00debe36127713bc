import Dataset
import Files
import JSON
import Manifest

/// The facts from the first records of a file: its format, its keys, and how it is cut into records.
struct FirstLook {
  let format: ImportFormat
  let form: RecordForm
  /// The delimiter of a table's fields.
  let delimiter: UInt8
  /// In order of appearance.
  let keys: [Text]
  /// True if the first record names the columns.
  let hasHeader: Bool
  /// True if the records are lhotse's cuts.
  let isCuts: Bool
  let wrapping: String?
  private let request: ImportRequest

  private static let recordsRead = 1000

  init(_ request: ImportRequest) throws {
    self.request = request
    let text = try SourceText.open(request.input)
    let (kind, outer) = (text.kind, text.outerKind)
    wrapping = kind == outer ? nil : outer.name
    let shape = try Self.shape(request, kind)
    (form, delimiter) = (shape.form, shape.delimiter)
    var reader = RecordReader(text, form: form, path: request.input)
    let isTrack = shape.format == .audacity
    hasHeader = form == .table
    if isTrack {
      (keys, isCuts) = (["start", "end", "label"], false)
    } else if form == .table {
      (keys, isCuts) = (try Self.header(&reader, delimiter, request.input), false)
    } else {
      (keys, isCuts) = try Self.keys(&reader, request.input)
    }
    let shown = isCuts ? .lhotse : isTrack ? nil : ImportFormat.shown(by: keys)
    format = request.format ?? shown ?? shape.format
  }

  private typealias Shape = (format: ImportFormat, form: RecordForm, delimiter: UInt8)

  private static func shape(_ request: ImportRequest, _ kind: ManifestKind) throws -> Shape {
    switch (kind, request.format) {
    case (.array, _): return (.json, .array, 0)
    case (_, .audacity): return (.audacity, .track, 0x09)
    case (.table(let delimiter), _):
      return (delimiter == 0x09 ? .tsv : .csv, .table, delimiter)
    case (.labelTrack, nil): return (.audacity, .track, 0x09)
    case (.labelTrack, _): return (.tsv, .table, 0x09)
    case (.lines, .csv): return (.csv, .table, UInt8(ascii: ","))
    case (.lines, .tsv): return (.tsv, .table, 0x09)
    case (.lines, _): return (.jsonl, .lines, 0)
    default:
      throw ImportError.wrongFile(
        "\(request.input) is \(kind.name), which import cannot read"
          + " (\(kind.advice(for: request.input)))")
    }
  }

  // MARK: Keys

  private static func header(
    _ reader: inout RecordReader, _ delimiter: UInt8, _ path: String
  ) throws -> [Text] {
    var record = TableRecord(delimiter: delimiter, path: path)
    _ = try reader.next { try record.read($0, line: $1) }
    let names = record.texts.map(\.trimmed)
    if names.contains(where: { NumberGrammar.text.matches($0.bytes) }) {
      throw ImportError.wrongFile(
        "\(path) has no header: its first line is \(names.map(\.string).joined(separator: ", "))"
          + " (put a line with the names of the columns above it)")
    }
    var known: Set<Text> = []
    if let twice = names.first(where: { !known.insert($0).inserted }) {
      throw ImportError.wrongFile(
        "two columns of \(path) are named \(ShellWord.of(twice.string)) (rename one)")
    }
    return names
  }

  private static func keys(
    _ reader: inout RecordReader, _ path: String
  ) throws -> (keys: [Text], isCuts: Bool) {
    var (keys, known, isCuts) = ([Text](), Set<Text>(), false)
    var parser = JSONParser()
    for _ in 0..<recordsRead {
      let record: Void? = try reader.next { record, line in
        let root = try RecordObject.read(record, &parser, path, line: line)
        isCuts = isCuts || root["supervisions"] != nil || root["tracks"] != nil
        // The supervisions of a cut fill the fields.
        for object in root["supervisions"].map({ Array($0.elements) }) ?? [root] {
          for field in object.fields {
            let key = Text(validated: field.key)
            if known.insert(key).inserted { keys.append(key) }
          }
        }
      }
      if record == nil { break }
    }
    return (keys, isCuts)
  }

  /// The meaning of each key.
  func plan() throws(ImportError) -> FieldPlan {
    let plan = try FieldPlan(keys: keys, fields: request.fields)
    if isCuts { return plan }
    let needed: [KeyNames.Meaning] = [.audioPath, .onset, .label]
    let absent = needed.filter { !plan.fills($0) && !isGiven($0) }
    guard !absent.isEmpty else { return plan }
    let fields = absent.map(\.name)
    let flags = fields.map { "\(ExportOption.field.flag) \($0)=KEY" }.joined(separator: " ")
    let more =
      absent == [.onset]
      ? "; where each file is one sound: --from audiofolder"
      : format == .lhotse ? "; recordings by their id: --audio 'FOLDER/{}.wav'" : ""
    throw .wrongFile(
      "no key of \(request.input) gives \(fields.joined(separator: ", "));"
        + " found: \(keys.map(\.string).joined(separator: ", ")) (\(flags)\(more))")
  }

  /// True if something other than a key supplies it.
  private func isGiven(_ meaning: KeyNames.Meaning) -> Bool {
    switch meaning {
    case .audioPath: format == .audacity || request.audio != nil
    case .onset: format == .audiofolder || format == .nemo
    default: false
    }
  }

  /// Reads all records, from the first.
  func reader() throws -> RecordReader {
    RecordReader(try SourceText.open(request.input), form: form, path: request.input)
  }
}

/// A record that is a JSON object.
enum RecordObject {
  static func read(
    _ record: UnsafeRawBufferPointer, _ parser: inout JSONParser, _ path: String, line: Int
  ) throws(ImportError) -> JSONValue {
    do {
      let root = try parser.parse(record, numbers: .lenient)
      if root.isObject { return root }
    } catch {
      throw .wrongRecord(path, line: line, error.description)
    }
    throw .wrongRecord(path, line: line, "not a JSON object")
  }
}
