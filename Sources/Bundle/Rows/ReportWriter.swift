package import Dataset
package import Files
import JSON

/// Writes a shard report: a JSON line an event, in manifest order.
package struct ReportWriter: ~Copyable {
  private let path: String
  private var file: OutputFile
  private var text = JSONText()
  private var tally = Tally()
  private let valRatio: Double

  /// `path`, relative to the directory of reports, must be unique to the attempt; the report appears
  /// there only when it is complete.
  package init(_ path: String, beneath reports: String, valRatio: Double) throws(StorageError) {
    self.init(path, try OutputFile(replacing: "\(reports)/\(path)"), valRatio)
  }

  private init(_ path: String, _ file: consuming OutputFile, _ valRatio: Double) {
    self.path = path
    self.file = file
    self.valRatio = valRatio
  }

  /// Adds the next event's row; ordinals rise.
  package mutating func append(_ row: ReportRow) throws(StorageError) {
    tally.add(row, valRatio: valRatio)
    text.removeAll()
    text.write(row)
    text.newline()
    try file.write(text.bytes)
  }

  /// Makes the report durable; its path is that relative to the reports, and the tally counts exactly
  /// its rows.
  package consuming func finish() throws(StorageError) -> (FileStamp, Tally) {
    let (path, tally) = (path, tally)
    var report = try file.finish()
    report.path = path
    return (report, tally)
  }
}

extension JSONText {
  fileprivate mutating func write(_ row: ReportRow) {
    object { json in
      json.field("ordinal", row.event.ordinal)
      json.field("event_id", row.event.eventID)
      json.field("session_id", row.event.sessionID)
      json.field("source_set", row.event.sourceSet)
      json.field("audio_path", row.event.audioPath)
      json.write(row.event.window)
      json.field("labels", array: { labels in for label in row.labels { labels.value(label) } })
      if !row.share.carried.isEmpty { json.write(carried: row.share.carried) }
      json.field("duplicates", row.share.duplicates)
      if row.share.continues { json.field("continues", true) }
      if !row.share.healing.isEmpty {
        json.field(
          "healing", array: { list in for label in row.share.healing { list.value(label) } })
      }
      switch row.outcome {
      case .kept: json.field("kept", true)
      case .rendered(let clips): json.write(clips)
      case .skipped(let reason, let detail):
        json.field("reason", reason.rawValue)
        json.field("detail", detail)
      }
    }
  }

  private mutating func write(_ window: Window) {
    field("onset_time", window.onset)
    field("pre", window.pre)
    field("post", window.post)
    key("duration_seconds")
    if let seconds = window.durationSeconds { value(seconds) } else { null() }
  }

  private mutating func write(_ clips: RenderedClips) {
    field("clip_frames", clips.clipFrames)
    field("size", clips.size)
    field("xxh3_128", clips.digest.description)
    field("start_frame", clips.start)
    field("frames", clips.frames)
    field("source_rate", clips.sourceRate)
    if let sha256 = clips.sha256 { field("sha256", sha256) }
  }

  /// The values stand as texts: how deep they nest is then no matter of the report's.
  private mutating func write(carried: [[Text?]]) {
    field(
      "carried",
      array: { rows in
        for values in carried {
          rows.array { row in for value in values { row.value(value) } }
        }
      })
  }
}
