import Bundle
import Dataset
import Files
import JSON

/// Writes one split's label file and its rows for Hugging Face, a clip at a time, in manifest order.
struct LabelWriter: ~Copyable {
  /// The carried columns of the rows.
  private let columns: [CarriedColumn]
  private var labels: OutputFile
  private var rows: OutputFile?
  private var text = JSONText()
  private var entries: LabelText
  /// Fields of the latest event, for its label entries and for its rows.
  private var common = JSONText()
  private var commonOrigin = JSONText()
  private var line: [UInt8] = []

  init(
    _ split: Split, in bundle: BundleLayout, options: ExportOptions, columns: [CarriedColumn]
  ) throws(StorageError) {
    let labels = try OutputFile(replacing: bundle.labels(of: split))
    let rows: OutputFile? =
      options.bundle.huggingFace
      ? try OutputFile(replacing: bundle.huggingFaceRows(of: split)) : nil
    self.init(labels, rows, columns)
  }

  private init(
    _ labels: consuming OutputFile, _ rows: consuming OutputFile?, _ columns: [CarriedColumn]
  ) {
    self.labels = labels
    self.rows = rows
    self.columns = columns
    entries = LabelText(carrying: columns)
  }

  /// Adds the clip of an event's next label; the common fields of the event's rows are written with the first.
  mutating func append(_ origin: OriginRow, isFirst: Bool) throws(StorageError) {
    if isFirst {
      common.removeAll()
      common.write(eventOf: origin.row)
    }
    try labels.write(entries.next(origin.row, ofEvent: common.bytes))
    if rows == nil { return }
    if isFirst {
      commonOrigin.removeAll()
      commonOrigin.fields(common.bytes)
      commonOrigin.write(originOf: origin)
    }
    text.removeAll()
    text.object { [columns, commonOrigin] json in
      json.write(
        origin.row, fileKey: "file_name", ofEvent: commonOrigin.bytes, carrying: columns)
    }
    text.newline()
    try rows?.write(text.bytes)
  }

  /// Adds a clip whose rows are already text: its path, its label and its class's number without quotes, the fields
  /// of the event's label entries, and the additional fields of its rows.
  mutating func append(
    _ path: [UInt8], label: UnsafeRawBufferPointer, number: [UInt8], event: [UInt8],
    origin: [UInt8]
  ) throws(StorageError) {
    line.removeAll(keepingCapacity: true)
    entries.separate(&line)
    Self.append(path, "file", label, number, event, to: &line)
    line.append(0x7D)
    try labels.write(line)
    if rows == nil { return }
    line.removeAll(keepingCapacity: true)
    Self.append(path, "file_name", label, number, event, to: &line)
    line.append(0x2C)
    line += origin
    line.append(0x7D)
    line.append(0x0A)
    try rows?.write(line)
  }

  private static func append(
    _ path: [UInt8], _ key: StaticString, _ label: UnsafeRawBufferPointer, _ number: [UInt8],
    _ event: [UInt8], to line: inout [UInt8]
  ) {
    line.append("{\"")
    line.append(key)
    line.append("\":\"")
    line += path
    line.append("\",\"label\":\"")
    line.append(contentsOf: label)
    line.append("\",\"component_idx\":")
    line += number
    line.append(0x2C)
    line += event
  }

  /// Completes both files.
  consuming func finish() throws(StorageError) -> Written {
    try labels.write(entries.end)
    var rowsFile: FileStamp?
    if let rows = rows.take() { rowsFile = try rows.finish() }
    return Written(labels: try labels.finish(), rows: rowsFile)
  }

  struct Written {
    let labels: FileStamp
    /// Nil if there are none for Hugging Face.
    let rows: FileStamp?
  }
}

/// The text of a label file, an entry at a time.
struct LabelText {
  private let columns: [CarriedColumn]
  private var text = JSONText()
  private var isEmpty = true

  /// `columns` are the carried columns of the rows.
  init(carrying columns: [CarriedColumn]) { self.columns = columns }

  /// The text that the next row adds to the file.
  mutating func next(_ row: LabelRow) -> [UInt8] {
    var event = JSONText()
    event.write(eventOf: row)
    return next(row, ofEvent: event.bytes)
  }

  /// The same if the fields of the row's event are already text.
  mutating func next(_ row: LabelRow, ofEvent event: [UInt8]) -> [UInt8] {
    text.removeAll()
    text.text(isEmpty ? "[\n" : ",\n")
    text.object { [columns] json in json.write(row, ofEvent: event, carrying: columns) }
    isEmpty = false
    return text.bytes
  }

  /// Adds the separator before the next entry, whose text the caller adds.
  mutating func separate(_ line: inout [UInt8]) {
    line.append(isEmpty ? "[\n" : ",\n")
    isEmpty = false
  }

  /// The text that completes the file.
  var end: [UInt8] { Array((isEmpty ? "[]\n" : "\n]\n").utf8) }
}

extension [UInt8] {
  /// Adds the bytes of a text.
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }
}
