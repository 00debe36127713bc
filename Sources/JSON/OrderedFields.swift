package import Dataset

/// An object whose keys come with the data, in the given order; no form changes the keys.
package struct OrderedFields<Value> {
  package var fields: [(name: Text, value: Value)]

  package init(_ fields: some Sequence<(Text, Value)>) {
    self.fields = fields.map { (name: $0, value: $1) }
  }

  /// The names in order.
  package var names: [Text] { fields.map(\.name) }

  /// The values by name; of equal names the last counts.
  package var byName: [Text: Value] {
    Dictionary(fields.map { ($0.name, $0.value) }) { $1 }
  }
}

extension OrderedFields<Int> {
  /// The reasons that occur, in the order in which they apply.
  package init(_ counts: [SkipReason: Int]) {
    self.init(
      SkipReason.allCases.compactMap { reason in
        counts[reason].map { (Text(reason.rawValue), $0) }
      })
  }
}

extension OrderedFields: Sendable where Value: Sendable {}

extension OrderedFields: Encodable where Value: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: FieldName.self)
    for (name, value) in fields { try object.encode(value, forKey: FieldName(name.string)) }
  }
}

extension OrderedFields: Decodable where Value: Decodable {
  /// Omits fields that are null and, if reading is tolerant, those of another kind.
  package init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: FieldName.self)
    fields = try object.allKeys.compactMap { key in
      try object.decodeIfPresent(Value.self, forKey: key).map { (Text(key.stringValue), $0) }
    }
  }
}

/// A key that comes with the data.
struct FieldName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// A property whose field is omitted while it is nil, in documents that write null otherwise.
@propertyWrapper
package struct OmittedIfNil<Value: Sendable>: Sendable {
  package var wrappedValue: Value?

  package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }
}

extension OmittedIfNil: Encodable where Value: Encodable {
  /// Only a container can omit a field; a value by itself is written as null.
  package func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension OmittedIfNil: Decodable where Value: Decodable {
  package init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode(Value?.self)
  }
}

extension KeyedDecodingContainer {
  /// Reads the property's field; nil if it is absent or null.
  package func decode<Value: Decodable>(
    _ type: OmittedIfNil<Value>.Type, forKey key: Key
  ) throws -> OmittedIfNil<Value> {
    OmittedIfNil(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
  }
}

extension KeyedEncodingContainer {
  /// Writes the property's field, if it has a value.
  package mutating func encode<Value: Encodable>(
    _ property: OmittedIfNil<Value>, forKey key: Key
  ) throws {
    if let value = property.wrappedValue { try encode(value, forKey: key) }
  }
}
