/// The distribution of the labelled components of one label.
package struct LabelCounts: Hashable, Sendable {
  package internal(set) var train = 0
  package internal(set) var val = 0
  package internal(set) var real = 0
  package internal(set) var synthetic = 0
  /// Components without a statement whether they are real or synthetic.
  package internal(set) var unstated = 0

  package var total: Int { train + val }

  mutating func add(_ split: Split, isSynthetic: Bool?) {
    switch split {
    case .train: train += 1
    case .val: val += 1
    }
    switch isSynthetic {
    case true?: synthetic += 1
    case false?: real += 1
    case nil: unstated += 1
    }
  }
}

/// The labels and their counts, in order of first appearance.
package struct LabelTable: Sendable {
  private var places: [Text: Int] = [:]
  package private(set) var rows: [(label: Text, counts: LabelCounts)] = []

  package init() {}

  package subscript(label: Text) -> LabelCounts? { places[label].map { rows[$0].counts } }

  /// Counts one labelled component.
  package mutating func add(_ label: Text, _ split: Split, isSynthetic: Bool?) {
    let place = places[label] ?? rows.count
    if place == rows.count {
      places[label] = place
      rows.append((label, LabelCounts()))
    }
    rows[place].counts.add(split, isSynthetic: isSynthetic)
  }

  /// The most frequent first, equal ones in order of first appearance.
  package var byCount: [(label: Text, counts: LabelCounts)] {
    rows.enumerated().sorted {
      ($1.element.counts.total, $0.offset) < ($0.element.counts.total, $1.offset)
    }.map(\.element)
  }
}
