/// What became of one event: a row of a shard report, in manifest order.
package struct ReportRow: Hashable, Sendable {
  package var ordinal: Int
  package var eventID: Text?
  package var sessionID: Text
  package var sourceSet: Text
  package var audioPath: Text?
  package var window: Window
  /// Labels whose clips are this event's own, in manifest order.
  package var labels: [Text]
  /// For each of them the JSON of the fields it carries, nil for null; empty where none are carried.
  package var carried: [[Text?]] = []
  /// Clips of this event that belong to an earlier one.
  package var duplicates: Int
  package var outcome: Outcome

  /// An event becomes clips for all of its own labels, or for none.
  package enum Outcome: Hashable, Sendable {
    /// One clip for each of the event's labels.
    case rendered(RenderedClips)
    /// The detail is the library's words or a short phrase; no host, pid, errno or absolute path.
    case skipped(SkipReason, detail: String)
    /// The event's clips are in the bundle by an earlier plan; only its duplicates count here.
    case kept
  }

  /// Whether the event has clips by an earlier plan too, and was counted there.
  package var continues = false

  /// Where the row is one of a repair: the labels that had lost their clip, counted from 0.
  package var healing: [Int] = []

  /// A row of `event`, whose own labels are `labels`.
  package init(event: Event, labels: [Text], duplicates: Int, outcome: Outcome) {
    ordinal = event.ordinal
    eventID = event.eventID
    sessionID = event.sessionID
    sourceSet = event.sourceSet
    audioPath = event.audioPath
    window = event.window
    self.labels = labels
    self.duplicates = duplicates
    self.outcome = outcome
  }
}

/// The audio of one event's clips: the same under one name a label.
package struct RenderedClips: Hashable, Sendable {
  /// Frames of each clip at the clips' rate.
  package var clipFrames: Int
  /// Bytes of each clip's file.
  package var size: Int
  package var digest: ContentDigest
  /// Where the audio came from: frames of the recording at its own rate (Hz).
  package var start: Int
  package var frames: Int
  package var sourceRate: Int
  /// Of each clip's file, 64 hexadecimal digits; only where the bundle states checksums.
  package var sha256: String?

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

extension ReportRow {
  /// The event as the manifest had it, with the labels that are its own.
  package var event: Event {
    Event(
      ordinal: ordinal, eventID: eventID, sessionID: sessionID, sourceSet: sourceSet,
      audioPath: audioPath, window: window, labels: labels)
  }
}
