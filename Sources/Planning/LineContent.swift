import Dataset
import Manifest

/// What follows from a line of the manifest by itself, whatever stands in the others.
struct LineContent: Sendable {
  let parsed: ParsedLine
  /// The split of the event's session.
  let split: Split
  /// For each of the event's labels, the key of its clip and the bytes of its file's name.
  let clips: [(key: ContentDigest, nameBytes: Int)]

  /// What follows from a line that was parsed.
  init(_ parsed: ParsedLine, _ options: ClipOptions) {
    self.parsed = parsed
    guard case .event(let event, _) = parsed else {
      split = .train
      clips = []
      return
    }
    let split = Split(session: event.sessionID, valRatio: options.valRatio)
    self.split = split
    clips = event.labels.map { label in
      ContentDigest.clip(of: event, label: label, in: split, options: options)
    }
  }
}
