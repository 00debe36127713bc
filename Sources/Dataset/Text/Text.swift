/// A piece of text whose identity, equality and order are those of its UTF-8 bytes.
///
/// Swift's `String` treats canonically equivalent texts as equal (`é` and `e` + accent), a manifest does not: two ids
/// that differ in a byte are two ids.
package struct Text: Hashable, Comparable, Sendable, ExpressibleByStringLiteral,
  LosslessStringConvertible
{
  /// Valid UTF-8.
  package let bytes: [UInt8]

  /// Takes bytes that are known to be valid UTF-8 (a validating parser made them).
  package init(validated bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  package init(_ string: String) { bytes = Array(string.utf8) }

  package init(stringLiteral string: String) { self.init(string) }

  package var string: String { String(decoding: bytes, as: UTF8.self) }

  package var description: String { string }

  package var isEmpty: Bool { bytes.isEmpty }

  /// Hashes all bytes at once: one by one they would cost more than the look-up itself.
  package func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  /// The text without Unicode White_Space at either end.
  package var trimmed: Text {
    let scalars = string.unicodeScalars
    guard let first = scalars.first, let last = scalars.last,
      first.properties.isWhitespace || last.properties.isWhitespace
    else { return self }
    let head = scalars.drop { $0.properties.isWhitespace }
    guard let end = head.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return Text(String(String.UnicodeScalarView(head[...end])))
  }
}

extension Text: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(string)
  }
}
