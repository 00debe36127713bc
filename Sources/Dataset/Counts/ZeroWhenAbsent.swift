/// A count that is 0 if a document or message lacks it, such as one written before it was counted.
@propertyWrapper
package struct ZeroWhenAbsent: Hashable, Sendable, Codable {
  /// The count itself.
  package var wrappedValue: Int

  /// Begins with a count.
  package init(wrappedValue: Int) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode(Int.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

extension KeyedDecodingContainer {
  /// Synthesised decoding calls this for such a count.
  package func decode(_ type: ZeroWhenAbsent.Type, forKey key: Key) throws -> ZeroWhenAbsent {
    ZeroWhenAbsent(wrappedValue: try decodeIfPresent(Int.self, forKey: key) ?? 0)
  }
}
