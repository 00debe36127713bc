import JSON

/// The outcome of an event that was rendered again: for people and for `--json`, keys in snake case.
package struct ReproducedEvent: Hashable, Sendable, Codable {
  /// The outcome that a run would have.
  package enum Outcome: String, Hashable, Sendable, Codable {
    case rendered
    case skipped
    case quarantined
  }

  package var bundle: String
  package var manifest: String
  /// The event's place among the manifest's non-blank lines, from 1.
  package var ordinal: Int
  package var eventID: String?
  /// The recording; as in the manifest if no root holds it.
  package var audioPath: String?
  package var outcome: Outcome
  /// Clips that were rendered; 0 for the other outcomes.
  package var clips = 0
  /// Bytes of each clip's file, and its audio in seconds.
  package var clipBytes: Int?
  package var clipSeconds: Double?
  /// The reason for skipping, as in `skipped.jsonl`, or its effect on the renderer: `crash`, `deadline`, `memory` or
  /// `input_unreachable`.
  package var reason: String?
  package var detail: String?
  /// The signal that killed its renderer.
  package var signal: Int?

  enum CodingKeys: String, CodingKey {
    case bundle, manifest, ordinal, outcome, clips, reason, detail, signal
    case eventID = "eventId"
    case audioPath, clipBytes, clipSeconds
  }

  /// One line of JSON, without a line end.
  package var json: [UInt8] { JSONFile.encode(self, as: .line) }
}

/// Sound files of an event that was rendered again, in the bundle's format.
package struct KeptSound: Sendable {
  /// The event's clip.
  package let clip: [UInt8]
  /// The clip with the sound around it in the recording; nil if that cannot be rendered.
  package let around: [UInt8]?
}
