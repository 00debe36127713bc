package import Dataset
package import Files
import JSON

/// The events that a bundle's `skipped.jsonl` names, in its order: about 300 bytes each.
package enum PublishedSkips {
  /// Rows without labels, session and window, which the document does not state.
  package static func read(_ bundle: BundleLayout) throws(StorageError) -> [ReportRow] {
    var lines = try LineReader(bundle.skipped, limit: PublishedClips.longestLine)
    var parser = JSONParser()
    var rows: [ReportRow] = []
    while let line = try lines.next() {
      let row = line.withUnsafeBytes { bytes in try? parser.parse(bytes).skippedRow() }
      guard let row else {
        throw StorageError(
          damaged: bundle.skipped, "its line \(rows.count + 1) is not a skipped event's")
      }
      rows.append(row)
    }
    return rows
  }
}

extension JSONValue {
  fileprivate func skippedRow() throws(JSONError) -> ReportRow {
    guard let reason = SkipReason(rawValue: try string("reason")) else {
      throw .mismatched(field: "reason", expected: "a reason to skip an event")
    }
    let event = Event(
      ordinal: try int("ordinal"), eventID: try optionalText("event_id"),
      sourceSet: try text("source_set"), audioPath: try optionalText("audio_path"))
    return ReportRow(
      event: event, labels: [], duplicates: 0,
      outcome: .skipped(reason, detail: try string("detail")))
  }
}
