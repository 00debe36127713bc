import Dataset
import Files
import JSON
import Manifest

/// The pass over all records of a file: each becomes a line of the manifest, a cut several.
struct ImportPass: ~Copyable {
  private let look: FirstLook
  private(set) var plan: FieldPlan
  private let request: ImportRequest
  private(set) var writer = EventWriter()
  private(set) var records = 0
  private(set) var firstAudio: Text?
  /// The key that is used as the session.
  let sessionKey: Text?
  private var values: EventValues
  private var parser = JSONParser()
  private var table: TableRecord
  /// The targets of the columns, in their order.
  private let columns: [FieldPlan.Target]
  /// The same for the keys of objects, in the order of the previous record.
  private var order: [(key: Text, target: FieldPlan.Target)] = []
  /// Keys of nested objects.
  private let nested: [(key: Text, path: [Text], target: FieldPlan.Target)]
  private let audio: Text?
  /// Keys in `--field` that no record has had so far.
  private var unmet: Set<Text>

  init(_ look: FirstLook, _ plan: FieldPlan, _ request: ImportRequest) {
    self.look = look
    self.plan = plan
    values = EventValues(plan)
    self.request = request
    table = TableRecord(
      delimiter: look.delimiter, path: request.input, hasQuotes: look.form == .table)
    columns = look.keys.map { plan.targets[$0] ?? .replaced }
    let known = Set(look.keys)
    unmet = Set(request.fields.map(\.key)).subtracting(known)
    values.takesComma = look.form == .table && look.delimiter != UInt8(ascii: ",")
    let isTrack = look.format == .audacity
    audio =
      request.audio.map { Text($0) } ?? (isTrack ? Text(Self.recording(of: request.input)) : nil)
    let paths = plan.targets.keys.filter { !known.contains($0) && $0.string.contains(".") }
    nested = paths.sorted().compactMap { key in
      let steps = key.string.split(separator: ".").map { Text(String($0)) }
      return plan.targets[key].map { (key, steps, $0) }
    }
    let stated = plan.fills(.sessionID) || look.isCuts
    sessionKey =
      stated
      ? nil
      : isTrack
        ? "audio_path"
        : look.keys.first { plan.targets[$0] == .meaning(.audioPath) } ?? "audio_path"
  }

  /// The path with the recording's id in it.
  private static func filled(_ path: String, _ id: String) -> String {
    guard let place = path.firstRange(of: "{}") else { return path }
    return path[..<place.lowerBound] + id + path[place.upperBound...]
  }

  /// The sound file beside a label track with its name; a WAV file if there is none.
  private static func recording(of path: String) -> String {
    var stem = path
    if let dot = path.lastIndex(of: "."), let slash = path.lastIndex(of: "/"), slash < dot {
      stem = String(path[..<dot])
    }
    let endings = ["wav", "flac", "aif", "aiff", "ogg", "mp3", "WAV"]
    let ending = endings.first { FileSystem.exists("\(stem).\($0)") } ?? "wav"
    return String("\(stem).\(ending)".split(separator: "/").last ?? "")
  }

  /// The keys in `--field` that no record had, in the order of their bytes.
  var keysWithoutRecord: [Text] { unmet.sorted() }

  /// Writes the event or events of a record.
  mutating func take(
    _ record: UnsafeRawBufferPointer, line: Int, _ output: inout OutputFile
  ) throws {
    records += 1
    if look.form.hasCells {
      try takeRow(record, line: line, &output)
      return
    }
    let root = try RecordObject.read(record, &parser, request.input, line: line)
    if look.isCuts {
      try takeCut(root, line: line, &output)
      return
    }
    values.removeAll()
    var position = 0
    for field in root.fields {
      let target = target(of: field, at: position)
      position += 1
      values.take(.json(field.value), as: target)
    }
    for (key, path, target) in nested {
      var value: JSONValue? = root
      for step in path { value = value?[step.string] }
      guard let value else { continue }
      values.take(.json(value), as: target)
      unmet.remove(key)
    }
    if look.format == .nemo { completeNeMo(root) }
    try write(line: line, &output)
  }

  /// NeMo's offset is 0 if it is absent, and its label has one of three keys.
  private mutating func completeNeMo(_ root: JSONValue) {
    if values[.onset].isAbsent { values[.onset] = .number(0) }
    for key in ["label", "command", "text"] where values[.label].isAbsent {
      values[.label] = root[key].map(SourceValue.json) ?? .absent
    }
  }

  /// The target of a field; usually its key is that of the previous record at this place.
  private mutating func target(
    of field: JSONField, at position: Int
  ) -> FieldPlan.Target {
    if position < order.count, order[position].key.bytes.elementsEqual(field.key) {
      return order[position].target
    }
    let key = Text(validated: field.key)
    unmet.remove(key)
    let found = (key, plan.targets[key] ?? plan.add(key, hasSession: sessionKey != nil))
    if position < order.count {
      order[position] = found
    } else if position == order.count {
      order.append(found)
    }
    return found.1
  }

  private mutating func takeRow(
    _ record: UnsafeRawBufferPointer, line: Int, _ output: inout OutputFile
  ) throws {
    if records == 1, look.hasHeader { return }
    if look.format == .audacity, record.first == UInt8(ascii: "\\") { return }
    try table.read(record, line: line)
    guard table.count == columns.count || look.form == .track && table.count == 2 else {
      let isLong = record.contains(0x0A)
      throw ImportError.wrongRecord(
        request.input, line: line,
        look.form == .track
          ? "\(table.count) fields, where a label track has start, end and label"
          : "\(table.count) fields, where the header has \(columns.count) "
            + (isLong
              ? "(is a quote opened there and closed lines later?)"
              : "(quote a field that holds what stands between them)"))
    }
    // The cells are borrowed from the row, which does not change until the event is written.
    let row = table
    values.removeAll()
    try row.withCells { cells in
      for (cell, column) in zip(cells, columns) {
        values.take(.cell(cell), as: column)
      }
      try write(line: line, &output)
    }
  }

  private mutating func write(line: Int, _ output: inout OutputFile) throws {
    if let audio {
      let id = values[.sessionID].text ?? ""
      values[.audioPath] = .text(Text(Self.filled(audio.string, id.string)))
    }
    if sessionKey != nil { values[.sessionID] = values[.audioPath] }
    if firstAudio == nil { firstAudio = values[.audioPath].text }
    try output.write(writer.line(values, at: line))
  }

  // MARK: Cuts

  /// A cut has an event for each of its supervisions, whose times count from the cut's start.
  private mutating func takeCut(
    _ cut: JSONValue, line: Int, _ output: inout OutputFile
  ) throws {
    guard cut["tracks"] == nil else {
      throw ImportError.wrongRecord(
        request.input, line: line, "a cut mixed of several recordings has no place in one of them")
    }
    let recording = cut["recording"]
    let source = recording?["sources"]?.elements.first { $0["type"]?.string == "file" }
    let start = cut["start"].flatMap { SourceValue.json($0).number() }
    var isEmpty = true
    for supervision in cut["supervisions"].map({ Array($0.elements) }) ?? [] {
      isEmpty = false
      values.removeAll()
      var position = 0
      for field in supervision.fields {
        let target = target(of: field, at: position)
        position += 1
        values.take(.json(field.value), as: target)
      }
      values[.audioPath] = source?["source"].map(SourceValue.json) ?? .absent
      let offset = supervision["start"].flatMap { SourceValue.json($0).number() }
      values[.onset] =
        if let start, let offset { .number(start + offset) } else { .absent }
      try write(line: line, &output)
    }
    if isEmpty { writer.noteEmpty() }
  }
}
