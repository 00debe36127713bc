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
    field("xxh3_128", clips.digest.description)
    field("start_frame", clips.start)
    field("frames", clips.frames)
    field("source_rate", clips.sourceRate)
    if let level = clips.level { write(level) }
    if let sha256 = clips.sha256 { field("sha256", sha256) }
    if clips.isEarlier { field("earlier", true) }
    if let source = clips.source { field("source", source.description) }
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

extension JSONValue {
  func reportRow() throws(JSONError) -> ReportRow {
    var event = Event(
      ordinal: try int("ordinal"), eventID: try optionalText("event_id"),
      sessionID: try text("session_id"), sourceSet: try text("source_set"),
      audioPath: try optionalText("audio_path"), window: try window())
    event.hasOnset = self["onset_time"]?.isNull == false
    event.recordedClipID = self["clip_id"]?.text
    let labels = try labels()
    var share = EventShare(event: event, labels: labels, duplicates: try int("duplicates"))
    share.invalidValues = self["invalid_values"]?.int ?? 0
    share.caseTwins = self["case_twins"]?.int ?? 0
    share.continues = self["continues"]?.bool ?? false
    share.carried = try carried(labels.count)
    share.healing = try healing(labels.count)
    return ReportRow(share, try outcome(labels.count))
  }

  private func carried(_ labelCount: Int) throws(JSONError) -> [[Text?]] {
    guard self["carried"] != nil else { return [] }
    let rows = try array("carried").map { row in row.elements.map(\.text) }
    guard rows.count == labelCount else {
      throw .mismatched(field: "carried", expected: "a row a label")
    }
    return rows
  }

  private func healing(_ labelCount: Int) throws(JSONError) -> [Int] {
    self["healing"] == nil ? [] : try places("healing", labelCount)
  }

  /// Some of so many labels, counted from 0.
  private func places(_ field: String, _ labelCount: Int) throws(JSONError) -> [Int] {
    let labels = try array(field).compactMap(\.int)
    guard labels.allSatisfy((0..<labelCount).contains) else {
      throw .mismatched(field: field, expected: "places of labels")
    }
    return labels
  }

  private func window() throws(JSONError) -> Window {
    Window(
      onset: self["onset_time"]?.isNull == true ? 0 : try double("onset_time"),
      pre: try double("pre"), post: try double("post"),
      durationSeconds: self["duration_seconds"]?.double)
  }

  private func labels() throws(JSONError) -> [Text] {
    var labels: [Text] = []
    for element in try array("labels") {
      guard let label = element.text else { throw .mismatched(field: "labels", expected: "texts") }
      labels.append(label)
    }
    return labels
  }

  private func outcome(_ labelCount: Int) throws(JSONError) -> ReportRow.Outcome {
    if self["kept"]?.bool == true { return .kept }
    if self["lost"] != nil {
      return .changed(try clips(), lost: try places("lost", labelCount))
    }
    guard self["reason"] != nil else { return .rendered(try clips()) }
    guard let reason = SkipReason(rawValue: try string("reason")) else {
      throw .mismatched(field: "reason", expected: "a reason to skip an event")
    }
    return .skipped(reason, detail: try string("detail"))
  }

  private func clips() throws(JSONError) -> RenderedClips {
    guard let digest = ContentDigest(try string("xxh3_128")) else {
      throw .mismatched(field: "xxh3_128", expected: "32 hexadecimal digits")
    }
    var clips = RenderedClips(
      clipFrames: try int("clip_frames"), size: try int("size"), digest: digest,
      start: try int("start_frame"), frames: try int("frames"),
      sourceRate: try int("source_rate"))
    clips.level = ClipLevel(self)
    clips.sha256 = try optionalText("sha256")?.string
    clips.isEarlier = self["earlier"]?.bool ?? false
    if self["source"] != nil {
      guard let source = ContentDigest(try string("source")) else {
        throw .mismatched(field: "source", expected: "32 hexadecimal digits")
      }
      clips.source = source
    }
    return clips
  }
}
