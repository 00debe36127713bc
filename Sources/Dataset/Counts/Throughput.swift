/// The number of something a second, over the recent past.
///
/// Reads no clock: the owner gives the time of each count.
package struct Throughput: Sendable {
  private var points: [(milliseconds: Int, count: Int)] = []
  private let span: Int
  private let spacing: Int

  /// Over the last `span` milliseconds; a count that comes less than `spacing` milliseconds after the last one is
  /// ignored.
  package init(over span: Int, every spacing: Int) {
    self.span = span
    self.spacing = spacing
  }

  /// Records the count at a moment of a clock that only runs forward, in milliseconds.
  package mutating func note(_ count: Int, at milliseconds: Int) {
    if let last = points.last, milliseconds - last.milliseconds < spacing { return }
    points.append((milliseconds, count))
    while points.count > 2, milliseconds - points[1].milliseconds > span { points.removeFirst() }
  }

  /// 0 before two counts are known, and if the count fell.
  package var perSecond: Double {
    guard let first = points.first, let last = points.last,
      first.milliseconds < last.milliseconds
    else { return 0 }
    let rate =
      Double(last.count - first.count) * 1000 / Double(last.milliseconds - first.milliseconds)
    return max(rate, 0)
  }

  /// Whole seconds, rounded up, that this many more take; nil if nothing moves.
  package func seconds(for count: Int) -> Int? {
    let rate = perSecond
    return rate > 0 ? Int((Double(count) / rate).rounded(.up)) : nil
  }
}
