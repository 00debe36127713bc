/// One shard of a plan: a contiguous range of the manifest with the findings of planning about it.
///
/// A renderer needs nothing else about the range: planning has resolved sources and decided duplicates once.
package struct PlanShard: Hashable, Sendable, Codable {
  package var index: ShardIndex
  /// The start of the range in the manifest, in bytes.
  package var byteOffset: Int
  package var byteCount: Int
  package var firstOrdinal: Int
  /// The split whose unit the shard is, where clips lie in tars; nil elsewhere.
  ///
  /// Its range has lines of the other split, too.
  package var unit: Split?
  /// The non-blank lines of the range whose events are the shard's, counted from 0, where a sample or a
  /// unit leaves others between them; nil for all.
  package var chosen: [Int]?
  /// Chosen lines in the range, or events of a repair: the positions from 0 on.
  package var eventCount: Int
  /// Events that this shard counts: all except those that an earlier plan has counted.
  package var counted: Int
  /// Counted events that have a session; nil in plans of older builds.
  package var splits: SplitEvents?
  /// XXH3-128 of the range, or a unit's `LineDigest` of its chosen lines: 32 hexadecimal digits.
  package var digest: String
  /// The labelled components of the range that are duplicates, counted from 0 in manifest order; those of events
  /// without onset do not count.
  package var duplicates: [Int]
  /// The labelled components whose clip's name differs from an earlier one's in case only.
  package var caseTwins: [Int] = []
  /// The labelled components whose clip is already in the bundle, counted likewise.
  package var known: [Int] = []
  /// The place of each distinct source of the range, in order of first appearance.
  package var sources: [SourceLocation]
  /// Events whose clips are in the bundle from an earlier plan, in order; nil for none.
  package var standing: [StandingEvent]?
  /// The shard whose rows this one replaces, and its events: they come from that shard's report and not from the
  /// manifest, which may have changed since.
  package var repair: Repair?

  /// Events of a committed shard that are to be rendered again.
  package struct Repair: Hashable, Sendable, Codable {
    package var shard: ShardIndex
    package var events: [PlannedEvent]

    package init(shard: ShardIndex, events: [PlannedEvent]) {
      self.shard = shard
      self.events = events
    }
  }

  package init(
    index: ShardIndex, byteOffset: Int, byteCount: Int, firstOrdinal: Int, eventCount: Int,
    digest: String, duplicates: [Int], sources: [SourceLocation]
  ) {
    self.index = index
    self.byteOffset = byteOffset
    self.byteCount = byteCount
    self.firstOrdinal = firstOrdinal
    self.eventCount = eventCount
    counted = eventCount
    self.digest = digest
    self.duplicates = duplicates
    self.sources = sources
  }
}

/// An event whose clips an earlier plan has brought into the bundle: it is rendered only if they are not there as
/// recorded.
package struct StandingEvent: Hashable, Sendable, Codable {
  /// The position in the shard, from 0.
  package let position: Int
  package let clips: RenderedClips
  /// True if their content is compared, not only their size.
  package let isCompared: Bool

  package init(position: Int, clips: RenderedClips, isCompared: Bool) {
    self.position = position
    self.clips = clips
    self.isCompared = isCompared
  }
}

/// An event that is planned by itself, with the place of its source.
package struct PlannedEvent: Hashable, Sendable, Codable {
  package let share: EventShare
  package let location: SourceLocation
  /// Its clips on record; nil if it has none, or an older build made the plan.
  package let recorded: RenderedClips?

  /// The event of a report's row; `healing` are its labels whose clip was lost, `recorded` its present or former
  /// clips.
  package init(
    _ row: ReportRow, at location: SourceLocation, healing: [Int] = [],
    recorded: RenderedClips? = nil
  ) {
    var share = row.share
    share.healing = healing
    self.share = share
    self.location = location
    self.recorded = recorded
  }
}

/// The place where planning found a source: the number of a root, or the reason why it was not found.
package enum SourceLocation: RawRepresentable, Hashable, Sendable, Codable {
  case root(Int)
  case missing
  case outsideRoots
  /// No root had it, and a directory on the way may not be searched.
  case denied

  /// One small integer: the root's number, or -1, -2, -3 for the reasons.
  package var rawValue: Int {
    switch self {
    case .root(let number): number
    case .missing: -1
    case .outsideRoots: -2
    case .denied: -3
    }
  }

  package init?(rawValue: Int) {
    switch rawValue {
    case 0...: self = .root(rawValue)
    case -1: self = .missing
    case -2: self = .outsideRoots
    case -3: self = .denied
    default: return nil
    }
  }
}

extension SourceLocation {
  /// The reason for skipping events of a source that was not found; nil if it was found.
  package var skipReason: SkipReason? {
    switch self {
    case .root: nil
    case .missing: .missingFile
    case .outsideRoots: .outsideRoots
    case .denied: .unreadable
    }
  }
}
