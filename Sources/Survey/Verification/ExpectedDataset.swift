package import Dataset

/// The expected result of an export, by the manifest and the names of its recordings, and by the recordings if they
/// were opened.
///
/// A clip counts if its recording was found and no earlier event owns its name. Its length is that of its window,
/// `ceil(seconds × clip rate)` frames and at least `--pad-to`. Only opening the recordings shows which of them end
/// inside a window, or cannot be read.
package struct ExpectedDataset: Hashable, Sendable {
  package private(set) var events = 0
  package private(set) var clips: [Split: Int] = [:]
  /// Frames at the clips' rate.
  package private(set) var frames = CappedSum()
  package private(set) var framesBySource: [Text: CappedSum] = [:]
  /// Bytes of all clip files, and of the rows that describe them.
  package private(set) var bytes = CappedSum()
  /// Clips of each label.
  package private(set) var clipsByLabel: [Text: Int] = [:]

  private let options: ExportOptions

  init(_ options: ExportOptions) { self.options = options }

  package var clipCount: Int { (clips[.train] ?? 0) + (clips[.val] ?? 0) }

  /// Frames of an event's window at the clips' rate; nil if it has no onset, or no recording reaches its start.
  func frames(of event: Event) -> Int? {
    event.hasOnset ? options.clips.frames(of: event.window) : nil
  }

  /// Counts the clips of `labels` that belong to an event whose recording was found.
  ///
  /// `share` is the part of its window that the recording holds, 0 to 1.
  mutating func add(_ event: Event, labels: [Text], share: Double = 1) {
    guard !labels.isEmpty, event.hasOnset,
      let count = options.clips.frames(of: event.window, share: share)
    else { return }
    events += 1
    let split = Split(session: event.sessionID, valRatio: options.clips.valRatio)
    clips[split, default: 0] += labels.count
    for label in labels { clipsByLabel[label, default: 0] += 1 }
    frames.add(count, times: labels.count)
    framesBySource[event.sourceSet, default: CappedSum()].add(count, times: labels.count)
    let copies = options.bundle.linkIdentical ? 1 : labels.count
    bytes.add(ClipFormat.wavBytes(frames: count), times: copies)
    bytes.add(RoomNeeded.rowBytes, times: labels.count)
  }

  /// Source sets and their frames, the longest first.
  package var sources: [(name: Text, frames: Int)] {
    framesBySource.map { (name: $0.key, frames: $0.value.value) }
      .sorted { ($1.frames, $0.name) < ($0.frames, $1.name) }
  }
}
