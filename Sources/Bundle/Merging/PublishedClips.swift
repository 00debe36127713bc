package import Dataset
package import Files
import JSON

/// The clips of one split as a bundle's `metadata.jsonl` states them, an event at a time.
///
/// It reads what `LabelWriter` has written. An event's window is given as the frames that were cut,
/// since the window itself is not published.
package struct PublishedClips: ~Copyable {
  private let path: String
  private let directory: String
  private let options: ExportOptions
  private let fanout: Int
  private var lines: LineReader
  private var parser = JSONParser()
  /// The clip after those given; none before the first call.
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
  /// A row that is not as `LabelWriter` writes it is a `damaged` error.
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
      && row.event.sessionID == clip.event.sessionID && row.event.source == clip.event.source
      && row.outcome == clip.outcome
  }

  private mutating func nextClip() throws(StorageError) -> ReportRow? {
    guard let line = try lines.next() else { return nil }
    let read = line.withUnsafeBytes { bytes -> (row: ReportRow, file: String)? in
      guard let value = try? parser.parse(bytes), let row = try? value.clipRow(options) else {
        return nil
      }
      return value["file_name"]?.string.map { (row, $0) }
    }
    guard let read,
      ClipPlace(
        of: read.row.event, label: read.row.labels[0], options: options.clips, fanout: fanout
      ).path == read.file
    else {
      throw StorageError(damaged: path, "a line of it is not a clip's: \(Self.start(of: line))")
    }
    return withSize(read.row, of: read.file)
  }

  private static func start(of line: [UInt8]) -> String {
    String(decoding: line.prefix(120), as: UTF8.self)
  }

  /// A WAV file's size follows from its frames; a FLAC file's is known only while its content is there.
  private func withSize(_ row: ReportRow, of file: String) -> ReportRow {
    guard options.clips.format == .flac, case .rendered(var clips) = row.outcome else { return row }
    let content = try? FileSystem.read("\(directory)/\(file)")
    clips.size = content.flatMap { ContentDigest(of: $0) == clips.digest ? $0.count : nil } ?? -1
    var row = row
    row.outcome = .rendered(clips)
    return row
  }
}

extension JSONValue {
  /// No recording and no clip has more.
  private static let mostFrames = 1 << 53

  /// One clip's row as that of an event with one label.
  fileprivate func clipRow(_ options: ExportOptions) throws(JSONError) -> ReportRow {
    let rate = try int("source_rate")
    let window = FrameWindow(start: try int("start_frame"), count: try int("frames"))
    let isWindow =
      (0...Self.mostFrames).contains(window.start)
      && (1...Self.mostFrames).contains(window.count)
    guard let digest = ContentDigest(try string("xxh3_128")), rate > 0, isWindow else {
      throw .mismatched(field: "xxh3_128", expected: "the digest of some frames")
    }
    let seconds = try double("duration_seconds")
    let ordinal = try int("ordinal")
    guard
      let clipFrames = Int(exactly: (seconds * Double(options.clips.sampleRate)).rounded()),
      (0...Self.mostFrames).contains(clipFrames), ordinal > 0
    else { throw .mismatched(field: "duration_seconds", expected: "the length of a clip") }
    let event = Event(
      ordinal: ordinal, eventID: try optionalText("event_id"),
      sessionID: try text("session_id"), sourceSet: try text("source_set"),
      audioPath: try optionalText("audio_path"), window: Window(exactly: window, at: rate))
    var row = ReportRow(
      event: event, labels: [try text("label")], duplicates: 0,
      outcome: .rendered(
        RenderedClips(
          clipFrames: clipFrames, size: ClipFormat.wavBytes(frames: clipFrames), digest: digest,
          start: window.start, frames: window.count, sourceRate: rate)))
    let fields = options.bundle.labelFields
    if !fields.isEmpty {
      row.share.carried = [
        fields.map { name in
          self[name.string].flatMap { $0.isNull ? nil : $0.compactText }
        }
      ]
    }
    return row
  }
}
