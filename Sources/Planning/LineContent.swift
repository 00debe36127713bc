import Dataset
import Manifest

/// The facts that follow from a line of the manifest alone.
struct LineContent: Sendable {
  let parsed: ParsedLine
  /// The split of the event's session.
  let split: Split
  /// The key of each label's clip, and the bytes of its file's name.
  let clips: [(key: ContentDigest, nameBytes: Int)]

  /// The facts that follow from a parsed line.
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
