package import Dataset
package import Files
import JSON

/// A bundle's `metadata.json` as read again: what `Metadata` wrote, as far as a later run needs it.
package struct PublishedMetadata: Sendable {
  package var isComplete: Bool
  package var eventsRemaining: Int
  /// Path as recorded, and SHA-256 of the content.
  package var manifest: (path: String, sha256: String)
  package var fanout: Int
  package var options: ExportOptions
  /// In the order of their numbers.
  package var classes: [Text]
  /// Names with versions, in one line.
  package var libraries: String
  package var totalEvents: Int
  package var slicedEvents: Int
  package var duplicates: Int
  package var bundleDigest: String
  package var labelsSHA256: [Split: String]
  package var componentsSHA256: String
  package var healing: EarlierHealing
  /// Oldest first.
  package var runs: [RunRow]

  /// Reads the document; one that `Metadata` has not written is a `damaged` error.
  package static func read(_ path: String) throws(StorageError) -> PublishedMetadata {
    let bytes = try FileSystem.read(path, limit: 1 << 28)
    var parser = JSONParser()
    do {
      return try parser.parse(bytes) { root in try PublishedMetadata(root) }
    } catch {
      throw StorageError(damaged: path, "it is not a bundle's record: \(error)")
    }
  }

  private init(_ root: JSONValue) throws(JSONError) {
    guard try root.int("format_version") == Metadata.formatVersion else {
      throw .mismatched(field: "format_version", expected: "\(Metadata.formatVersion)")
    }
    isComplete = try root.bool("complete")
    eventsRemaining = try root.int("events_remaining")
    manifest = (try root.string("manifest"), try root.string("manifest_sha256"))
    fanout = try root.int("clip_fanout")
    options = try ExportOptions(published: root.object("options"))
    try Self.check(options, fanout)
    classes = try root.object("label_counts").fields.map { Text(validated: $0.key) }
    libraries = try root.object("libraries").fields
      .map { "\(Text(validated: $0.key)) \($0.value.string ?? "")" }.joined(separator: ", ")
    let statistics = try root.object("statistics")
    totalEvents = try statistics.int("total_events")
    slicedEvents = try statistics.int("sliced_events")
    duplicates = try statistics.int("duplicates")
    bundleDigest = try root.string("bundle_digest")
    let labels = try root.object("labels_sha256")
    labelsSHA256 = [.train: try labels.string("train"), .val: try labels.string("val")]
    componentsSHA256 = try root.string("components_sha256")
    healing = try EarlierHealing(published: root, rate: Double(options.clips.sampleRate))
    var runs: [RunRow] = []
    for row in try root.array("runs") { runs.append(try RunRow(published: row)) }
    self.runs = runs
  }

  /// What no flag takes was not written by an export.
  private static func check(_ options: ExportOptions, _ fanout: Int) throws(JSONError) {
    guard (0...4).contains(fanout) else {
      throw .mismatched(field: "clip_fanout", expected: "0 to 4")
    }
    guard (0...1).contains(options.clips.valRatio) else {
      throw .mismatched(field: "val_ratio", expected: "a share from 0 to 1")
    }
    guard options.clips.sampleRate > 0 else {
      throw .mismatched(field: "sample_rate", expected: "a rate in Hz")
    }
    guard options.events.limit ?? 1 > 0 else {
      throw .mismatched(field: "limit", expected: "a number of events")
    }
  }
}

/// What earlier runs rendered again, where only its sums are on record.
package struct EarlierHealing: Hashable, Sendable, Codable {
  /// A source set's frames.
  package struct Source: Hashable, Sendable, Codable {
    package var name: Text
    package var frames: Int
  }

  /// Clips and frames of the splits; nothing else of it is counted.
  package var tally = Tally()
  package var sources: [Source] = []
  package var recovered = 0

  package init() {}

  fileprivate init(published root: JSONValue, rate: Double) throws(JSONError) {
    func frames(_ seconds: Double) throws(JSONError) -> Int {
      guard let frames = Int(exactly: (seconds * rate).rounded()) else {
        throw .mismatched(field: "healed_duration_seconds", expected: "the length of clips")
      }
      return frames
    }
    let clips = try root.object("healed_split_counts")
    tally.trainClips = try clips.int("train")
    tally.valClips = try clips.int("val")
    let seconds = try root.object("healed_split_durations_seconds")
    tally.trainFrames = try frames(try seconds.double("train"))
    tally.valFrames = try frames(try seconds.double("val"))
    for field in try root.object("healed_duration_seconds_by_source").fields {
      let own = try frames(field.value.double ?? 0)
      sources.append(Source(name: Text(validated: field.key), frames: own))
    }
    recovered = try root.object("statistics").int("recovered_events")
  }
}

extension RunRow {
  fileprivate init(published row: JSONValue) throws(JSONError) {
    guard let id = RunID(try row.string("id")),
      let outcome = Outcome(rawValue: try row.string("outcome"))
    else { throw .mismatched(field: "runs", expected: "rows with an id and an outcome") }
    self.init(
      id: id, start: try row.string("start"), end: row["end"]?.string, outcome: outcome,
      host: try row.string("host"), workers: try row.int("workers"),
      options: try ExportOptions(published: row.object("options")))
  }
}
