/// An enum that is written as an object with one key, the name of the case; its value is what the case
/// holds, or `true`.
package protocol OneKeyCodable: Codable, Sendable {
  /// How each case is read, by its name.
  static var cases: [String: OneKeyCase<Self>] { get }

  /// The name of the case, and what it holds.
  var body: (name: String, value: any Encodable) { get }
}

/// How a case of a `OneKeyCodable` is read.
package struct OneKeyCase<Whole: Sendable>: Sendable {
  fileprivate let read: @Sendable (KeyedDecodingContainer<OneKey>, OneKey) throws -> Whole

  /// A case that holds a value.
  package static func holding<Value: Decodable & Sendable>(
    _ make: @escaping @Sendable (Value) -> Whole
  ) -> Self {
    Self { make(try $0.decode(Value.self, forKey: $1)) }
  }

  /// A case that holds nothing.
  package static func alone(_ whole: Whole) -> Self { Self { _, _ in whole } }
}

private struct OneKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension OneKeyCodable {
  /// Keys that are not cases are passed over.
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
