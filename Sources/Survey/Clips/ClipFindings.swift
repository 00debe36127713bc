package import Dataset

/// A clip and its partner in a pair; paths are relative to the bundle.
package struct ClipPair: Hashable, Sendable, Codable {
  package let clip, other: Text
}

/// Clips of a kind: their number, and the first of them.
package struct ClipPairs: Hashable, Sendable {
  package let count: Int
  package let first: [ClipPair]
}

/// The properties of a bundle's clips, each by itself and compared with all others.
package struct ClipFindings: Sendable {
  /// Clips that were read and decoded.
  package let clips: Int
  package let levels: LevelTable
  /// Clips that are too long to be held at once, so that their level is not known.
  package let withoutLevel: Int
  /// Clips with the same bytes and label as an earlier one.
  package let repeatedAudio: Int
  /// Clips whose recording or audio is also in the other split.
  package let leaked: Int
  /// Recordings with clips in both splits, and their clips.
  package let sharedRecordings: Capped<RecordingFile>
  package let clipsOfSharedRecordings: Int
  /// Recordings of equal content under several paths with clips in both splits, and their clips.
  package let copiedRecordings: Capped<CopiedRecording>
  package let clipsOfCopiedRecordings: Int
  /// Recordings of which no content is on record, so that copies of them are not found.
  package let unknownContents: Int
  /// Clips whose audio is also in the other split.
  package let sharedAudio: ClipPairs
  /// Clips whose label is missing from another event with the same audio.
  package let labelConflicts: ClipPairs
  /// Clips that overlap one of another event and label by more than half.
  package let nearRepeats: ClipPairs
  /// True if rows state where clips were cut; otherwise neither recordings nor overlaps are known.
  package let hasOrigins: Bool
  /// Nil if the events are not known.
  package let alignment: Alignment?
  package let histogram: LevelHistogram
  /// In order of first appearance.
  package let labelsInSources: [LabelInSource]
  /// Clips to listen to: suspect ones, then a few of each label, the rarest first.
  package let shown: [ShownClip]

  /// The share of this many clips among all, 0...1.
  package func share(_ count: Int) -> Double { clips == 0 ? 0 : Double(count) / Double(clips) }
}
