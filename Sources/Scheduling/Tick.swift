/// A moment of the owner's monotonic clock, in milliseconds; only differences mean anything.
package struct Tick: Hashable, Comparable, Sendable {
  package var milliseconds: Int

  package init(_ milliseconds: Int) { self.milliseconds = milliseconds }

  /// Later than every possible moment.
  package static let never = Tick(.max)

  package static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  package static func + (left: Self, right: Span) -> Tick {
    let (sum, overflow) = left.milliseconds.addingReportingOverflow(right.milliseconds)
    return overflow ? .never : Tick(sum)
  }

  package static func - (left: Self, right: Self) -> Span {
    Span(milliseconds: left.milliseconds - right.milliseconds)
  }
}

/// A length of time in whole milliseconds.
package struct Span: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package var milliseconds: Int

  package init(milliseconds: Int) { self.milliseconds = milliseconds }

  package var seconds: Double { Double(milliseconds) / 1000 }

  package static func milliseconds(_ count: Int) -> Span { Span(milliseconds: count) }
  package static func seconds(_ count: Int) -> Span { Span(milliseconds: 1000 * count) }
  package static func minutes(_ count: Int) -> Span { .seconds(60 * count) }

  package static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }

  package static func - (left: Self, right: Self) -> Span {
    Span(milliseconds: left.milliseconds - right.milliseconds)
  }

  package static func * (left: Self, factor: Int) -> Span {
    Span(milliseconds: left.milliseconds * factor)
  }

  package var description: String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }

  package init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}
