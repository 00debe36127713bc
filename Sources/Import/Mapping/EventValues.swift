import Dataset
import JSON
import Manifest

/// One record's values for an event; borrowed values are valid until the next record.
struct EventValues {
  private var values = [SourceValue](repeating: .absent, count: EventValues.count)
  private let divisors: [Double]
  var ofComponent: [(name: Text, value: SourceValue)] = []
  var carried: [(name: Text, value: SourceValue)] = []
  /// True if a comma may be the decimal point of a number.
  var takesComma = false

  private static let count = KeyNames.Meaning.allCases.count

  /// Values in the units of the plan's keys.
  init(_ plan: FieldPlan) {
    var divisors = [Double](repeating: 1, count: Self.count)
    for (key, target) in plan.targets {
      if case .meaning(let meaning) = target {
        divisors[meaning.rawValue] = FieldPlan.divisor(key, meaning)
      }
    }
    self.divisors = divisors
  }

  mutating func removeAll() {
    for place in values.indices { values[place] = .absent }
    ofComponent.removeAll(keepingCapacity: true)
    carried.removeAll(keepingCapacity: true)
  }

  subscript(_ meaning: KeyNames.Meaning) -> SourceValue {
    get { values[meaning.rawValue] }
    set { values[meaning.rawValue] = newValue }
  }

  mutating func take(_ value: SourceValue, as target: FieldPlan.Target) {
    switch target {
    case .meaning(let meaning): self[meaning] = value
    case .component(let name): if !value.isAbsent { ofComponent.append((name, value)) }
    case .carried(let name): if !value.isAbsent { carried.append((name, value)) }
    case .replaced: break
    }
  }

  /// A number in the manifest's unit; nil if there is none.
  func number(_ meaning: KeyNames.Meaning) -> Double? {
    self[meaning].number(comma: takesComma).map { $0 / divisors[meaning.rawValue] }
  }

  /// The clip's length in seconds, if the record states it.
  var length: Double? {
    if let length = number(.length) { return length }
    guard let end = number(.end), let onset = number(.onset) else { return nil }
    return end - onset
  }
}
