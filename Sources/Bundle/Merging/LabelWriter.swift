import Dataset
import Files
import JSON

/// Writes one split's label file and its rows for Hugging Face, a clip at a time, in manifest order.
struct LabelWriter: ~Copyable {
  private let split: Split
  private let sampleRate: Int
  /// Fields that rows carry along, by name.
  private let fields: [Text]
  private var labels: OutputFile
  private var rows: OutputFile?
  private var text = JSONText()
  private var entries: LabelText

  init(_ split: Split, in bundle: BundleLayout, options: ExportOptions) throws(StorageError) {
    let labels = try OutputFile(replacing: bundle.labels(of: split))
    let rows: OutputFile? =
      options.bundle.huggingFace
      ? try OutputFile(replacing: bundle.huggingFaceRows(of: split)) : nil
    self.init(split, labels, rows, options)
  }

  private init(
    _ split: Split, _ labels: consuming OutputFile, _ rows: consuming OutputFile?,
    _ options: ExportOptions
  ) {
    self.split = split
    self.labels = labels
    self.rows = rows
    sampleRate = options.clips.sampleRate
    fields = options.bundle.labelFields
    entries = LabelText(options)
  }

  /// Adds the clip of `row` with its label at `position`, whose class has this number; `path` is
  /// relative to the split's directory.
  mutating func append(
    _ row: ReportRow, _ clips: RenderedClips, position: Int, number: Int, path: String
  ) throws(StorageError) {
    let label = row.labels[position]
    let carried = row.share.carried.isEmpty ? [] : row.share.carried[position]
    let clip = Clip(row: row, label: label, number: number, path: path)
    let seconds = Double(clips.clipFrames) / Double(sampleRate)
    try labels.write(entries.next(row, clips, position: position, number: number, path: path))
    text.removeAll()
    text.object { json in
      json.write(clip, pathKey: "file_name", seconds: seconds)
      json.field("audio_path", row.event.audioPath)
      json.field("start_frame", clips.start)
      json.field("frames", clips.frames)
      json.field("source_rate", clips.sourceRate)
      json.field("ordinal", row.event.ordinal)
      json.field("xxh3_128", clips.digest.description)
      json.write(carried, of: fields)
    }
    text.newline()
    try rows?.write(text.bytes)
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
    /// Nil where there are none for Hugging Face.
    let rows: FileStamp?
  }
}

/// The text of a label file, an entry at a time.
struct LabelText {
  private let sampleRate: Int
  private let fields: [Text]
  private var text = JSONText()
  private var isEmpty = true

  init(_ options: ExportOptions) {
    sampleRate = options.clips.sampleRate
    fields = options.bundle.labelFields
  }

  /// What the clip of `row` with its label at `position` adds to the file.
  mutating func next(
    _ row: ReportRow, _ clips: RenderedClips, position: Int, number: Int, path: String
  ) -> [UInt8] {
    let clip = Clip(row: row, label: row.labels[position], number: number, path: path)
    text.removeAll()
    text.object { json in
      json.write(
        clip, pathKey: "file", seconds: Double(clips.clipFrames) / Double(sampleRate))
      json.write(row.share.carried.isEmpty ? [] : row.share.carried[position], of: fields)
    }
    defer { isEmpty = false }
    return Array((isEmpty ? "[\n" : ",\n").utf8) + text.bytes
  }

  /// What completes the file.
  var end: [UInt8] { Array((isEmpty ? "[]\n" : "\n]\n").utf8) }
}

private struct Clip {
  let row: ReportRow
  let label: Text
  let number: Int
  let path: String
}

extension JSONText {
  fileprivate mutating func write(_ clip: Clip, pathKey: StaticString, seconds: Double) {
    field(pathKey, clip.path)
    field("label", clip.label)
    field("component_idx", clip.number)
    field("event_id", clip.row.event.eventID)
    field("session_id", clip.row.event.sessionID)
    field("source_set", clip.row.event.sourceSet)
    field("duration_seconds", seconds)
  }

  fileprivate mutating func write(_ carried: [Text?], of fields: [Text]) {
    for (name, json) in zip(fields, carried) {
      key(text: name)
      if let json { raw(json.bytes) } else { null() }
    }
  }
}
