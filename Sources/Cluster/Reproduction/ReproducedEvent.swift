import JSON

/// What became of an event that was rendered once more: for people and for `--json`, keys in snake case.
package struct ReproducedEvent: Hashable, Sendable, Codable {
  /// What a run would make of it.
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
  /// The recording; as the manifest has it where no root holds it.
  package var audioPath: String?
  package var outcome: Outcome
  /// Clips that were rendered; 0 for the other outcomes.
  package var clips = 0
  /// Bytes of each clip's file, and its audio in seconds.
  package var clipBytes: Int?
  package var clipSeconds: Double?
  /// Why it was skipped, as in `skipped.jsonl`; or what it did to its renderer: `crash`, `deadline`, `memory`
  /// or `input_unreachable`.
  package var reason: String?
  package var detail: String?
  /// The signal that its renderer died of.
  package var signal: Int?

  enum CodingKeys: String, CodingKey {
    case bundle, manifest, ordinal, outcome, clips, reason, detail, signal
    case eventID = "eventId"
    case audioPath, clipBytes, clipSeconds
  }

  /// One line of JSON, without a line end.
  package var json: [UInt8] { JSONFile.encode(self, as: .line) }
}

/// Files of sound of an event that was rendered once more, in the bundle's format.
package struct KeptSound: Sendable {
  /// The event's clip.
  package let clip: [UInt8]
  /// The same with what lies around it in the recording; nil where that cannot be rendered.
  package let around: [UInt8]?
}
