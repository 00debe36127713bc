/// A rate at successive moments, for a chart.
package struct RateHistory: Sendable {
  /// The rates, the latest last; at most as many as a wide screen shows.
  package private(set) var values: [Double] = []
  private var last: (count: Int, moment: Int)?

  private static let most = 200

  /// A history without a value.
  package init() {}

  /// Records a count at a moment, in milliseconds of a clock that only runs forward.
  package mutating func note(_ count: Int, at moment: Int) {
    if let last, moment > last.moment {
      add(Double(max(count - last.count, 0)) * 1000 / Double(moment - last.moment))
    }
    last = (count, moment)
  }

  /// Adds a rate that was measured elsewhere.
  package mutating func add(_ rate: Double) {
    values.append(rate)
    if values.count > Self.most { values.removeFirst() }
  }
}
