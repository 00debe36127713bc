import Bundle
import Dataset
import Files
import JSON

/// The rows of a unit's clips for the split's documents.
struct RowParts: ~Copyable {
  private let task: PackTask
  private var rows: OutputFile
  /// Nil where the layout has no label files.
  private var labels: OutputFile?
  private var isFirst = true
  private var text = JSONText()

  init(_ unit: PackUnit, of task: PackTask, labelled: Bool) throws(StorageError) {
    let rows = try OutputFile(replacing: task.part(unit, Self.rowsName), isHashed: false)
    let labels =
      labelled
      ? try OutputFile(replacing: task.part(unit, Self.labelsName), isHashed: false) : nil
    self.init(task, rows, labels)
  }

  private init(_ task: PackTask, _ rows: consuming OutputFile, _ labels: consuming OutputFile?) {
    self.task = task
    self.rows = rows
    self.labels = labels
  }

  /// Adds a clip's rows; `file` is what they call it, `place` where it lies in a tar.
  mutating func add(_ clip: PackClip, file: Text, at place: StoredClip? = nil) throws(StorageError)
  {
    var row = clip.origin.row
    row.file = file
    row.stored = place
    let columns = task.source.columns
    var common = JSONText()
    common.write(eventOf: row)
    if labels != nil {
      text.removeAll()
      if !isFirst { text.text(",\n") }
      text.object { json in json.write(row, ofEvent: common.bytes, carrying: columns) }
      try labels?.write(text.bytes)
    }
    isFirst = false
    common.write(originOf: clip.origin)
    text.removeAll()
    text.object { json in
      json.write(row, fileKey: "file_name", ofEvent: common.bytes, carrying: columns)
    }
    text.newline()
    try rows.write(text.bytes)
  }

  consuming func finish() throws(StorageError) {
    _ = try rows.finish()
    if let labels = labels.take() { _ = try labels.finish() }
  }

  private static let rowsName = "rows"
  private static let labelsName = "labels"

  /// Writes a split's `metadata.jsonl` of the rows of its units.
  static func join(rows units: [PackUnit], of task: PackTask, to path: String) throws(StorageError)
    -> FileStamp
  {
    try task.join(units, rowsName, to: path)
  }

  /// Writes a split's label file of the entries of its units.
  static func join(labels units: [PackUnit], of task: PackTask, to path: String)
    throws(StorageError)
    -> FileStamp
  {
    units.isEmpty
      ? try task.join([], labelsName, to: path, end: "[]\n")
      : try task.join(units, labelsName, to: path, start: "[\n", between: ",\n", end: "\n]\n")
  }
}
