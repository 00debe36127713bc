/// A sum of non-negative counts, which stays at 2⁵³ instead of overflowing.
///
/// A manifest may ask for windows of any length.
package struct CappedSum: Hashable, Sendable {
  package private(set) var value = 0
  private static let cap = 1 << 53

  package init() {}

  package static func += (sum: inout CappedSum, more: Int) {
    sum.value = min(sum.value + min(more, cap), cap)
  }

  /// Adds `count` times `each`.
  package mutating func add(_ each: Int, times count: Int) {
    let (product, overflows) = each.multipliedReportingOverflow(by: count)
    self += overflows ? Self.cap : product
  }
}

extension CappedSum: Codable {
  package init(from decoder: any Decoder) throws {
    self += max(try decoder.singleValueContainer().decode(Int.self), 0)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
