/// The outcome of one event: a row of a shard report, in manifest order.
package struct ReportRow: Hashable, Sendable {
  package var share: EventShare
  package var outcome: Outcome

  /// The outcome; an event becomes clips for all of its own labels, or for none.
  package enum Outcome: Hashable, Sendable {
    /// One clip for each of the event's labels.
    case rendered(RenderedClips)
    /// The detail is the library's message or a short phrase; it has no host, pid, errno or absolute path.
    case skipped(SkipReason, detail: String)
    /// The event's clips are in the bundle from an earlier plan; only its duplicates count here.
    case kept
    /// These clips are on record, but the recording now gives others, which were not written; `lost` are the labels,
    /// counted from 0, whose clip is not there as recorded.
    case changed(RenderedClips, lost: [Int])
  }

  /// The detail of a skipped event whose recording gives another clip than the one on record.
  package static let changedDetail = "the recording gives another clip than the one on record"

  package init(_ share: EventShare, _ outcome: Outcome) {
    self.share = share
    self.outcome = outcome
  }

  /// A row of `event`, whose own labels are `labels`.
  package init(event: Event, labels: [Text], duplicates: Int, outcome: Outcome) {
    self.init(EventShare(event: event, labels: labels, duplicates: duplicates), outcome)
  }

  /// True if an earlier plan made its clips.
  package var isEarlier: Bool {
    if case .rendered(let clips) = outcome { clips.isEarlier } else { false }
  }

  /// The row as it counts: clips that the recording no longer gives are omitted, and an event without other clips is
  /// a skipped one.
  package var settled: ReportRow {
    guard case .changed(let clips, let lost) = outcome else { return self }
    if lost.count == labels.count {
      return ReportRow(share, .skipped(.unreadable, detail: Self.changedDetail))
    }
    return ReportRow(share, .rendered(clips)).keeping(labels.indices.filter { !lost.contains($0) })
  }

  /// The row with these of its labels, counted from 0.
  package func keeping(_ kept: [Int]) -> ReportRow {
    if kept.count == labels.count { return self }
    var row = self
    row.labels = kept.map { labels[$0] }
    if !share.carried.isEmpty { row.share.carried = kept.map { share.carried[$0] } }
    if case .rendered(var clips) = outcome, let offsets = clips.offsets {
      clips.offsets = kept.map { offsets[$0] }
      row.outcome = .rendered(clips)
    }
    return row
  }

  /// The event as in the manifest, with its own labels.
  package var event: Event { share.event }

  /// Labels whose clips are this event's own, in manifest order.
  package var labels: [Text] {
    get { share.event.labels }
    set { share.event.labels = newValue }
  }
}

/// The audio of one event's clips: the same under one name for each label.
package struct RenderedClips: Hashable, Sendable, Codable {
  /// Frames of each clip at the clips' rate.
  package var clipFrames: Int
  /// Bytes of each clip's file.
  package var size: Int
  package var digest: ContentDigest
  /// The origin of the audio: frames of the recording at its own rate (Hz).
  package var start: Int
  package var frames: Int
  package var sourceRate: Int
  /// The level of the clips; nil in reports of older builds.
  package var level: ClipLevel?
  /// SHA-256 of each clip's file, 64 hexadecimal digits; only if the bundle states checksums.
  package var sha256: String?
  /// Where each clip's sound begins in the tar of its unit, in bytes; nil where clips are files.
  package var offsets: [Int]?
  /// Whether a shard of an earlier plan wrote the clips, so that they are not this one's work.
  package var isEarlier = false
  /// The sample of the recording when it was read; nil in reports of older builds.
  package var source: ContentDigest?

  package init(
    clipFrames: Int, size: Int, digest: ContentDigest, start: Int, frames: Int, sourceRate: Int
  ) {
    self.clipFrames = clipFrames
    self.size = size
    self.digest = digest
    self.start = start
    self.frames = frames
    self.sourceRate = sourceRate
  }
}
