package import Dataset
package import JSON

/// A line of `metadata.jsonl`: a label row, and the origin and contents of its clip.
///
/// Nil stands for a field that is absent or of another kind.
package struct OriginRow {
  /// The statements of a label file about the clip.
  package let row: LabelRow
  package let audioPath: Text?
  /// Frames of the recording at `sourceRate` (Hz).
  package let start: Int?
  package let frames: Int?
  package let sourceRate: Int?
  package let ordinal: Int?
  package let digest: ContentDigest?
  package let level: ClipLevel?
  /// False if a path exists but is not a text.
  private let isPathSound: Bool

  /// The row of an event's label at `position`; the other values are those of a `LabelRow`.
  package init(
    _ row: ReportRow, _ clips: RenderedClips, position: Int, number: Int, path: String,
    sampleRate: Int, stored: StoredClip? = nil
  ) {
    self.row = LabelRow(
      row, clips, position: position, number: number, path: path, sampleRate: sampleRate,
      stored: stored)
    audioPath = row.event.audioPath
    start = clips.start
    frames = clips.frames
    sourceRate = clips.sourceRate
    ordinal = row.event.ordinal
    digest = clips.digest
    level = clips.level
    isPathSound = true
  }

  /// Reads a line, with the values of the fields of these names; nil if it has no file or no label.
  package init?(_ value: JSONValue, carrying names: [Text] = []) {
    guard let row = LabelRow(value, fileKey: "file_name", carrying: names) else { return nil }
    self.row = row
    let path = value["audio_path"]
    audioPath = path?.text
    start = value["start_frame"]?.int
    frames = value["frames"]?.int
    sourceRate = value["source_rate"]?.int
    ordinal = value["ordinal"]?.int
    digest = value["xxh3_128"]?.utf8.flatMap { ContentDigest(hexadecimal: $0) }
    level = ClipLevel(peak: value["peak"], peakFrame: value["peak_frame"], rms: value["rms"])
    isPathSound = path.map { $0.isNull || $0.text != nil } ?? true
  }
}

extension OriginRow {
  /// The most frames that a recording or clip can have.
  private static let mostFrames = 1 << 53

  /// The row of an event with this one clip; its window is the frames that were cut.
  ///
  /// Nil if a field is not as an export writes it.
  ///
  /// `sampleRate` is that of the clips in Hz; their size is that of WAV files.
  func reportRow(sampleRate: Int) -> ReportRow? {
    guard let row = row.validated(), isPathSound, let digest, let ordinal, ordinal > 0,
      let start, (0...Self.mostFrames).contains(start),
      let frames, (1...Self.mostFrames).contains(frames), let sourceRate, sourceRate > 0,
      let clipFrames = Int(exactly: (row.seconds * Double(sampleRate)).rounded()),
      (0...Self.mostFrames).contains(clipFrames)
    else { return nil }
    let window = Window(exactly: FrameWindow(start: start, count: frames), at: sourceRate)
    var clips = RenderedClips(
      clipFrames: clipFrames, size: ClipFormat.wavBytes(frames: clipFrames), digest: digest,
      start: start, frames: frames, sourceRate: sourceRate)
    clips.level = level
    var found = ReportRow(
      event: Event(
        ordinal: ordinal, eventID: row.eventID, sessionID: row.sessionID,
        sourceSet: row.sourceSet, audioPath: audioPath, window: window),
      labels: [row.label], duplicates: 0, outcome: .rendered(clips))
    if row.eventID == nil {
      found.share.event.recordedClipID = ClipName.contentID(inPath: row.file)
    }
    if !row.carried.isEmpty { found.share.carried = [row.carried] }
    return found
  }
}

extension JSONText {
  /// Adds the fields with the origin and contents of an event's clips.
  package mutating func write(originOf origin: OriginRow) {
    field("audio_path", origin.audioPath)
    field("start_frame", origin.start)
    field("frames", origin.frames)
    field("source_rate", origin.sourceRate)
    field("ordinal", origin.ordinal)
    field("xxh3_128", origin.digest)
    if let level = origin.level { write(level) }
  }
}
