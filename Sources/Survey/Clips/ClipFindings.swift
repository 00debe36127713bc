package import Dataset

/// A clip, and another one that it is paired with; paths relative to the bundle.
package struct ClipPair: Hashable, Sendable, Codable {
  package let clip, other: Text
}

/// Clips of a kind: how many, and the first of them.
package struct ClipPairs: Hashable, Sendable {
  package let count: Int
  package let first: [ClipPair]
}

/// What the clips of a bundle are like, each by itself and held against all others.
package struct ClipFindings: Sendable {
  /// Clips that were read and decoded.
  package let clips: Int
  package let levels: LevelTable
  /// Clips whose level is not known, since they are too long to be held at once.
  package let withoutLevel: Int
  /// Clips whose bytes and label an earlier one has.
  package let repeatedAudio: Int
  /// Clips of which the other split has the recording or the audio.
  package let leaked: Int
  /// Recordings that both splits have clips of, and their clips.
  package let sharedRecordings: Capped<SharedRecording>
  package let clipsOfSharedRecordings: Int
  /// Clips whose audio the other split has too.
  package let sharedAudio: ClipPairs
  /// Clips whose label another event of the same audio does not have.
  package let labelConflicts: ClipPairs
  /// Clips that overlap one of another event and label by more than half.
  package let nearRepeats: ClipPairs
  /// Whether rows state where clips were cut; else neither recordings nor overlaps are known.
  package let hasOrigins: Bool
  /// Nil where the events are not known.
  package let alignment: Alignment?
  package let histogram: LevelHistogram
  /// In order of first appearance.
  package let labelsInSources: [LabelInSource]
  /// Clips to listen to: suspect ones, then a few of each label, the rarest first.
  package let shown: [ShownClip]

  /// What so many clips are of all, 0...1.
  package func share(_ count: Int) -> Double { clips == 0 ? 0 : Double(count) / Double(clips) }
}
