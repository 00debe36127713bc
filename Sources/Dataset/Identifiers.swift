/// A shard's position in its plan, from 0.
package struct ShardIndex: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package let number: Int

  package init(_ number: Int) { self.number = number }

  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  package var description: String { "shard \(number)" }

  package init(from decoder: any Decoder) throws {
    number = try decoder.singleValueContainer().decode(Int.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }
}

/// Counts the coordinators that have owned a bundle, from 1; a higher one fences all lower ones.
package struct Epoch: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package let number: Int

  package init(_ number: Int) { self.number = number }

  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  package var description: String { "epoch \(number)" }

  package init(from decoder: any Decoder) throws {
    number = try decoder.singleValueContainer().decode(Int.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }
}

/// Names a run for ever: 128 random bits as 32 hexadecimal digits, never derived from time.
package struct RunID: Hashable, Sendable, Codable, CustomStringConvertible {
  package let hex: String

  /// Takes 32 lower-case hexadecimal digits; anything else is nil.
  package init?(_ hex: String) {
    let digits = hex.utf8
    guard digits.count == 32, digits.allSatisfy({ (0x30...0x39 ~= $0) || (0x61...0x66 ~= $0) })
    else { return nil }
    self.hex = hex
  }

  /// Draws a new run id from `generator`.
  package init(using generator: inout some RandomNumberGenerator) {
    let bits = [generator.next() as UInt64, generator.next() as UInt64]
    hex =
      bits.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
      .hexadecimal
  }

  package var description: String { hex }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let run = RunID(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a run id is 32 lower-case hexadecimal digits")
    }
    self = run
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}
