import Dataset

/// Counts the hits that have several ids in the manifest: recording and onset are equal.
///
/// Memory: 12 bytes a hit and the table's free room, 16 to 32 in total.
struct RepeatedHits {
  /// By recording and onset: the id of the first event, both as digests.
  private var first: [UInt64: UInt32] = [:]
  private(set) var count = 0

  /// Counts an event with clips of its own, if an earlier one with another id is the same hit.
  mutating func note(_ event: Event) {
    guard let path = event.audioPath else { return }
    let source = checksum(of: event.sourceSet.bytes + [0] + path.bytes, seed: 0)
    let hit = withUnsafeBytes(of: event.window.onset.bitPattern.littleEndian) {
      checksum(of: Array($0), seed: source)
    }
    let id = UInt32(truncatingIfNeeded: checksum(of: event.clipID.bytes, seed: 0))
    if let known = first[hit] {
      if known != id { count += 1 }
    } else {
      first[hit] = id
    }
  }
}
