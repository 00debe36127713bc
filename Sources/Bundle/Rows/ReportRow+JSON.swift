import Dataset
import JSON

// A row of a shard report as a line of it.

extension JSONText {
  mutating func write(_ row: ReportRow) {
    object { json in
      json.field("ordinal", row.event.ordinal)
      json.field("event_id", row.event.eventID)
      if let id = row.event.recordedClipID { json.field("clip_id", id) }
      json.field("session_id", row.event.sessionID)
      json.field("source_set", row.event.sourceSet)
      json.field("audio_path", row.event.audioPath)
      json.write(row.event.window, hasOnset: row.event.hasOnset)
      json.field("labels", array: { labels in for label in row.labels { labels.value(label) } })
      if !row.share.carried.isEmpty { json.write(carried: row.share.carried) }
      json.field("duplicates", row.share.duplicates)
      if row.share.invalidValues > 0 { json.field("invalid_values", row.share.invalidValues) }
      if row.share.caseTwins > 0 { json.field("case_twins", row.share.caseTwins) }
      if row.share.continues { json.field("continues", true) }
      if !row.share.healing.isEmpty {
        json.field(
          "healing", array: { list in for label in row.share.healing { list.value(label) } })
      }
      switch row.outcome {
      case .kept: json.field("kept", true)
      case .rendered(let clips): json.write(clips)
      case .changed(let clips, let lost):
        json.write(clips)
        json.field("lost", array: { list in for label in lost { list.value(label) } })
      case .skipped(let reason, let detail):
        json.field("reason", reason.rawValue)
        json.field("detail", detail)
      }
    }
  }

  private mutating func write(_ window: Window, hasOnset: Bool) {
    key("onset_time")
    if hasOnset { value(window.onset) } else { null() }
    field("pre", window.pre)
    field("post", window.post)
    key("duration_seconds")
    if let seconds = window.durationSeconds { value(seconds) } else { null() }
  }

  private mutating func write(_ clips: RenderedClips) {
    field("clip_frames", clips.clipFrames)
    field("size", clips.size)
    field("xxh3_128", clips.digest)
    field("start_frame", clips.start)
    field("frames", clips.frames)
    field("source_rate", clips.sourceRate)
    if let level = clips.level { write(level) }
    if let sha256 = clips.sha256 { field("sha256", sha256) }
    if let offsets = clips.offsets {
      field("offsets", array: { list in for offset in offsets { list.value(offset) } })
    }
    if clips.isEarlier { field("earlier", true) }
    if let source = clips.source { field("source", source) }
  }

  /// The values stand as texts, so that their nesting does not matter to the report.
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

extension JSONRecord {
  /// The row of the parsed line; fields are requested in the order in which they are written.
  mutating func reportRow() throws(JSONError) -> ReportRow {
    var event = Event(ordinal: try int("ordinal"), eventID: try optionalText("event_id"))
    event.recordedClipID = self["clip_id"]?.text
    event.sessionID = try text("session_id")
    event.sourceSet = try text("source_set")
    event.audioPath = try optionalText("audio_path")
    event.hasOnset = self["onset_time"]?.isNull == false
    event.window = try window(hasOnset: event.hasOnset)
    let labels = try labels()
    let carried = try carried(labels.count)
    var share = EventShare(event: event, labels: labels, duplicates: try int("duplicates"))
    share.carried = carried
    share.invalidValues = self["invalid_values"]?.int ?? 0
    share.caseTwins = self["case_twins"]?.int ?? 0
    share.continues = self["continues"]?.bool ?? false
    share.healing = try places("healing", labels.count) ?? []
    return ReportRow(share, try outcome(labels.count))
  }

  private mutating func carried(_ labelCount: Int) throws(JSONError) -> [[Text?]] {
    guard let value = self["carried"] else { return [] }
    let rows = value.elements.map { row in row.elements.map(\.text) }
    guard value.isArray, rows.count == labelCount else {
      throw .mismatched(field: "carried", expected: "a row a label")
    }
    return rows
  }

  /// Some of this number of labels, counted from 0; nil if there is no such field.
  private mutating func places(
    _ field: StaticString, _ labelCount: Int
  ) throws(JSONError) -> [Int]? {
    guard let value = self[field] else { return nil }
    let labels = value.elements.compactMap(\.int)
    guard value.isArray, labels.allSatisfy((0..<labelCount).contains) else {
      throw .mismatched(field: "\(field)", expected: "places of labels")
    }
    return labels
  }

  private mutating func window(hasOnset: Bool) throws(JSONError) -> Window {
    Window(
      onset: hasOnset ? try double("onset_time") : 0,
      pre: try double("pre"), post: try double("post"),
      durationSeconds: self["duration_seconds"]?.double)
  }

  private mutating func labels() throws(JSONError) -> [Text] {
    let expected = JSONError.mismatched(field: "labels", expected: "an array of texts")
    guard let value = self["labels"], value.isArray else { throw expected }
    return try value.elements.map { element throws(JSONError) in
      guard let label = element.text else { throw expected }
      return label
    }
  }

  private mutating func outcome(_ labelCount: Int) throws(JSONError) -> ReportRow.Outcome {
    if self["kept"]?.bool == true { return .kept }
    if let reason = self["reason"] {
      guard let reason = reason.string.flatMap({ SkipReason(rawValue: $0) }) else {
        throw .mismatched(field: "reason", expected: "a reason to skip an event")
      }
      return .skipped(reason, detail: try text("detail").string)
    }
    let clips = try clips(labelCount)
    guard let lost = try places("lost", labelCount) else { return .rendered(clips) }
    return .changed(clips, lost: lost)
  }

  /// Places in a unit's tar, one for each label; nil where clips are files.
  private mutating func offsets(_ labelCount: Int) throws(JSONError) -> [Int]? {
    guard let value = self["offsets"] else { return nil }
    let offsets = value.elements.compactMap(\.int)
    guard value.isArray, offsets.count == labelCount, offsets.allSatisfy({ $0 >= 0 }) else {
      throw .mismatched(field: "offsets", expected: "a place a label")
    }
    return offsets
  }

  private mutating func clips(_ labelCount: Int) throws(JSONError) -> RenderedClips {
    let (frames, size) = (try int("clip_frames"), try int("size"))
    var clips = RenderedClips(
      clipFrames: frames, size: size, digest: try digest("xxh3_128"),
      start: try int("start_frame"), frames: try int("frames"),
      sourceRate: try int("source_rate"))
    clips.level = ClipLevel(peak: self["peak"], peakFrame: self["peak_frame"], rms: self["rms"])
    clips.sha256 = try textIfThere("sha256")?.string
    clips.offsets = try offsets(labelCount)
    clips.isEarlier = self["earlier"]?.bool ?? false
    clips.source = try digestIfThere("source")
    return clips
  }
}
