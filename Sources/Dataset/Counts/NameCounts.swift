/// The number of occurrences of each name.
///
/// Memory grows with distinct names up to a limit; later names are counted together.
package struct NameCounts: Sendable {
  private var counts: [Text: Int] = [:]
  /// Occurrences of names beyond the limit.
  package private(set) var others = 0
  private let limit: Int

  /// The limit of distinct names if a manifest may have any number of them.
  package static let usualLimit = 10_000

  /// Counts of no names; at most `limit` names are counted separately.
  package init(limit: Int = NameCounts.usualLimit) { self.limit = limit }

  /// Counts `count` more occurrences of a name.
  package mutating func add(_ name: Text, count: Int = 1) {
    if let known = counts[name] {
      counts[name] = known + count
    } else if counts.count < limit {
      counts[name] = count
    } else {
      others += count
    }
  }

  package subscript(name: Text) -> Int { counts[name] ?? 0 }

  /// Distinct names that are counted separately.
  package var distinct: Int { counts.count }

  package var total: Int { counts.values.reduce(others, +) }

  /// Sorted by the names' bytes, so independent of the order of the manifest.
  package var byName: [(name: Text, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The most frequent first, equal ones by name.
  package var byCount: [(name: Text, count: Int)] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }
}
