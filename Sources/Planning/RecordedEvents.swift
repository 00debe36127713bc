package import Dataset

/// The events of a bundle, each with its clips: about 24 bytes a clip.
package struct RecordedEvents: Sendable {
  private var clips: [(key: ContentDigest, event: UInt64)] = []
  /// Events whose clips are no longer known.
  private var clipless: Set<UInt64> = []

  package init() {}

  package var isEmpty: Bool { clips.isEmpty && clipless.isEmpty }

  /// Notes the event of a row, whether or not it could be rendered.
  package mutating func note(_ row: ReportRow, options: ClipOptions) {
    switch row.outcome {
    case .kept: return
    case .skipped(let reason, _) where reason.isOfManifest: return
    case .skipped, .rendered, .changed: break
    }
    let event = Self.identity(of: row.event)
    if row.labels.isEmpty { clipless.insert(event) }
    for label in row.labels {
      clips.append((ContentDigest(clipOf: row.event, label: label, options: options), event))
    }
  }

  /// The events of which at least one clip is missing.
  func removed(where isThere: (ContentDigest) -> Bool) -> Set<UInt64> {
    clips.reduce(into: clipless) { removed, clip in
      if !isThere(clip.key) { removed.insert(clip.event) }
    }
  }

  /// An event in 64 bits: the rows of one event have the same.
  package static func identity(of event: Event) -> UInt64 {
    var bytes = (event.eventID?.bytes ?? []) + [0] + event.sessionID.bytes + [0]
    bytes += event.sourceSet.bytes + [0] + (event.audioPath?.bytes ?? []) + [0]
    for value in [event.window.start, event.window.duration] {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }
    return checksum(of: bytes, seed: 0)
  }
}
