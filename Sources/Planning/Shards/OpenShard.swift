import Dataset

/// The current shard of the planning pass.
struct OpenShard {
  let firstOrdinal: Int
  /// Positions of the events among the non-blank lines of the range.
  private var chosen: [Int] = []
  /// Events that an earlier plan has counted.
  var uncounted = 0
  /// The other events, except malformed ones.
  var splits = SplitEvents()
  private var clipCount = 0
  private var ownClips = 0
  private var duplicates: [Int] = []
  private var caseTwins: [Int] = []
  private var known: [Int] = []
  private var seen: Set<SourceKey> = []
  private var locations: [SourceLocation] = []
  private var standing: [StandingEvent] = []
  /// Set where the shard is a unit of a tar.
  var unit: OpenUnit?

  init(firstOrdinal: Int, unit: OpenUnit? = nil) {
    self.firstOrdinal = firstOrdinal
    self.unit = unit
  }

  var eventCount: Int { chosen.count }

  mutating func noteEvent(ordinal: Int) {
    chosen.append(ordinal - firstOrdinal)
  }

  mutating func note(_ source: SourceKey, at location: SourceLocation) {
    if seen.insert(source).inserted { locations.append(location) }
  }

  /// Notes that the clips of the last noted event are already in the bundle.
  mutating func note(_ event: StandingEvent?) {
    if let event { standing.append(event) }
  }

  /// The owner of a labelled component's clip.
  enum Ownership {
    case own
    /// The event, by an earlier plan.
    case known
    /// Another event.
    case duplicate
  }

  /// Notes that the next clip's name differs from an earlier one's in case only.
  mutating func noteCaseTwin() { caseTwins.append(clipCount) }

  mutating func noteClip(_ ownership: Ownership) {
    switch ownership {
    case .own: ownClips += 1
    case .known: known.append(clipCount)
    case .duplicate: duplicates.append(clipCount)
    }
    clipCount += 1
  }

  /// True if the bundle already has all of it: its report would hold no row.
  var isKnown: Bool {
    eventCount == uncounted && duplicates.isEmpty && ownClips == 0
  }

  /// The shard, whose range ends before the line of ordinal `end`.
  func closed(
    as index: ShardIndex, range: Range<Int>, before end: Int, digest: String
  ) -> PlanShard {
    var shard = PlanShard(
      index: index, byteOffset: range.lowerBound, byteCount: range.count,
      firstOrdinal: firstOrdinal, eventCount: eventCount, digest: digest,
      duplicates: duplicates, sources: locations)
    shard.known = known
    shard.caseTwins = caseTwins
    shard.unit = unit?.split
    shard.chosen = eventCount == end - firstOrdinal ? nil : chosen
    shard.counted = eventCount - uncounted
    shard.splits = splits
    shard.standing = standing.isEmpty ? nil : standing
    return shard
  }
}
