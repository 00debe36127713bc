import Dataset

extension JSONParser {
  /// Reads a value from JSON text; fields that `type` does not know are ignored, of equal keys the
  /// last stands, and integers are written without fraction or exponent.
  ///
  /// Throws a `JSONError` where the text is no JSON, a `DecodingError` where it is something else.
  package mutating func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws -> Value {
    try decode(type, from: bytes, .asWritten)
  }

  mutating func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], _ naming: JSONNaming
  ) throws -> Value {
    try parse(bytes) { try Value(from: JSONValueDecoder(value: $0, naming: naming)) }
  }
}

private struct JSONValueDecoder: Decoder {
  let value: JSONValue
  let naming: JSONNaming
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard value.isObject else { throw mismatch([String: String].self) }
    return KeyedDecodingContainer(JSONFieldsInput<Key>(value, naming))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard value.isArray else { throw mismatch([String].self) }
    return JSONElementsInput(values: Array(value.elements), naming: naming)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    JSONScalarInput(value: value, naming: naming)
  }
}

/// What is found is not what was expected.
private func mismatch(_ expected: Any.Type) -> DecodingError {
  .typeMismatch(
    expected, DecodingError.Context(codingPath: [], debugDescription: "another kind of value"))
}

private struct JSONFieldsInput<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private let fields: [JSONField]
  private let naming: JSONNaming
  /// Places by key, of objects with many fields.
  private let index: [Text: Int]
  /// Up to so many fields are looked through one by one.
  private static var few: Int { 32 }

  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] {
    fields.compactMap { Key(stringValue: String(decoding: $0.key, as: UTF8.self)) }
  }

  init(_ object: JSONValue, _ naming: JSONNaming) {
    fields = Array(object.fields)
    self.naming = naming
    var index: [Text: Int] = [:]
    if fields.count > Self.few {
      for (place, field) in fields.enumerated() { index[Text(validated: field.key)] = place }
    }
    self.index = index
  }

  private func find(_ key: Key) -> JSONValue? {
    var name = naming.name(of: key)
    return name.withUTF8 { bytes in
      if fields.count > Self.few {
        return index[Text(validated: UnsafeRawBufferPointer(bytes))].map { fields[$0].value }
      }
      return fields.last { $0.key.elementsEqual(bytes) }?.value
    }
  }

  private func input(_ key: Key) throws -> JSONScalarInput {
    guard let value = find(key) else {
      throw DecodingError.keyNotFound(
        key, DecodingError.Context(codingPath: [], debugDescription: "a field is missing"))
    }
    return JSONScalarInput(value: value, naming: naming)
  }

  func contains(_ key: Key) -> Bool { find(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try input(key).value.isNull }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try input(key).decode(type) }

  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try input(key).decode(type) }

  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try input(key).decode(type)
  }

  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try input(key).decode(type)
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try input(key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try input(key).decoder.container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try input(key).decoder.unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { throw mismatch(Never.self) }

  func superDecoder(forKey key: Key) throws -> any Decoder { throw mismatch(Never.self) }
}

private struct JSONElementsInput: UnkeyedDecodingContainer {
  let values: [JSONValue]
  let naming: JSONNaming
  var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  var count: Int? { values.count }
  var isAtEnd: Bool { currentIndex == values.count }

  private mutating func next() throws -> JSONScalarInput {
    guard currentIndex < values.count else { throw mismatch(Never.self) }
    currentIndex += 1
    return JSONScalarInput(value: values[currentIndex - 1], naming: naming)
  }

  mutating func decodeNil() throws -> Bool {
    guard currentIndex < values.count else { throw mismatch(Never.self) }
    guard values[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().decode(type) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next().decoder.container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().decoder.unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { throw mismatch(Never.self) }
}

private struct JSONScalarInput: SingleValueDecodingContainer {
  let value: JSONValue
  let naming: JSONNaming
  var codingPath: [any CodingKey] { [] }
  var decoder: JSONValueDecoder { JSONValueDecoder(value: value, naming: naming) }

  func decodeNil() -> Bool { value.isNull }

  func decode(_ type: Bool.Type) throws -> Bool { try required(value.bool) }
  func decode(_ type: String.Type) throws -> String { try required(value.string) }
  func decode(_ type: Double.Type) throws -> Double { try required(value.double) }
  func decode(_ type: Float.Type) throws -> Float { Float(try required(value.double)) }
  func decode(_ type: Int.Type) throws -> Int { try required(value.int) }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: decoder) }

  private func required<T>(_ found: T?) throws -> T {
    guard let found else { throw mismatch(T.self) }
    return found
  }

  private func integer<T: FixedWidthInteger>() throws -> T {
    if let whole = value.int { return try required(T(exactly: whole)) }
    return try required(value.unsigned.flatMap { T(exactly: $0) })
  }
}
