package import Dataset
package import Files
import JSON

/// The part of a bundle's `metadata.json` that a later run needs; every field exists.
package struct PublishedMetadata: Sendable {
  package var isComplete: Bool
  /// Path as recorded, and SHA-256 of the content.
  package var manifest: (path: String, sha256: String)
  package var fanout: Int
  package var options: ExportOptions
  /// The carried columns of the rows.
  package var columns: [CarriedColumn]
  /// In the order of their numbers.
  package var classes: [Text]
  /// Names with versions, in one line.
  package var libraries: String
  package var totalEvents: Int
  /// Events that the manifest no longer has.
  package var removedEvents: Int
  /// Clips that the labels omit.
  package var lostClips: Int
  /// Recordings whose clips are of more than one version.
  package var mixedRecordings: Int
  package var slicedEvents: Int
  package var duplicates: Int
  package var invalidValues: Int
  package var caseTwins: Int
  package var bundleDigest: String
  /// Nil in records of older builds.
  package var clipsDigest: String?
  package var labelsSHA256: [Split: String]
  package var componentsSHA256: String
  package var healing: EarlierHealing
  /// Oldest first.
  package var runs: [RunRow]
  private let document: MetadataDocument

  /// Reads the document; throws a `damaged` error if an export did not write it.
  package static func read(_ path: String) throws(StorageError) -> PublishedMetadata {
    let bytes = try FileSystem.read(path, limit: MetadataDocument.sizeLimit)
    do {
      return try PublishedMetadata(MetadataDocument(json: bytes))
    } catch {
      throw StorageError(damaged: path, "it is not a bundle's record: \(error)")
    }
  }

  /// True if the record has a digest of each file; records of older builds do not.
  package var provesFiles: Bool { document.filesSHA256 != nil }

  /// The digest on record of a document with this path in the bundle.
  package func sha256(of document: BundleDocument, named name: String) -> String? {
    self.document.sha256(of: document, named: name)
  }

  private init(_ document: MetadataDocument) throws(JSONError) {
    self.document = document
    let version = try required(document.formatVersion, "format_version")
    guard version == MetadataDocument.currentVersion else {
      throw .mismatched(field: "format_version", expected: "\(MetadataDocument.currentVersion)")
    }
    let statistics = try required(document.statistics, "statistics")
    isComplete = try required(document.complete, "complete")
    manifest = (
      try required(document.manifest, "manifest"),
      try required(document.manifestSHA256, "manifest_sha256")
    )
    fanout = try required(document.clipFanout, "clip_fanout")
    options = try required(document.options, "options")
    try Self.check(options, fanout)
    columns = try required(document.labelFieldTypes, "label_field_types").fields
      .map { CarriedColumn($0.name, $0.value) }
    classes = try required(document.labelCounts, "label_counts").names
    libraries = try required(document.libraries, "libraries").fields
      .map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    totalEvents = try required(statistics.totalEvents, "total_events")
    removedEvents = document.removedEvents ?? 0
    lostClips = document.lostClips ?? 0
    mixedRecordings = document.mixedRecordings ?? 0
    slicedEvents = try required(statistics.slicedEvents, "sliced_events")
    duplicates = try required(statistics.duplicates, "duplicates")
    invalidValues = try required(statistics.invalidValues, "invalid_values")
    caseTwins = try required(statistics.caseTwins, "case_twins")
    bundleDigest = try required(document.bundleDigest, "bundle_digest")
    clipsDigest = document.clipsDigest
    let labels = try required(document.labelsSHA256, "labels_sha256")
    labelsSHA256 = [
      .train: try required(labels.train, "train"), .val: try required(labels.val, "val"),
    ]
    componentsSHA256 = try required(document.componentsSHA256, "components_sha256")
    healing = try EarlierHealing(document, rate: Double(options.clips.sampleRate))
    runs = try required(document.runs, "runs")
    try checkTwins()
  }

  /// Facts that the record states twice must agree: nothing else proves them.
  private func checkTwins() throws(JSONError) {
    guard runs.last?.options == options else {
      throw .mismatched(field: "options", expected: "those of the last of runs")
    }
    guard options.bundle.clipFanout ?? fanout == fanout else {
      throw .mismatched(field: "clip_fanout", expected: "that of options")
    }
    guard document.sampleRate == options.clips.sampleRate else {
      throw .mismatched(field: "sample_rate", expected: "that of options")
    }
    guard document.valRatio == options.clips.valRatio else {
      throw .mismatched(field: "val_ratio", expected: "that of options")
    }
    guard document.limit == options.events.limit else {
      throw .mismatched(field: "limit", expected: "that of options")
    }
    guard document.totalEventsProcessed == totalEvents else {
      throw .mismatched(field: "total_events_processed", expected: "total_events of statistics")
    }
  }

  /// An export cannot have written a value that no flag takes.
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

/// The value of a required field.
private func required<Value>(_ value: Value?, _ field: String) throws(JSONError) -> Value {
  guard let value else { throw .missing(field: field) }
  return value
}

/// The clips that earlier runs rendered again, if only their sums are on record.
package struct EarlierHealing: Hashable, Sendable, Codable {
  /// A source set's frames.
  package struct Source: Hashable, Sendable, Codable {
    package var name: Text
    package var frames: Int
  }

  /// Clips and frames of the splits; nothing else in it is counted.
  package var tally = Tally()
  package var sources: [Source] = []
  package var recovered = 0

  package init() {}

  /// Adds the repairs of a row whose reports no longer count.
  package mutating func add(_ standing: ShardSource.Row, valRatio: Double) {
    if standing.recovery != nil { recovered += 1 }
    for healing in standing.healings {
      var part = standing.row
      part.labels = healing.labels.map { standing.row.labels[$0] }
      var sum = Tally()
      sum.add(part, valRatio: valRatio)
      add(sum)
    }
  }

  private mutating func add(_ sum: Tally) {
    tally.trainClips += sum.trainClips
    tally.valClips += sum.valClips
    tally.trainFrames += sum.trainFrames
    tally.valFrames += sum.valFrames
    for source in sum.sources {
      if let place = sources.firstIndex(where: { $0.name == source.name }) {
        sources[place].frames += source.frames
      } else {
        sources.append(Source(name: source.name, frames: source.frames))
      }
    }
  }

  fileprivate init(_ document: MetadataDocument, rate: Double) throws(JSONError) {
    func frames(_ seconds: Double) throws(JSONError) -> Int {
      guard let frames = Int(exactly: (seconds * rate).rounded()) else {
        throw .mismatched(field: "healed_duration_seconds", expected: "the length of clips")
      }
      return frames
    }
    let clips = document.healedSplitCounts
    tally.trainClips = try required(clips?.train, "healed_split_counts")
    tally.valClips = try required(clips?.val, "healed_split_counts")
    let seconds = document.healedSplitDurationsSeconds
    let field = "healed_split_durations_seconds"
    tally.trainFrames = try frames(try required(seconds?.train, field))
    tally.valFrames = try frames(try required(seconds?.val, field))
    for source in document.healedDurationSecondsBySource?.fields ?? [] {
      sources.append(Source(name: source.name, frames: try frames(source.value)))
    }
    recovered = try required(
      document.statistics?.recoveredEvents, "recovered_events")
  }
}
