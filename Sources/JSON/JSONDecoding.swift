import Dataset

extension JSONParser {
  /// Reads a value from JSON text; fields that `type` does not know are ignored, of equal keys the last counts, and
  /// integers are written without fraction or exponent.
  ///
  /// If reading is tolerant, an optional property whose field is of another kind is nil. Throws a `JSONError` if the
  /// text is not JSON, lacks a field or has one of another kind.
  package mutating func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], as form: JSONForm = .message, tolerant: Bool = false
  ) throws -> Value {
    let reading = JSONReading(naming: form.naming, isTolerant: tolerant)
    return try parse(bytes.isEmpty ? [0x20] : bytes) { root in
      do {
        return try Value(from: JSONValueDecoder(value: root, reading: reading))
      } catch let error as JSONExpectation {
        throw JSONError.malformed("it is not \(error.words)")
      }
    }
  }
}

/// A value of another kind than expected; the object that holds it turns this into a `JSONError`.
package struct JSONExpectation: Error {
  /// `an integer`, for `the field "x" is not an integer`.
  let words: String

  package init(_ words: String) { self.words = words }
}

private struct JSONReading {
  let naming: JSONNaming
  let isTolerant: Bool
}

private struct JSONValueDecoder: Decoder {
  let value: JSONValue
  let reading: JSONReading
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard value.isObject else { throw JSONExpectation("an object") }
    return KeyedDecodingContainer(JSONFieldsInput<Key>(value, reading))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard value.isArray else { throw JSONExpectation("an array") }
    return JSONElementsInput(values: Array(value.elements), reading: reading)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    JSONScalarInput(value: value, reading: reading)
  }
}

private struct JSONFieldsInput<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private let fields: [JSONField]
  private let reading: JSONReading
  /// Places by key, for objects with many fields.
  private let index: [Text: Int]
  /// Up to this many fields are searched one by one.
  private static var few: Int { 32 }

  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] {
    fields.compactMap { Key(stringValue: String(decoding: $0.key, as: UTF8.self)) }
  }

  init(_ object: JSONValue, _ reading: JSONReading) {
    fields = Array(object.fields)
    self.reading = reading
    var index: [Text: Int] = [:]
    if fields.count > Self.few {
      for (place, field) in fields.enumerated() { index[Text(validated: field.key)] = place }
    }
    self.index = index
  }

  private func find(_ key: Key) -> JSONValue? {
    var name = name(key)
    return name.withUTF8 { bytes in
      if fields.count > Self.few {
        return index[Text(validated: UnsafeRawBufferPointer(bytes))].map { fields[$0].value }
      }
      return fields.last { $0.key.elementsEqual(bytes) }?.value
    }
  }

  private func name(_ key: Key) -> String { reading.naming.name(of: key) }

  private func input(_ key: Key) throws(JSONError) -> JSONScalarInput {
    guard let value = find(key) else { throw .missing(field: name(key)) }
    return JSONScalarInput(value: value, reading: reading)
  }

  /// Reads the value of a required field.
  private func read<T>(_ key: Key, _ body: (JSONScalarInput) throws -> T) throws -> T {
    do {
      return try body(try input(key))
    } catch let error as JSONExpectation {
      throw JSONError.mismatched(field: name(key), expected: error.words)
    }
  }

  /// Reads the value of a field that may be absent or null.
  private func readIfPresent<T>(_ key: Key, _ body: (JSONScalarInput) throws -> T) throws -> T? {
    guard let value = find(key), !value.isNull else { return nil }
    return reading.isTolerant
      ? try? body(JSONScalarInput(value: value, reading: reading)) : try read(key, body)
  }

  func contains(_ key: Key) -> Bool { find(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try input(key).value.isNull }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
    try read(key) { try $0.decode(type) }
  }

  func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
    try read(key) { try $0.decode(type) }
  }

  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try read(key) { try $0.decode(type) }
  }

  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try read(key) { try $0.decode(type) }
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try read(key) { try $0.decode(type) }
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try readIfPresent(key) { try $0.decode(type) }
  }

  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    try readIfPresent(key) { try $0.decode(type) }
  }

  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try readIfPresent(key) { try $0.decode(type) }
  }

  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try readIfPresent(key) { try $0.decode(type) }
  }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    try readIfPresent(key) { try $0.decode(type) }
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try read(key) { try $0.decoder.container(keyedBy: type) }
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try read(key) { try $0.decoder.unkeyedContainer() }
  }

  func superDecoder() throws -> any Decoder { throw JSONExpectation("anything we write") }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    throw JSONExpectation("anything we write")
  }
}

private struct JSONElementsInput: UnkeyedDecodingContainer {
  let values: [JSONValue]
  let reading: JSONReading
  var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  var count: Int? { values.count }
  var isAtEnd: Bool { currentIndex == values.count }

  private mutating func next() throws -> JSONScalarInput {
    guard currentIndex < values.count else { throw JSONExpectation("anything we write") }
    currentIndex += 1
    return JSONScalarInput(value: values[currentIndex - 1], reading: reading)
  }

  mutating func decodeNil() throws -> Bool {
    guard currentIndex < values.count else { throw JSONExpectation("anything we write") }
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

  mutating func superDecoder() throws -> any Decoder { throw JSONExpectation("anything we write") }
}

private struct JSONScalarInput: SingleValueDecodingContainer {
  let value: JSONValue
  let reading: JSONReading
  var codingPath: [any CodingKey] { [] }
  var decoder: JSONValueDecoder { JSONValueDecoder(value: value, reading: reading) }

  func decodeNil() -> Bool { value.isNull }

  func decode(_ type: Bool.Type) throws -> Bool { try required(value.bool, "true or false") }
  func decode(_ type: String.Type) throws -> String { try required(value.string, "a string") }
  func decode(_ type: Double.Type) throws -> Double { try required(value.double, "a number") }
  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try required(value.int, "an integer") }
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

  private func required<T>(_ found: T?, _ expected: String) throws -> T {
    guard let found else { throw JSONExpectation(expected) }
    return found
  }

  private func integer<T: FixedWidthInteger>() throws -> T {
    let whole = value.int.flatMap { T(exactly: $0) } ?? value.unsigned.flatMap { T(exactly: $0) }
    return try required(whole, "an integer")
  }
}
