/// Numbers of 0...1 counted in steps of a twentieth.
package struct Histogram: Hashable, Sendable {
  /// Number of steps.
  package static let steps = 20

  /// Numbers in each step; a step's lower edge belongs to it, 1 to the last.
  package private(set) var counts = [Int](repeating: 0, count: Histogram.steps)
  /// Numbers below 0 and above 1.
  package private(set) var outside = 0
  /// Number of absent values.
  package private(set) var absent = 0

  package var total: Int { counts.reduce(0, +) }

  mutating func add(_ value: Double?) {
    guard let value else {
      absent += 1
      return
    }
    guard value >= 0, value <= 1 else {
      outside += 1
      return
    }
    counts[min(Int(value * Double(Self.steps)), Self.steps - 1)] += 1
  }
}
