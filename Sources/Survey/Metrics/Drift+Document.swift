import Dataset
import JSON

/// The drift as a document.
struct DriftDocument: Codable {
  let events, sessions: Change
  let labels, techniques, sourceSets: Names
  let velocity, openness: Spread

  struct Change: Codable {
    let before, after: Int
  }

  struct Names: Codable {
    let populationStabilityIndex: Double?
    let verdict: String
    let new, vanished: [Text]
    let changes: [Drift.Row]

    init(_ comparison: Drift.Comparison) {
      populationStabilityIndex = comparison.stabilityIndex
      verdict = Drift.words(for: comparison.stabilityIndex)
      new = comparison.appeared.map(\.name)
      vanished = comparison.vanished.map(\.name)
      changes = comparison.rows
    }
  }

  struct Spread: Codable {
    let before, after: ValueSummary?
    /// After minus before; nil if either side has no values.
    let shift: OrderedFields<Double>?

    init(_ before: ValueSummary?, _ after: ValueSummary?) {
      self.before = before
      self.after = after
      let points = Drift.shifts(before, after).map {
        let shift = $0.after - $0.before
        return (Text($0.name), shift.isFinite ? shift : 0)
      }
      shift = points.isEmpty ? nil : OrderedFields(points)
    }
  }
}

extension Drift {
  /// The drift as a JSON document with a line end.
  package func json() -> [UInt8] { JSONFile.document(DriftDocument(self)) }
}

extension DriftDocument {
  init(_ drift: Drift) {
    let (old, new) = (drift.old, drift.new)
    self.init(
      events: .init(before: old.events, after: new.events),
      sessions: .init(before: old.sessions, after: new.sessions), labels: .init(drift.labels),
      techniques: .init(drift.techniques), sourceSets: .init(drift.sourceSets),
      velocity: .init(old.velocity, new.velocity), openness: .init(old.openness, new.openness))
  }
}
