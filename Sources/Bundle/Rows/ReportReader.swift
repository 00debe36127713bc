package import Dataset
package import Files
import JSON

/// The rows of a shard report, in manifest order, after its size and digest were found right.
package struct ReportReader: ~Copyable {
  private let path: String
  private let bytes: [UInt8]
  private var position = 0
  private var parser = JSONParser()

  /// Opens the report, whose path is relative to the directory of reports; another content is a
  /// `damaged` error, and no link is followed, wherever it leads.
  ///
  /// With `wait`, one that is not to be seen yet, stale or too short is tried again for a while.
  package init(
    _ report: FileStamp, beneath reports: String, wait: VisibilityWait? = nil
  ) throws(StorageError) {
    let whole = "\(reports)/\(report.path)"
    while true {
      do throws(StorageError) {
        let file = try Descriptor(openingFile: report.path, beneath: reports)
        self.init(whole, bytes: try Self.read(file, whole, report))
        return
      } catch {
        guard Self.mayPass(error, whole, report.size), let wait, wait.pause(for: whole) else {
          throw error
        }
      }
    }
  }

  /// Whether what is wrong may be the lag of a cache.
  private static func mayPass(_ error: StorageError, _ path: String, _ size: Int) -> Bool {
    switch error.kind {
    case .notThere, .unreachable: true
    case .damaged: FileSystem.size(path).map { $0 < size } ?? true
    default: false
    }
  }

  private init(_ path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  private static func read(
    _ file: borrowing Descriptor, _ path: String, _ report: FileStamp
  ) throws(StorageError) -> [UInt8] {
    guard try file.size() == report.size else {
      throw StorageError(damaged: path, "it is not as large as the report that was committed")
    }
    let bytes = try FileSystem.read(file, expecting: report.size)
    guard bytes.count == report.size, SHA256.hexadecimal(of: bytes) == report.sha256 else {
      throw StorageError(damaged: path, "it is not the report that was committed")
    }
    return bytes
  }

  /// The next row; nil at the end.
  package mutating func next() throws(StorageError) -> ReportRow? {
    guard position < bytes.count else { return nil }
    let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
    let line = position..<end
    position = end + 1
    let row = bytes.withUnsafeBytes { buffer in
      try? parser.parse(UnsafeRawBufferPointer(rebasing: buffer[line])).reportRow()
    }
    guard let row else {
      throw StorageError(damaged: path, "its line at byte \(line.lowerBound) is not a row")
    }
    return row
  }
}

extension JSONValue {
  fileprivate func reportRow() throws(JSONError) -> ReportRow {
    let event = Event(
      ordinal: try int("ordinal"), eventID: try optionalText("event_id"),
      sessionID: try text("session_id"), sourceSet: try text("source_set"),
      audioPath: try optionalText("audio_path"), window: try window())
    let labels = try labels()
    var share = EventShare(event: event, labels: labels, duplicates: try int("duplicates"))
    share.continues = self["continues"]?.bool ?? false
    share.carried = try carried(labels.count)
    share.healing = try healing(labels.count)
    return ReportRow(share, try outcome())
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
    guard self["healing"] != nil else { return [] }
    let labels = try array("healing").compactMap(\.int)
    guard labels.allSatisfy((0..<labelCount).contains) else {
      throw .mismatched(field: "healing", expected: "places of labels")
    }
    return labels
  }

  private func window() throws(JSONError) -> Window {
    Window(
      onset: try double("onset_time"), pre: try double("pre"), post: try double("post"),
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

  private func outcome() throws(JSONError) -> ReportRow.Outcome {
    if self["kept"]?.bool == true { return .kept }
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
    clips.sha256 = try optionalText("sha256")?.string
    return clips
  }
}
