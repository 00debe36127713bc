/// What became of one event: a row of a shard report, in manifest order.
package struct ReportRow: Hashable, Sendable {
  package var ordinal: Int
  package var eventID: Text?
  package var sessionID: Text
  package var sourceSet: Text
  package var audioPath: Text?
  /// Clips of this event that belong to an earlier one.
  package var duplicates: Int
  package var outcome: Outcome

  package enum Outcome: Hashable, Sendable {
    case rendered(RenderedClips)
    /// The detail is the library's words or a short phrase; no host, pid, errno or absolute path.
    case skipped(SkipReason, detail: String)
  }

  package init(event: Event, duplicates: Int, outcome: Outcome) {
    ordinal = event.ordinal
    eventID = event.eventID
    sessionID = event.sessionID
    sourceSet = event.sourceSet
    audioPath = event.audioPath
    self.duplicates = duplicates
    self.outcome = outcome
  }
}

/// The clips of one event: they hold the same audio under one name a label.
package struct RenderedClips: Hashable, Sendable {
  package var labels: [Text]
  /// Frames of each clip at the clips' rate.
  package var clipFrames: Int
  /// Bytes of each clip's file.
  package var size: Int
  package var digest: ContentDigest
  /// Where the audio came from: frames of the recording at its own rate (Hz).
  package var start: Int
  package var frames: Int
  package var sourceRate: Int

  package init(
    labels: [Text], clipFrames: Int, size: Int, digest: ContentDigest, start: Int, frames: Int,
    sourceRate: Int
  ) {
    self.labels = labels
    self.clipFrames = clipFrames
    self.size = size
    self.digest = digest
    self.start = start
    self.frames = frames
    self.sourceRate = sourceRate
  }
}

extension ReportRow {
  /// The event as far as its clips' names depend on it.
  package var identity: Event {
    Event(ordinal: ordinal, eventID: eventID, sessionID: sessionID, sourceSet: sourceSet)
  }
}
