package import Dataset

/// What can be found wrong with an event; malformed lines are not events and stand apart.
package enum FindingKind: Int, CaseIterable, Hashable, Sendable {
  case missing
  case noComponents
  /// Labelled, but without a usable onset.
  case invalidOnset
  case invalidValue
  case duplicate
  case unknownLabel
  /// Only by opening the recordings: those that cannot be opened or decoded.
  case unreadable
  /// Windows that start at or behind their recording's end.
  case outOfRange
  /// Windows that end behind their recording's end.
  case cutShort
}

/// An event that something was found wrong with.
package struct Example: Hashable, Sendable {
  /// From 1, blank lines counted.
  package let line: Int
  package let ordinal: Int
  package let eventID: Text?
  package let source: SourceKey
  /// What of it: a reason, a field, a label; empty where the kind says all.
  package let detail: Text

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

/// The first examples of each kind, however many there are.
package struct Examples: Hashable, Sendable {
  /// Examples kept of each kind.
  package static let limit = 20

  private var lists = [[Example]](repeating: [], count: FindingKind.allCases.count)

  package subscript(kind: FindingKind) -> [Example] { lists[kind.rawValue] }

  /// Keeps one more example unless there are enough; only then it is made.
  mutating func add(_ kind: FindingKind, _ example: @autoclosure () -> Example) {
    if lists[kind.rawValue].count < Self.limit { lists[kind.rawValue].append(example()) }
  }
}
