import Dataset

/// The shard that the planning pass is in.
struct OpenShard {
  let firstOrdinal: Int
  var eventCount = 0
  private var clipCount = 0
  private var duplicates: [Int] = []
  private var seen: Set<SourceKey> = []
  private var locations: [SourceLocation] = []

  init(firstOrdinal: Int) { self.firstOrdinal = firstOrdinal }

  mutating func note(_ source: SourceKey, at location: SourceLocation) {
    if seen.insert(source).inserted { locations.append(location) }
  }

  mutating func noteClip(isDuplicate: Bool) {
    if isDuplicate { duplicates.append(clipCount) }
    clipCount += 1
  }

  func closed(as index: ShardIndex, range: Range<Int>, digest: ContentDigest) -> PlanShard {
    PlanShard(
      index: index, byteOffset: range.lowerBound, byteCount: range.count,
      firstOrdinal: firstOrdinal, eventCount: eventCount, digest: digest.description,
      duplicates: duplicates, sources: locations)
  }
}
