/// A shard's position in its plan, from 0.
package struct ShardIndex: RawRepresentable, Hashable, Comparable, Sendable, Codable,
  CustomStringConvertible
{
  package let number: Int

  package init(_ number: Int) { self.number = number }

  package init(rawValue: Int) { number = rawValue }

  package var rawValue: Int { number }

  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  package var description: String { "shard \(number)" }
}

/// Counts the coordinators that have owned a bundle, from 1; a higher one fences all lower ones.
package struct Epoch: RawRepresentable, Hashable, Comparable, Sendable, Codable,
  CustomStringConvertible
{
  package let number: Int

  package init(_ number: Int) { self.number = number }

  package init(rawValue: Int) { number = rawValue }

  package var rawValue: Int { number }

  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  package var description: String { "epoch \(number)" }
}

/// The permanent identity of a run: 128 random bits as 32 hexadecimal digits, never derived from time.
package struct RunID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
  package let hex: String

  /// Takes 32 lower-case hexadecimal digits; nil for anything else.
  package init?(_ hex: String) {
    guard hex.isHexadecimal(digits: 32) else { return nil }
    self.hex = hex
  }

  package init?(rawValue: String) { self.init(rawValue) }

  /// Draws a new run id from `generator`.
  package init(using generator: inout some RandomNumberGenerator) {
    hex = [generator.next(), generator.next()].map(\UInt64.hexadecimal).joined()
  }

  package var rawValue: String { hex }
  package var description: String { hex }
}
