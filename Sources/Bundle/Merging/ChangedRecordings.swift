import Dataset

/// Clips on record that their recordings no longer give: how many, and the first of them by name.
package struct ChangedRecordings: Hashable, Sendable, CustomStringConvertible {
  /// A clip that is named.
  private struct Clip: Hashable {
    /// Relative to the bundle.
    let path: String
    let audioPath: Text?
  }

  package private(set) var count = 0
  private var first: [Clip] = []

  private static let named = 10

  /// Adds the lost clips of a row.
  mutating func add(
    _ standing: ShardSource.Row, in bundle: BundleLayout, _ options: ClipOptions, fanout: Int
  ) {
    count += standing.lost.count
    let event = standing.row.event
    for label in standing.lost where first.count < Self.named {
      let path = bundle.clip(event, standing.row.labels[label], options, fanout: fanout)
      first.append(Clip(path: bundle.relative(path), audioPath: event.audioPath))
    }
  }

  /// The clips with their recordings: "train/audio/e2__kick.wav from a.wav, and 3 more".
  package var description: String {
    let clips = first.map { "\($0.path) from \($0.audioPath?.string ?? "?")" }
      .joined(separator: ", ")
    return count > first.count ? "\(clips), and \(count - first.count) more" : clips
  }
}
