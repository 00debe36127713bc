package import Dataset
import Glibc

/// The difference between a snapshot and an earlier one.
package struct Drift: Sendable {
  package let old: Metrics
  package let new: Metrics

  package init(from old: Metrics, to new: Metrics) {
    self.old = old
    self.new = new
  }

  /// A name's counts and shares, before and after.
  package struct Row: Sendable, Codable {
    package let name: Text
    package let before: Int
    package let after: Int
    /// Share of all of its kind, 0...1.
    package let shareBefore: Double
    package let shareAfter: Double
    package let shareChange: Double

    fileprivate init(_ name: Text, before: Int, after: Int, of totals: (Int, Int)) {
      self.name = name
      (self.before, self.after) = (before, after)
      shareBefore = totals.0 == 0 ? 0 : Double(before) / Double(totals.0)
      shareAfter = totals.1 == 0 ? 0 : Double(after) / Double(totals.1)
      shareChange = shareAfter - shareBefore
    }
  }

  /// One kind of name compared.
  package struct Comparison: Sendable {
    /// The largest change of share first, equal ones by name.
    package let rows: [Row]
    /// Population stability index over the shares; 0 if nothing changed, nil if one side is empty.
    package let stabilityIndex: Double?

    package var appeared: [Row] { rows.filter { $0.before == 0 && $0.after > 0 } }
    package var vanished: [Row] { rows.filter { $0.before > 0 && $0.after == 0 } }
  }

  package var labels: Comparison { Self.compare(old.labels, new.labels) }
  package var techniques: Comparison { Self.compare(old.techniques, new.techniques) }
  package var sourceSets: Comparison { Self.compare(old.sourceSets, new.sourceSets) }

  /// The replacement for a share of 0, which has no logarithm.
  static let leastShare = 1e-4

  static func compare(_ old: NameCounts, _ new: NameCounts) -> Comparison {
    let totals = (old.total, new.total)
    let rows = Set((old.byName + new.byName).map(\.name)).sorted().map {
      Row($0, before: old[$0], after: new[$0], of: totals)
    }
    let isEmpty = totals.0 == 0 || totals.1 == 0
    let sorted = rows.sorted { (abs($1.shareChange), $0.name) < (abs($0.shareChange), $1.name) }
    return Comparison(rows: sorted, stabilityIndex: isEmpty ? nil : stabilityIndex(rows))
  }

  /// Σ (after − before) × ln(after ÷ before) over the shares, each at least `leastShare`.
  private static func stabilityIndex(_ rows: [Row]) -> Double {
    rows.reduce(0) { sum, row in
      let (before, after) = (max(row.shareBefore, leastShare), max(row.shareAfter, leastShare))
      return sum + (after - before) * log(after / before)
    }
  }

  /// The size of a change of shares, by the usual rule of thumb for the index.
  package enum Shift: String, Comparable, CaseIterable, Sendable {
    case moderate
    case large

    /// The least index of this shift.
    var leastIndex: Double { self == .moderate ? 0.1 : 0.25 }

    package static func < (left: Shift, right: Shift) -> Bool {
      left.leastIndex < right.leastIndex
    }

    /// Nil if an index is too small for a shift.
    init?(_ index: Double) {
      guard let shift = Self.allCases.last(where: { index >= $0.leastIndex }) else { return nil }
      self = shift
    }
  }

  /// The index at which a large shift begins.
  package static var largeShift: Double { Shift.large.leastIndex }

  /// Words for an index.
  package static func words(for index: Double?) -> String {
    guard let index else { return "nothing to compare" }
    return Shift(index).map { "a \($0.rawValue) shift" } ?? "stable"
  }

  /// The kinds of names that have shifted at least this far, each with words for the shift.
  ///
  /// If only one of the snapshots has names of a kind, that is a large shift.
  package func kinds(movedBy least: Shift) -> [String] {
    [("labels", labels), ("techniques", techniques), ("source sets", sourceSets)]
      .compactMap { kind, comparison in
        guard let index = comparison.stabilityIndex else {
          return comparison.rows.isEmpty ? nil : "\(kind): only one snapshot has any"
        }
        guard let shift = Shift(index), shift >= least else { return nil }
        return "\(kind): \(Self.words(for: index)) (index \(Numbers.fraction(index)))"
      }
  }

  /// Name, value before and after, of one kind of value.
  package typealias Point = (name: String, before: Double, after: Double)

  /// The points of velocity; none if one side has no velocities.
  package var velocityShift: [Point] { Self.shifts(old.velocity, new.velocity) }
  package var opennessShift: [Point] { Self.shifts(old.openness, new.openness) }

  static func shifts(_ old: ValueSummary?, _ new: ValueSummary?) -> [Point] {
    guard let old, let new else { return [] }
    return zip(old.points, new.points).map { ($0.name, $0.value, $1.value) }
  }
}
