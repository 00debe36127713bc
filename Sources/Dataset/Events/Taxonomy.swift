/// The labels that a dataset may have, in their order, and other names for them.
package struct Taxonomy: Hashable, Sendable {
  /// Trimmed, none empty, none twice.
  package private(set) var labels: [Text] = []
  /// The label for each other name; no label is a key.
  package private(set) var aliases: [Text: Text] = [:]
  private var known: Set<Text> = []

  package init() {}

  /// Adds a label, trimmed; an existing or empty one changes nothing.
  package mutating func add(_ label: Text) {
    let label = label.trimmed
    guard !label.isEmpty, known.insert(label).inserted else { return }
    labels.append(label)
    aliases[label] = nil
  }

  /// Adds another name for a label; a name that is itself a label stays one.
  ///
  /// Of equal names the first counts.
  package mutating func add(alias: Text, for label: Text) {
    let (alias, label) = (alias.trimmed, label.trimmed)
    guard !alias.isEmpty, !label.isEmpty, !known.contains(alias), aliases[alias] == nil else {
      return
    }
    aliases[alias] = label
  }

  package func contains(_ label: Text) -> Bool { known.contains(label) }

  /// For each label the known one that is nearest, by itself or by its alias; nil if none is near.
  package func suggestions(for labels: [Text]) -> [Text?] {
    let names = self.labels + aliases.keys.sorted()
    return labels.map { label in label.nearest(among: names).map { aliases[$0] ?? $0 } }
  }
}
