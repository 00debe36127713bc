package import Dataset
package import Files
import JSON

/// The clips of one split as a bundle's `metadata.jsonl` states them, an event at a time.
///
/// The frames that were cut serve as an event's window, since the window itself is not published.
package struct PublishedClips: ~Copyable {
  private let path: String
  private let directory: String
  private let options: ExportOptions
  private let fanout: Int
  private var lines: LineReader
  private var parser = JSONParser()
  /// The clip after those that were returned; none before the first call.
  private var ahead: ReportRow?
  private var hasBegun = false
  /// Bytes: a row repeats texts of one line of a manifest, which has 16 MiB at most.
  static let longestLine = 1 << 26

  package init(
    _ split: Split, in bundle: BundleLayout, options: ExportOptions, fanout: Int
  ) throws(StorageError) {
    self.init(
      try LineReader(bundle.huggingFaceRows(of: split), limit: Self.longestLine),
      bundle.huggingFaceRows(of: split),
      bundle.directory(of: split), options, fanout)
  }

  private init(
    _ lines: consuming LineReader, _ path: String, _ directory: String, _ options: ExportOptions,
    _ fanout: Int
  ) {
    self.lines = lines
    self.path = path
    self.directory = directory
    self.options = options
    self.fanout = fanout
  }

  /// The next event with all its labels; nil at the end.
  ///
  /// Throws a `damaged` error for a row that is not as an export writes it.
  package mutating func next() throws(StorageError) -> ReportRow? {
    if !hasBegun { ahead = try nextClip() }
    hasBegun = true
    guard var row = ahead else { return nil }
    ahead = try nextClip()
    while let clip = ahead, Self.isOneEvent(row, clip) {
      row.labels += clip.labels
      row.share.carried += clip.share.carried
      ahead = try nextClip()
    }
    return row
  }

  private static func isOneEvent(_ row: ReportRow, _ clip: ReportRow) -> Bool {
    row.event.ordinal == clip.event.ordinal && row.event.eventID == clip.event.eventID
      && row.event.recordedClipID == clip.event.recordedClipID
      && row.event.sessionID == clip.event.sessionID && row.event.source == clip.event.source
      && row.outcome == clip.outcome
  }

  private mutating func nextClip() throws(StorageError) -> ReportRow? {
    guard let line = try lines.next() else { return nil }
    let names = options.bundle.labelFields
    guard
      let origin = (try? parser.parse(line) { OriginRow($0, carrying: names) }) ?? nil,
      let row = origin.reportRow(sampleRate: options.clips.sampleRate),
      Text(
        ClipPlace(of: row.event, label: row.labels[0], options: options.clips, fanout: fanout).path
      ) == origin.row.file
    else {
      throw StorageError(damaged: path, "a line of it is not a clip's: \(Self.start(of: line))")
    }
    return withSize(row, of: origin.row.file)
  }

  private static func start(of line: [UInt8]) -> String {
    String(decoding: line.prefix(120), as: UTF8.self)
  }

  /// A WAV file's size follows from its frames; a FLAC file's is known only while its content is there.
  private func withSize(_ row: ReportRow, of file: Text) -> ReportRow {
    guard options.clips.format == .flac, case .rendered(var clips) = row.outcome else { return row }
    let content = try? FileSystem.read("\(directory)/\(file)")
    clips.size = content.flatMap { ContentDigest(of: $0) == clips.digest ? $0.count : nil } ?? -1
    var row = row
    row.outcome = .rendered(clips)
    return row
  }
}
