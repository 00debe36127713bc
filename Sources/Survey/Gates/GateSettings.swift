package import Dataset

/// The requirements for a dataset.
package struct GateSettings: Sendable {
  /// Share of the labelled components, 0...1.
  package var maxDuplicationRate: Double?
  /// For every label of the taxonomy, or without a taxonomy every label that occurs.
  package var minClassCount: Int?
  /// Label and least count, in the order of the file.
  package var minCounts: [(label: Text, count: Int)] = []
  package var requiredLabels: [Text] = []
  package var requiredTechniques: [Text] = []
  /// Distinct labels outside the taxonomy.
  package var maxUnknownLabels: Int?
  /// Clips in val for every label of the taxonomy, or without a taxonomy every label that occurs.
  package var minValPerClass: Int?
  /// Shares of the clips, 0...1.
  package var maxSilent, maxClipped, maxLeaked, maxLabelConflicts: Double?
  /// The milliseconds by which a source set's median may differ from the usual one of a label.
  package var maxMisalignedMs: Double?
  /// An earlier snapshot of the manifest.
  package var baseline: Metrics?

  package init() {}

  /// True if a gate is about the contents of clips.
  package var looksAtClips: Bool {
    [maxSilent, maxClipped, maxLeaked, maxLabelConflicts, maxMisalignedMs].contains { $0 != nil }
  }
}

/// A gate and its result.
package struct Gate: Hashable, Sendable {
  /// The flag without its dashes.
  package let name: String
  /// The label, technique or source set of the gate; nil if it is about all.
  package let subject: Text?
  package let value: Double
  package let threshold: Double
  package let passed: Bool
  /// Further details; may be empty.
  package let detail: String
  /// Advice if the gate fails.
  package let advice: String
}
