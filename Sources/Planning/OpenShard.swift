import Dataset

/// The shard that the planning pass is in.
struct OpenShard {
  let firstOrdinal: Int
  var eventCount = 0
  /// Events that an earlier plan has counted.
  var uncounted = 0
  private var clipCount = 0
  private var duplicates: [Int] = []
  private var known: [Int] = []
  private var seen: Set<SourceKey> = []
  private var locations: [SourceLocation] = []

  init(firstOrdinal: Int) { self.firstOrdinal = firstOrdinal }

  mutating func note(_ source: SourceKey, at location: SourceLocation) {
    if seen.insert(source).inserted { locations.append(location) }
  }

  /// Whose clip a labelled component's is.
  enum Ownership {
    case own
    /// The event's, by an earlier plan.
    case known
    /// Another event's.
    case duplicate
  }

  mutating func noteClip(_ ownership: Ownership) {
    switch ownership {
    case .own: break
    case .known: known.append(clipCount)
    case .duplicate: duplicates.append(clipCount)
    }
    clipCount += 1
  }

  func closed(as index: ShardIndex, range: Range<Int>, digest: ContentDigest) -> PlanShard {
    var shard = PlanShard(
      index: index, byteOffset: range.lowerBound, byteCount: range.count,
      firstOrdinal: firstOrdinal, eventCount: eventCount, digest: digest.description,
      duplicates: duplicates, sources: locations)
    shard.known = known
    shard.counted = eventCount - uncounted
    return shard
  }
}
