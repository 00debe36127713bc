package import Dataset

/// A clip that was read and decoded: the statements of its row, and the facts of its file.
package struct CheckedClip: Sendable {
  package let split: Split
  /// The number of the row in the split's label file, from 1.
  package let row: Int
  /// Relative to the bundle; of a clip in a tar, the tar's with the clip's name in it.
  package let path: String
  /// Where its bytes are.
  package let file: ClipFile
  package let label: Text
  package let eventID: Text?
  package let sessionID: Text
  package let sourceSet: Text
  package let seconds: Double
  /// Nil if the bundle has no metadata.jsonl, or the row's other half is missing.
  package let origin: Origin?
  package let digest: ContentDigest
  /// Nil if the clip is too long to be held at once.
  package let level: ClipLevel?

  /// The place from which a clip was cut.
  package struct Origin: Sendable {
    package let audioPath: Text
    /// Frames of the recording at `rate`, which is in Hz.
    package let start, frames, rate: Int
  }

  init(
    _ row: LabelRow, _ stated: ClipStatement?, _ facts: ClipFacts, in split: Split, at place: Int,
    _ path: String, _ file: ClipFile
  ) {
    self.split = split
    self.row = place
    self.path = path
    self.file = file
    (label, eventID, sessionID) = (row.label, row.eventID, row.sessionID)
    (sourceSet, seconds) = (row.sourceSet, row.seconds)
    (digest, level) = (facts.digest, facts.level ?? stated?.level)
    origin = stated?.origin
  }
}

/// The part of a line of `metadata.jsonl` that its label row does not have.
struct ClipStatement: Sendable {
  /// Nil if it is not stated, or cannot lie in a recording.
  let origin: CheckedClip.Origin?
  let digest: ContentDigest?
  let level: ClipLevel?

  init(_ row: OriginRow) {
    (digest, level) = (row.digest, row.level)
    if let path = row.audioPath, let start = row.start, let frames = row.frames,
      let rate = row.sourceRate, start >= 0, frames > 0, rate > 0
    {
      origin = CheckedClip.Origin(audioPath: path, start: start, frames: frames, rate: rate)
    } else {
      origin = nil
    }
  }
}
