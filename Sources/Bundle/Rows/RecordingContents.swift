package import Dataset
package import Files

/// The samples of recordings that reports state: recordings with a sample in common hold the same.
///
/// Memory: about 120 bytes a recording.
package struct RecordingContents: Sendable {
  private var samples: [SourceKey: [ContentDigest]] = [:]
  /// Source set, path with quotes, and sample of the latest line.
  private var latest: (sourceSet: [UInt8], path: [UInt8], sample: [UInt8]) = ([], [], [])

  /// Nothing is on record.
  package init() {}

  /// The samples of a recording: none if none is on record, several if the recording changed.
  package subscript(recording: SourceKey) -> [ContentDigest] { samples[recording] ?? [] }

  /// Adds a sample of a recording.
  package mutating func add(_ sample: ContentDigest, of recording: SourceKey) {
    if samples[recording]?.contains(sample) == true { return }
    samples[recording, default: []].append(sample)
  }

  /// Adds the recordings of a shard's clips.
  ///
  /// Throws a `StorageError` if one of its reports is gone or damaged.
  package mutating func add(
    _ shard: ShardSource, in bundle: BundleLayout
  ) throws(StorageError) {
    guard var rows = try shard.plainRows(in: bundle, wait: nil) else {
      return try shard.forEachRow(in: bundle) { row throws(StorageError) in add(row.row) }
    }
    while let line = rows.nextLine() {
      if !rows.withLine(at: line, { takes($0) }) { add(try rows.row(at: line)) }
    }
  }

  private mutating func add(_ row: ReportRow) {
    switch row.outcome {
    case .rendered(let clips), .changed(let clips, _):
      if let sample = clips.source { add(sample, of: row.event.source) }
    case .skipped, .kept: break
    }
  }

  /// Takes a plain line of a report; false if it must be read as a row.
  private mutating func takes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let line = ReportLine(bytes) else { return !Self.mayState(bytes) }
    guard let sample = line.source else { return true }
    if line.audioPath.elementsEqual(latest.path), sample.elementsEqual(latest.sample),
      line.sourceSet.elementsEqual(latest.sourceSet)
    {
      return true
    }
    latest = (Array(line.sourceSet), Array(line.audioPath), Array(sample))
    guard let digest = ContentDigest(hexadecimal: sample) else { return false }
    let path = Text(validated: line.audioPath.dropFirst().dropLast())
    add(digest, of: SourceKey(audioPath: path, sourceSet: Text(validated: line.sourceSet)))
    return true
  }

  /// False for a line without a sample, such as that of a skipped event: the sample is a row's last field, except
  /// before the list of lost labels.
  private static func mayState(_ line: UnsafeRawBufferPointer) -> Bool {
    if line.suffix(2).first == UInt8(ascii: "]") { return true }
    let key = #""source":""#.utf8
    return line.suffix(key.count + 34).starts(with: key)
  }
}
