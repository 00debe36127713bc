/// The labels compared with a taxonomy.
package struct TaxonomyFindings: Sendable, Codable {
  /// A label that is neither a label nor an alias of the taxonomy.
  package struct Unknown: Hashable, Sendable, Codable {
    package let label: Text
    /// Labelled components.
    package let count: Int
    /// The known label that is nearest, by itself or by its alias; nil if none is near.
    package let suggestion: Text?
  }

  /// A name that stands for a label of the taxonomy.
  package struct Alias: Hashable, Sendable, Codable {
    package let name: Text
    package let label: Text
    package let count: Int

    private enum CodingKeys: String, CodingKey {
      case name = "alias"
      case label, count
    }
  }

  /// The most frequent first.
  package let unknown: [Unknown]
  package let aliases: [Alias]
  /// Labels of the taxonomy that do not occur, in its order.
  package let unused: [Text]

  private enum CodingKeys: String, CodingKey {
    case unknown
    case aliases = "aliases_used"
    case unused
  }

  /// `counts` has the labelled components of each label that occurs, the most frequent first.
  package init(_ taxonomy: Taxonomy, counts: [(name: Text, count: Int)]) {
    let strange = counts.filter {
      !taxonomy.contains($0.name) && taxonomy.aliases[$0.name] == nil
    }
    unknown = zip(strange, taxonomy.suggestions(for: strange.map(\.name))).map {
      Unknown(label: $0.name, count: $0.count, suggestion: $1)
    }
    aliases = counts.compactMap { name, count in
      taxonomy.aliases[name].map { Alias(name: name, label: $0, count: count) }
    }
    let known = Set(counts.map(\.name))
    unused = taxonomy.labels.filter { !known.contains($0) }
  }
}
