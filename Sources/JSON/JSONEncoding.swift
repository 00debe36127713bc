/// Writes values as compact JSON, the keys of each object in the order of their bytes.
///
/// A coordinator lives by its messages: this takes a tenth of the time of Foundation's encoder. Values
/// that ask for the encoder of a superclass cannot be written.
final class JSONOutput {
  private(set) var bytes: [UInt8] = []
  private var open: [Container] = []
  /// The fields of all open objects, the innermost last.
  private var fields: [Field] = []
  private let naming: JSONNaming

  private struct Container {
    let isObject: Bool
    /// Where its content begins.
    let start: Int
    /// In `fields`.
    let firstField: Int
    var count = 0
    var isSorted = true
  }

  private struct Field {
    /// Of the quote before the key.
    let start: Int
    /// Of the quote after it.
    var keyEnd: Int
  }

  init(_ naming: JSONNaming) { self.naming = naming }

  /// Writes a whole value.
  func write(_ value: some Encodable) throws {
    let depth = open.count
    let before = bytes.count
    try value.encode(to: JSONValueEncoder(output: self))
    close(to: depth)
    precondition(bytes.count > before, "a value that is written as nothing is no JSON")
  }

  // MARK: Containers

  /// Begins an object; its level is told when fields are added.
  func beginObject() -> Int { begin(isObject: true) }

  func beginArray() -> Int { begin(isObject: false) }

  private func begin(isObject: Bool) -> Int {
    bytes.append(UInt8(ascii: isObject ? "{" : "["))
    open.append(
      Container(isObject: isObject, start: bytes.count, firstField: fields.count))
    return open.count - 1
  }

  /// Writes the key of a field whose value comes next; containers within the last field have ended.
  func beginField(_ key: some CodingKey, at level: Int) {
    separate(at: level)
    let start = bytes.count
    write(naming.name(of: key))
    let field = Field(start: start, keyEnd: bytes.count - 1)
    if open[level].isSorted, let last = fields[open[level].firstField...].last {
      open[level].isSorted = precedes(last, field)
    }
    fields.append(field)
    bytes.append(UInt8(ascii: ":"))
  }

  func beginElement(at level: Int) { separate(at: level) }

  func count(at level: Int) -> Int { open[level].count }

  private func separate(at level: Int) {
    close(to: level + 1)
    if open[level].count > 0 { bytes.append(UInt8(ascii: ",")) }
    open[level].count += 1
  }

  private func close(to depth: Int) {
    while open.count > depth, let last = open.popLast() {
      if !last.isSorted { sort(last) }
      fields.removeSubrange(last.firstField...)
      bytes.append(UInt8(ascii: last.isObject ? "}" : "]"))
    }
  }

  /// Puts the fields of an object that ends here in order.
  private func sort(_ object: Container) {
    let written = fields[object.firstField...]
    let ends = written.dropFirst().map { $0.start - 1 } + [bytes.count]
    let sorted = zip(written, ends).sorted { precedes($0.0, $1.0) }
    let text = sorted.map { bytes[$0.0.start..<$0.1] }.joined(separator: [UInt8(ascii: ",")])
    bytes.replaceSubrange(object.start..., with: Array(text))
  }

  private func precedes(_ left: Field, _ right: Field) -> Bool {
    bytes[left.start + 1..<left.keyEnd].lexicographicallyPrecedes(
      bytes[right.start + 1..<right.keyEnd])
  }

  // MARK: Scalars

  func writeNull() { bytes += "null".utf8 }

  func write(_ value: Bool) { bytes += (value ? "true" : "false").utf8 }

  func write(_ value: String) {
    var value = value
    value.withUTF8 { JSONWriting.append(string: UnsafeRawBufferPointer($0), to: &bytes) }
  }

  func write(integer value: some FixedWidthInteger) { bytes += String(value).utf8 }

  /// The shortest text that reads back as the same number.
  func write(_ value: Double) {
    precondition(value.isFinite, "JSON has no number for \(value)")
    let text = value.description
    bytes += (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8
  }
}

/// How the names of properties become keys.
enum JSONNaming {
  case asWritten
  /// `perSecond` is `per_second`.
  case snakeCase

  func name(of key: some CodingKey) -> String {
    let name = key.stringValue
    switch self {
    case .asWritten: return name
    case .snakeCase:
      var snake = ""
      for unit in name.unicodeScalars {
        if ("A"..."Z").contains(unit) {
          snake += "_"
          snake.unicodeScalars.append(Unicode.Scalar(unit.value + 32) ?? unit)
        } else {
          snake.unicodeScalars.append(unit)
        }
      }
      return snake
    }
  }
}

private struct JSONValueEncoder: Encoder {
  let output: JSONOutput
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(JSONFieldsOutput<Key>(output: output, level: output.beginObject()))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    JSONElementsOutput(output: output, level: output.beginArray())
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONScalarOutput(output: output)
  }
}

private struct JSONFieldsOutput<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let output: JSONOutput
  let level: Int
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) {
    output.beginField(key, at: level)
    output.writeNull()
  }

  func encode(_ value: Bool, forKey key: Key) {
    output.beginField(key, at: level)
    output.write(value)
  }

  func encode(_ value: Int, forKey key: Key) {
    output.beginField(key, at: level)
    output.write(integer: value)
  }

  func encode(_ value: String, forKey key: Key) {
    output.beginField(key, at: level)
    output.write(value)
  }

  func encode(_ value: Double, forKey key: Key) {
    output.beginField(key, at: level)
    output.write(value)
  }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    output.beginField(key, at: level)
    try output.write(value)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    output.beginField(key, at: level)
    return JSONValueEncoder(output: output).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    output.beginField(key, at: level)
    return JSONValueEncoder(output: output).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { preconditionFailure("no superclass is written as JSON") }

  func superEncoder(forKey key: Key) -> any Encoder { superEncoder() }
}

private struct JSONElementsOutput: UnkeyedEncodingContainer {
  let output: JSONOutput
  let level: Int
  var codingPath: [any CodingKey] { [] }
  var count: Int { output.count(at: level) }

  func encodeNil() {
    output.beginElement(at: level)
    output.writeNull()
  }

  func encode<T: Encodable>(_ value: T) throws {
    output.beginElement(at: level)
    try output.write(value)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    output.beginElement(at: level)
    return JSONValueEncoder(output: output).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    output.beginElement(at: level)
    return JSONValueEncoder(output: output).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { preconditionFailure("no superclass is written as JSON") }
}

private struct JSONScalarOutput: SingleValueEncodingContainer {
  let output: JSONOutput
  var codingPath: [any CodingKey] { [] }

  func encodeNil() { output.writeNull() }
  func encode(_ value: Bool) { output.write(value) }
  func encode(_ value: String) { output.write(value) }
  func encode(_ value: Double) { output.write(value) }
  func encode(_ value: Float) { output.write(Double(value)) }
  func encode(_ value: Int) { output.write(integer: value) }
  func encode(_ value: Int8) { output.write(integer: value) }
  func encode(_ value: Int16) { output.write(integer: value) }
  func encode(_ value: Int32) { output.write(integer: value) }
  func encode(_ value: Int64) { output.write(integer: value) }
  func encode(_ value: UInt) { output.write(integer: value) }
  func encode(_ value: UInt8) { output.write(integer: value) }
  func encode(_ value: UInt16) { output.write(integer: value) }
  func encode(_ value: UInt32) { output.write(integer: value) }
  func encode(_ value: UInt64) { output.write(integer: value) }
  func encode<T: Encodable>(_ value: T) throws { try output.write(value) }
}
