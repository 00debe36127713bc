import Dataset

/// A unit's events in runs whose clips are held in memory together, so that they can be rendered in another order
/// than they are written in.
struct UnitBatches: Sequence, IteratorProtocol {
  private let sizes: [Int]
  private var place = 0

  /// Bytes of clips in a run, as WAV files: half of what a renderer may take.
  private static let most = 48 << 20

  /// The runs of events with these windows, in their order.
  init(_ windows: [Window], _ options: ClipOptions) {
    sizes = windows.map { window in
      ClipFormat.wavBytes(frames: Swift.min(options.frames(of: window) ?? 0, Self.most))
    }
  }

  /// The next run's places among the windows; nil at the end.
  mutating func next() -> Range<Int>? {
    guard place < sizes.count else { return nil }
    let start = place
    var bytes = 0
    repeat {
      bytes += sizes[place]
      place += 1
    } while place < sizes.count && bytes + sizes[place] <= Self.most
    return start..<place
  }
}
