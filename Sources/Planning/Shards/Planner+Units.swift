import Bundle
import Dataset
import Files

/// Shards that are units of tars: each has the events of one split, so that one is open of either.
extension Planner {
  /// Goes on in the unit of this split.
  mutating func enterUnit(of split: Split) {
    guard shard.unit?.split != split, let other = otherUnit else { return }
    otherUnit = shard
    shard = other
  }

  /// Notes where the latest event's line ends, and closes the unit where it ends there.
  mutating func endLine(_ line: borrowing ManifestLine) throws {
    if shard.unit?.endsAfter(line) == true { try closeUnit() }
  }

  /// Closes the last unit of each split.
  mutating func closeUnits() throws {
    for split in Split.allCases {
      enterUnit(of: split)
      if shard.eventCount > 0 { try closeUnit() }
    }
  }

  private mutating func closeUnit() throws {
    guard let unit = shard.unit else { return }
    let end = lastOrdinal + 1
    let index = ShardIndex(base.firstShard + shardCount)
    try output?.append(shard.closed(as: index, range: unit.range, before: end, digest: unit.digest))
    shardCount += 1
    summary.room.addTar()
    shard = OpenShard(firstOrdinal: end, unit: OpenUnit(after: unit))
  }
}
