package import Dataset
package import Files
package import JSON

/// A line of `skipped.jsonl`: an event without clips, and the reason.
package struct SkippedRow {
  /// The reason in the line, even if no export gives it.
  let reason: Text
  /// The event's row without labels, session and window, which the line does not state; nil if another field is
  /// not as an export writes it.
  let row: ReportRow?

  /// Reads a line; nil if it has no reason.
  init?(_ value: JSONValue) {
    guard let reason = value["reason"]?.text else { return nil }
    self.reason = reason
    row = try? Self.row(value, SkipReason(rawValue: reason.string))
  }

  private static func row(
    _ value: JSONValue, _ reason: SkipReason?
  ) throws(JSONError) -> ReportRow? {
    guard let reason else { return nil }
    let event = Event(
      ordinal: try value.int("ordinal"), eventID: try value.optionalText("event_id"),
      sourceSet: try value.text("source_set"), audioPath: try value.optionalText("audio_path"))
    return ReportRow(
      event: event, labels: [], duplicates: 0,
      outcome: .skipped(reason, detail: try value.string("detail")))
  }

  /// The events that a bundle's `skipped.jsonl` names, in its order: about 300 bytes each.
  ///
  /// Throws a `damaged` error for a line that an export does not write.
  package static func readAll(of bundle: BundleLayout) throws(StorageError) -> [ReportRow] {
    var lines = try LineReader(bundle.skipped, limit: PublishedClips.longestLine)
    var parser = JSONParser()
    var rows: [ReportRow] = []
    while let line = try lines.next() {
      guard let row = try? parser.parse(line, { SkippedRow($0)?.row }) else {
        throw StorageError(
          damaged: bundle.skipped, "its line \(rows.count + 1) is not a skipped event's")
      }
      rows.append(row)
    }
    return rows
  }
}

extension JSONText {
  /// Writes the line of an event without clips.
  package mutating func write(skipped event: Event, _ reason: SkipReason, detail: String) {
    object { json in
      json.field("ordinal", event.ordinal)
      json.field("event_id", event.eventID)
      json.field("source_set", event.sourceSet)
      json.field("audio_path", event.audioPath)
      json.field("reason", reason.rawValue)
      json.field("detail", detail)
    }
    newline()
  }
}
