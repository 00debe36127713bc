package import Dataset

/// The contents of a bundle when a plan is made for more of it.
package struct PlanBase: Sendable {
  /// Number of the new plan's first shard: those of earlier plans come before.
  package var firstShard = 0
  /// Labels that already have a class number, in order.
  package var classes: [Text] = []
  /// Digits of the fanout directories, if they are decided.
  package var fanout: Int?
  /// Events at the manifest's beginning that the previous plan covers: the same manifest with a lower limit.
  package var eventsPlanned = 0
  /// The clips of the bundle, if another manifest made them.
  package var owners = ClipOwners()
  /// True if clips of changed events are rendered again; otherwise such a manifest is refused.
  package var rerendersChanged = false
  /// The events of the bundle, if another manifest made them.
  package var events = RecordedEvents()
  /// The fate of events that the manifest no longer has; nil if such a manifest is refused.
  package var removed: RemovedEvents?
  /// Their clips with everything on record about them, if rows may have to be dropped.
  package var standing = StandingClips()
  /// True if all events are planned again, since rows of the earlier plans are dropped.
  var startsAnew = false
  /// Clips that are rendered again.
  var replaced: Set<ContentDigest> = []

  package init() {}

  /// Notes a committed row of the bundle: its event, and the event's own clips.
  package mutating func note(_ row: ReportRow, options: ClipOptions) {
    owners.note(row, options: options)
    events.note(row, options: options)
  }
}

/// The clips of a bundle, with the event of each: about 40 bytes a clip.
package struct ClipOwners: Sendable {
  private var fingerprints: [ContentDigest: UInt64] = [:]
  /// Clips for which only the frames are on record.
  private var frames = RecordedFrames()

  package init() {}

  package var isEmpty: Bool { fingerprints.isEmpty && frames.isEmpty }

  /// Notes the clips of a committed row, whether or not they could be rendered.
  package mutating func note(_ row: ReportRow, options: ClipOptions) {
    let event = row.event
    if let window = RecordedFrames.window(of: row) {
      let keys = row.labels.map { ContentDigest(clipOf: event, label: $0, options: options) }
      return frames.note(event, window, keys)
    }
    let fingerprint = Self.fingerprint(of: event)
    for label in row.labels {
      fingerprints[ContentDigest(clipOf: event, label: label, options: options)] = fingerprint
    }
  }

  /// The relation of an event to the clip of this key.
  enum Match {
    case unknown
    case known
    case changed
  }

  func match(of event: Event, at key: ContentDigest) -> Match {
    let fingerprint = Self.fingerprint(of: event)
    if let recorded = fingerprints[key] { return recorded == fingerprint ? .known : .changed }
    return frames.isSame(event, at: key).map { $0 ? .known : .changed } ?? .unknown
  }

  func contains(_ key: ContentDigest) -> Bool {
    fingerprints[key] != nil || frames.contains(key)
  }

  /// Forgets clips that are to be rendered again, for the event that claims them.
  mutating func forget(_ keys: Set<ContentDigest>) {
    for key in keys { fingerprints[key] = nil }
    frames.forget(keys)
  }

  /// Session, source, start and length of an event in 64 bits.
  private static func fingerprint(of event: Event) -> UInt64 {
    var bytes = event.sessionID.bytes + [0] + event.sourceSet.bytes + [0]
    bytes += (event.audioPath?.bytes ?? []) + [0]
    for value in [event.window.start, event.window.duration] {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }
    return checksum(of: bytes, seed: 0)
  }
}
