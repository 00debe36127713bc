package import Dataset

/// What an export would write, as far as the manifest and the names of its recordings tell.
///
/// A clip counts where its recording was found and no earlier event owns its name. Its length is its
/// window's, `ceil(seconds × clip rate)` frames and at least `--pad-to`: recordings that end
/// inside a window or cannot be read make the dataset smaller.
package struct ExpectedDataset: Hashable, Sendable {
  package private(set) var events = 0
  package private(set) var clips: [Split: Int] = [:]
  /// Files of clips; clips of one event share one where identical clips are linked.
  package private(set) var files = 0
  /// Frames at the clips' rate.
  package private(set) var frames = CappedSum()
  package private(set) var framesBySource: [Text: CappedSum] = [:]
  /// Bytes of all clip files, and of the rows that describe them.
  package private(set) var bytes = CappedSum()
  /// The same in whole blocks of the target's file system.
  package private(set) var diskBytes = CappedSum()
  /// Clips of each label.
  package private(set) var clipsByLabel: [Text: Int] = [:]

  private let options: ExportOptions
  private let blockSize: Int
  /// Bytes of the rows of one clip, about: its label, its Hugging Face row, its share of a report.
  private static let rowBytes = 700

  init(_ options: ExportOptions, blockSize: Int) {
    self.options = options
    self.blockSize = max(blockSize, 1)
  }

  package var clipCount: Int { (clips[.train] ?? 0) + (clips[.val] ?? 0) }

  /// Frames of an event's window at the clips' rate; nil where no recording reaches its start.
  func frames(of event: Event) -> Int? {
    options.clips.frames(of: event.window)
  }

  /// Counts the clips of `labels`, which an event of a recording that was found owns.
  mutating func add(_ event: Event, labels: [Text]) {
    guard !labels.isEmpty, let count = frames(of: event) else { return }
    events += 1
    let split = Split(session: event.sessionID, valRatio: options.clips.valRatio)
    clips[split, default: 0] += labels.count
    for label in labels { clipsByLabel[label, default: 0] += 1 }
    frames.add(count, times: labels.count)
    framesBySource[event.sourceSet, default: CappedSum()].add(count, times: labels.count)
    let copies = options.bundle.linkIdentical ? 1 : labels.count
    files += copies
    let size = ClipFormat.wavBytes(frames: count)
    bytes.add(size, times: copies)
    diskBytes.add((size + blockSize - 1) / blockSize * blockSize, times: copies)
    bytes.add(Self.rowBytes, times: labels.count)
    diskBytes.add(Self.rowBytes, times: labels.count)
  }

  /// Files and directories, some two dozen of the bundle's own included.
  package func inodes(fanout: Int) -> Int {
    let directories = Split.allCases.reduce(0) { $0 + min(clips[$1] ?? 0, 1 << (4 * fanout)) }
    return files + directories + 24
  }

  /// Source sets and their frames, the longest first.
  package var sources: [(name: Text, frames: Int)] {
    framesBySource.map { (name: $0.key, frames: $0.value.value) }
      .sorted { ($1.frames, $0.name) < ($0.frames, $1.name) }
  }
}
