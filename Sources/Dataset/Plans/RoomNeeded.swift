/// The disk space of clips that are not written yet.
package struct RoomNeeded: Hashable, Sendable, Codable {
  /// Files of clips; clips of one event share one if identical clips are linked.
  package private(set) var files = 0
  /// Bytes of the clips and of the rows that describe them, in whole blocks of the file system.
  package private(set) var bytes = CappedSum()

  /// Approximate bytes of the rows of one clip: its label, its Hugging Face row, its share of a report.
  package static let rowBytes = 700

  /// Seconds: a longer window counts as this one, since its recording mostly ends before, and a mistaken length must
  /// not refuse an export.
  package static let longestWindow = 600.0

  package init() {}

  /// The approximate share of `part` of `whole` events; zero for none.
  package func share(_ part: Int, of whole: Int) -> RoomNeeded {
    var share = RoomNeeded()
    guard part > 0, whole > 0 else { return share }
    let ratio = min(Double(part) / Double(whole), 1)
    share.files = Int(Double(files) * ratio)
    share.bytes += Int(Double(bytes.value) * ratio)
    return share
  }

  /// Bytes of what a tar has beside a clip's sound: three headers, a class's number and a row, filled up to blocks.
  private static let tarBytes = 512 * 6

  /// Adds the clips of one event, each of `frames`, that lie in a tar.
  package mutating func add(tarClips clips: Int, frames: Int) {
    bytes.add(ClipFormat.wavBytes(frames: frames), times: clips)
    bytes.add(Self.tarBytes + Self.rowBytes, times: clips)
  }

  /// Adds a tar.
  package mutating func addTar() { files += 1 }

  /// Adds the clips of one event, each of `frames`; `blockSize` is what a file takes at least, in bytes.
  package mutating func add(
    clips: Int, frames: Int, blockSize: Int, linkIdentical: Bool
  ) {
    let copies = linkIdentical ? min(clips, 1) : clips
    files += copies
    let size = ClipFormat.wavBytes(frames: frames)
    bytes.add((size + blockSize - 1) / blockSize * blockSize, times: copies)
    bytes.add(Self.rowBytes, times: clips)
  }
}
