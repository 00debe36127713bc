package import Dataset
package import Files
import JSON

/// Writes a shard report: a JSON line an event, in manifest order.
package struct ReportWriter: ~Copyable {
  private var file: OutputFile
  private var text = JSONText()
  private var tally = Tally()
  private let valRatio: Double

  /// `path` must be unique to the attempt; the report appears there only when it is complete.
  package init(_ path: String, valRatio: Double) throws(StorageError) {
    self.init(file: try OutputFile(replacing: path), valRatio: valRatio)
  }

  private init(file: consuming OutputFile, valRatio: Double) {
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

  /// Makes the report durable; the tally counts exactly its rows.
  package consuming func finish() throws(StorageError) -> (OutputFile.Summary, Tally) {
    let tally = tally
    return (try file.finish(), tally)
  }
}

extension JSONText {
  fileprivate mutating func write(_ row: ReportRow) {
    object { json in
      json.field("ordinal", row.ordinal)
      json.field("event_id", row.eventID)
      json.field("session_id", row.sessionID)
      json.field("source_set", row.sourceSet)
      json.field("audio_path", row.audioPath)
      json.write(row.window)
      json.field("labels", array: { labels in for label in row.labels { labels.value(label) } })
      if !row.carried.isEmpty { json.write(carried: row.carried) }
      json.field("duplicates", row.duplicates)
      if row.continues { json.field("continues", true) }
      if !row.healing.isEmpty {
        json.field("healing", array: { list in for label in row.healing { list.value(label) } })
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
