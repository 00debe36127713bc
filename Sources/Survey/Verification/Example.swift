package import Dataset

/// The possible faults of an event; malformed lines are not events and are counted separately.
package enum FindingKind: Int, CaseIterable, Hashable, Sendable {
  case missing
  case noComponents
  /// Labelled, but without a usable onset.
  case invalidOnset
  case invalidValue
  case duplicate
  case unknownLabel
  /// Recordings that cannot be opened or decoded; only opening them shows it.
  case unreadable
  /// Windows that start at or behind their recording's end.
  case outOfRange
  /// Windows that end behind their recording's end.
  case cutShort
}

/// An event with a fault.
package struct Example: Hashable, Sendable {
  /// The number of the line, from 1, with blank lines counted.
  package let line: Int
  package let ordinal: Int
  package let eventID: Text?
  package let source: SourceKey
  /// The details: a reason, a field, a label; empty if the kind says everything.
  package let detail: Text

  /// The event's id for people, or the number of its line if it has none.
  package var name: String {
    guard let eventID, !eventID.isEmpty else { return "line \(line.grouped)" }
    return eventID.string.visible
  }

  init(_ event: Event, line: Int, detail: Text = "") {
    self.line = line
    ordinal = event.ordinal
    eventID = event.eventID
    source = event.source
    self.detail = detail
  }

  init(_ example: Example, detail: Text) {
    line = example.line
    ordinal = example.ordinal
    eventID = example.eventID
    source = example.source
    self.detail = detail
  }
}

/// The first examples of each kind, and their total numbers.
package struct Examples: Hashable, Sendable {
  /// Number of examples that are kept of each kind.
  package static let limit = 20

  private var lists = [[Example]](repeating: [], count: FindingKind.allCases.count)

  package subscript(kind: FindingKind) -> [Example] { lists[kind.rawValue] }

  /// Keeps one more example unless there are enough; it is made only if it is kept.
  mutating func add(_ kind: FindingKind, _ example: @autoclosure () -> Example) {
    if lists[kind.rawValue].count < Self.limit { lists[kind.rawValue].append(example()) }
  }
}
