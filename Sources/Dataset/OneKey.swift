/// An enum that is written as an object with one key, the name of the case; the value is that of the case, or `true`.
package protocol OneKeyCodable: Codable, Sendable {
  /// The reader of each case, by its name.
  static var cases: [String: OneKeyCase<Self>] { get }

  /// The name of the case, and its value.
  var body: (name: String, value: any Encodable) { get }
}

/// The reader of a case of a `OneKeyCodable`.
package struct OneKeyCase<Whole: Sendable>: Sendable {
  fileprivate let read: @Sendable (KeyedDecodingContainer<OneKey>, OneKey) throws -> Whole

  /// A case with a value.
  package static func holding<Value: Decodable & Sendable>(
    _ make: @escaping @Sendable (Value) -> Whole
  ) -> Self {
    Self { make(try $0.decode(Value.self, forKey: $1)) }
  }

  /// A case without a value.
  package static func alone(_ whole: Whole) -> Self { Self { _, _ in whole } }
}

private struct OneKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension OneKeyCodable {
  /// Keys that are not cases are ignored.
  package init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: OneKey.self)
    let known = object.allKeys.filter { Self.cases[$0.stringValue] != nil }
    guard let key = known.first, known.count == 1, let found = Self.cases[key.stringValue] else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "an object with one kind is expected"))
    }
    self = try found.read(object, key)
  }

  package func encode(to encoder: any Encoder) throws {
    let (name, value) = body
    var object = encoder.container(keyedBy: OneKey.self)
    try object.encode(value, forKey: OneKey(stringValue: name))
  }
}
