/// The number of occurrences of each number, so that percentiles are exact.
///
/// Memory: 16 bytes a distinct number, and a buffer of as many again. Adding is a few comparisons on average: numbers
/// wait in the buffer and are merged in when it is full.
struct ValueCounts {
  private var values: [Double] = []
  /// Occurrences of `values` at the same place.
  private var counts: [Int] = []
  private var waiting: [Double] = []
  private var sum = 0.0
  /// The part of `sum` that was lost by rounding.
  private var lost = 0.0
  private static let leastBuffer = 1 << 14

  private(set) var count = 0

  /// Adds a finite number.
  mutating func add(_ value: Double) {
    count += 1
    waiting.append(value == 0 ? 0 : value)  // -0 is 0
    let next = sum + value
    lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
    sum = next
    if waiting.count >= max(Self.leastBuffer, values.count) { merge() }
  }

  private mutating func merge() {
    guard !waiting.isEmpty else { return }
    waiting.sort()
    let (oldValues, oldCounts) = (values, counts)
    values.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    var old = 0
    for value in waiting {
      while old < oldValues.count, oldValues[old] <= value {
        append(oldValues[old], oldCounts[old])
        old += 1
      }
      append(value, 1)
    }
    for rest in old..<oldValues.count { append(oldValues[rest], oldCounts[rest]) }
    waiting.removeAll(keepingCapacity: true)
  }

  private mutating func append(_ value: Double, _ count: Int) {
    if values.last == value {
      counts[counts.count - 1] += count
    } else {
      values.append(value)
      counts.append(count)
    }
  }

  /// Percentiles, extremes and mean; nil if there are no numbers.
  mutating func summary() -> ValueSummary? {
    merge()
    guard let least = values.first, let greatest = values.last else { return nil }
    let points = quantiles([0.05, 0.25, 0.5, 0.75, 0.95])
    // The sum of numbers within binary64 may exceed it.
    let mean = (sum + lost) / Double(count)
    return ValueSummary(
      p05: points[0], p25: points[1], p50: points[2], p75: points[3], p95: points[4],
      min: least, max: greatest, mean: mean.isFinite ? mean : points[2])
  }

  /// The numbers between which the median of a source of such numbers lies with 99.9 % certainty, whatever their
  /// distribution; nil for fewer than 13 numbers.
  ///
  /// The ends have the rank (n + 1 − 3.29 √n) ÷ 2, rounded down, from below and from above.
  mutating func medianRange() -> ClosedRange<Double>? {
    merge()
    let rank = Int((Double(count + 1) - 3.29 * Double(count).squareRoot()) / 2)
    return rank < 1 ? nil : value(atRank: rank)...value(atRank: count + 1 - rank)
  }

  /// The number at this place of the order, from 1.
  private func value(atRank rank: Int) -> Double {
    var passed = 0
    let place = counts.firstIndex { count in
      passed += count
      return passed >= rank
    }
    return values[place ?? values.count - 1]
  }

  /// The values at these ascending shares of the way from the first rank to the last.
  ///
  /// Between two ranks they are interpolated linearly: `low + (high - low) × fraction`.
  private func quantiles(_ shares: [Double]) -> [Double] {
    var passed = 0
    var place = 0
    return shares.map { share in
      let rank = Double(count - 1) * share
      let low = Int(rank)
      while passed + counts[place] <= low {
        passed += counts[place]
        place += 1
      }
      let isLast = low + 1 < passed + counts[place] || place + 1 == values.count
      let high = isLast ? values[place] : values[place + 1]
      let value = values[place] + (high - values[place]) * (rank - Double(low))
      return value.isFinite ? value : values[place]
    }
  }
}

/// The spread of some numbers.
package struct ValueSummary: Hashable, Sendable, Codable {
  package var p05, p25, p50, p75, p95: Double
  package var min, max: Double
  package var mean: Double

  /// Names and values in the order of writing.
  package var points: [(name: String, value: Double)] {
    [
      ("p05", p05), ("p25", p25), ("p50", p50), ("p75", p75), ("p95", p95), ("min", min),
      ("max", max), ("mean", mean),
    ]
  }
}
