package import Dataset

/// What a bundle holds, and what is wrong with it.
package struct BundleFindings: Sendable {
  /// Absolute.
  package let path: String
  package internal(set) var faults = BundleFaults()
  /// Label rows by split.
  package internal(set) var clips: [Split: Int] = [:]
  /// Frames of the clips as the rows state them, by split.
  package internal(set) var frames: [Split: Int] = [:]
  /// Hz.
  package internal(set) var sampleRate = 44_100
  package internal(set) var valRatio = 0.1
  /// In which files the clips are.
  package internal(set) var format = ClipFormat.wav
  /// How loud the clips are that are worth a look: as their rows say, or as they are where rows do not say it.
  package internal(set) var statedLevels = LevelTable()
  /// Source sets with roots of their own, so that a path names another recording there.
  package internal(set) var rootedSources: Set<Text> = []
  /// How the manifest on record was read.
  package internal(set) var fields = FieldOptions()
  package internal(set) var labels = LabelTable()
  /// Clips and their frames.
  package internal(set) var sources = LengthBySource()
  package internal(set) var sessions: [Split: Int] = [:]
  /// Rows of skipped.jsonl by reason.
  package internal(set) var skipped = NameCounts(limit: 100)
  /// The first of them by name.
  package internal(set) var skippedEvents = Capped<SkippedEvent>(keeping: 100)
  /// Nil without a record.
  package internal(set) var provenance: Provenance?
  /// Events that the manifest no longer has, as `metadata.json` counts them.
  package internal(set) var removedEvents = 0
  /// Clips that were read and decoded.
  package internal(set) var clipsRead = 0
  /// Bytes of them.
  package internal(set) var bytesRead = 0
  /// SHA-256 over the bundle as it lies there; nil where a file of it is missing.
  package internal(set) var digest: String?

  init(path: String) { self.path = path }

  package var clipCount: Int { Split.allCases.reduce(0) { $0 + (clips[$1] ?? 0) } }
}
