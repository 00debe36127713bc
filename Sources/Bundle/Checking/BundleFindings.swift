package import Dataset

/// The contents of a bundle, and its faults.
package struct BundleFindings: Sendable {
  /// Absolute path of the bundle.
  package let path: String
  package internal(set) var faults = BundleFaults()
  /// Label rows by split.
  package internal(set) var clips: [Split: Int] = [:]
  /// Frames of the clips as the rows state them, by split.
  package internal(set) var frames: [Split: Int] = [:]
  /// Hz.
  package internal(set) var sampleRate = 44_100
  package internal(set) var valRatio = 0.1
  /// The file format of the clips.
  package internal(set) var format = ClipFormat.wav
  /// Numbers of clips that are silent or reach full scale, by their rows, or by the clips where the rows do not say
  /// it.
  package internal(set) var statedLevels = LevelTable()
  /// Source sets with roots of their own, in which the same path is another recording.
  package internal(set) var rootedSources: Set<Text> = []
  /// The options by which the manifest on record was read.
  package internal(set) var fields = FieldOptions()
  package internal(set) var labels = LabelTable()
  /// Clips and frames of each source set.
  package internal(set) var sources = LengthBySource()
  package internal(set) var sessions: [Split: Int] = [:]
  /// Rows of skipped.jsonl by reason.
  package internal(set) var skipped = NameCounts(limit: 100)
  /// The first skipped events by name.
  package internal(set) var skippedEvents = Capped<SkippedEvent>(keeping: 100)
  /// Nil without a record.
  package internal(set) var provenance: Provenance?
  /// Events that the manifest no longer has, as `metadata.json` counts them.
  package internal(set) var removedEvents = 0
  /// Clips that were read and decoded.
  package internal(set) var clipsRead = 0
  /// Bytes of the clips that were read.
  package internal(set) var bytesRead = 0
  /// SHA-256 over the bundle as it is on disk; nil if one of its files is missing.
  package internal(set) var digest: String?

  init(path: String) { self.path = path }

  package var clipCount: Int { Split.allCases.reduce(0) { $0 + (clips[$1] ?? 0) } }
}
