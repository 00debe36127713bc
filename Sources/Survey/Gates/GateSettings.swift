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

  package init() {}
}

/// A gate and how it went.
package struct Gate: Hashable, Sendable {
  /// The flag without its dashes.
  package let name: String
  /// The label or technique it is about; nil where it is about all.
  package let subject: Text?
  package let value: Double
  package let threshold: Double
  package let passed: Bool
  /// What else there is to say, or empty.
  package let detail: String
}
