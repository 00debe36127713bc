/// A value of a small file that is written as null if it is absent, so that its key can always be read.
@propertyWrapper
package struct NullWhenAbsent<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
  /// The value, if there is one.
  package var wrappedValue: Value?

  /// Begins with a value or nil.
  package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}

extension KeyedDecodingContainer {
  /// Synthesised decoding calls this for such a value; a missing key means nil.
  package func decode<Value>(
    _ type: NullWhenAbsent<Value>.Type, forKey key: Key
  ) throws -> NullWhenAbsent<Value> {
    NullWhenAbsent(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
  }
}
