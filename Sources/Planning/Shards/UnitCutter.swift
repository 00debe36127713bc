import Dataset

/// Decides where one unit of a split ends and the next begins: a function of the events alone.
///
/// A unit ends with the first event at which it has so many requested clips, or so many bytes of them. A requested
/// clip belongs to a labelled component that is not a duplicate, whether or not its audio is there.
package struct UnitCutter: Sendable {
  private let most: Int
  private var clips = 0
  private var bytes = 0

  /// Bytes of a unit's clips as WAV files after which it ends: a tar stays small enough to be read again.
  private static let mostBytes = 256 << 20

  /// Cuts units of about so many clips.
  package init(clips: Int) { most = clips }

  /// Adds the requested clips of an event, each of so many frames at the clips' rate.
  package mutating func add(clips count: Int, frames: Int) {
    clips += count
    // No sum of lengths, however mistaken, passes what an integer holds.
    let size = ClipFormat.wavBytes(frames: min(frames, Self.mostBytes))
    bytes = min(bytes + size * min(count, Self.mostBytes), Self.mostBytes)
  }

  /// Whether the unit ends here; what is added then begins the next one.
  package mutating func ends() -> Bool {
    guard clips >= most || bytes >= Self.mostBytes else { return false }
    (clips, bytes) = (0, 0)
    return true
  }
}
