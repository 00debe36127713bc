package import Dataset

/// What a bundle holds already when a plan is made for more of it.
package struct PlanBase: Sendable {
  /// Number of the new plan's first shard: those of earlier plans come before.
  package var firstShard = 0
  /// Labels that have a class number already, in order.
  package var classes: [Text] = []
  /// Digits of the fanout directories, where they are decided.
  package var fanout: Int?
  /// Events at the manifest's beginning that the plan before this one covers: the same manifest, a
  /// lower limit.
  package var eventsPlanned = 0
  /// The clips of the bundle, where another manifest made them.
  package var owners = ClipOwners()
  /// Whether clips of events that have changed are rendered again; else such a manifest is refused.
  package var rerendersChanged = false
  /// The events of the bundle, where another manifest made them.
  package var events = RecordedEvents()
  /// What happens to those of them that the manifest no longer has; nil where it is refused.
  package var removed: RemovedEvents?
  /// Their clips with all that is on record of them, where rows may have to go.
  package var standing = StandingClips()
  /// Whether all events are planned again, since rows of the earlier plans go.
  var startsAnew = false
  /// Clips that are rendered again.
  var replaced: Set<ContentDigest> = []

  package init() {}

  /// Notes a committed row of the bundle: its event, and the clips that are the event's.
  package mutating func note(_ row: ReportRow, options: ClipOptions) {
    owners.note(row, options: options)
    events.note(row, options: options)
  }
}

/// Which clips a bundle has, and of which event each is: about 40 bytes a clip.
package struct ClipOwners: Sendable {
  private var fingerprints: [ContentDigest: UInt64] = [:]
  /// Clips of which only the frames are on record.
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

  /// How an event stands to the clip of this key.
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

  /// The clips are to be rendered again, for the event that claims them.
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
