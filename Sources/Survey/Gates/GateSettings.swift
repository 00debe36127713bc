package import Dataset

/// What a dataset has to be like.
package struct GateSettings: Sendable {
  /// Share of the labelled components, 0...1.
  package var maxDuplicationRate: Double?
  /// For every label of the taxonomy, or without one every label that occurs.
  package var minClassCount: Int?
  /// Label and least count, in the order of the file.
  package var minCounts: [(label: Text, count: Int)] = []
  package var requiredLabels: [Text] = []
  package var requiredTechniques: [Text] = []
  /// Distinct labels outside the taxonomy.
  package var maxUnknownLabels: Int?
  /// Clips of val for every label of the taxonomy, or without one every label that occurs.
  package var minValPerClass: Int?
  /// Shares of the clips, 0...1.
  package var maxSilent, maxClipped, maxLeaked, maxLabelConflicts: Double?
  /// Milliseconds that a source set's median may be from the usual one of a label.
  package var maxMisalignedMs: Double?
  /// A snapshot of the manifest as it was before.
  package var baseline: Metrics?

  package init() {}

  /// Whether a gate is about what clips hold.
  package var looksAtClips: Bool {
    [maxSilent, maxClipped, maxLeaked, maxLabelConflicts, maxMisalignedMs].contains { $0 != nil }
  }
}

/// A gate and how it went.
package struct Gate: Hashable, Sendable {
  /// The flag without its dashes.
  package let name: String
  /// The label, technique or source set it is about; nil where it is about all.
  package let subject: Text?
  package let value: Double
  package let threshold: Double
  package let passed: Bool
  /// What else there is to say, or empty.
  package let detail: String
  /// What to do where it fails.
  package let advice: String
}
