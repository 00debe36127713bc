/// Writes values as JSON in one of its forms.
///
/// A coordinator depends on fast messages: this takes a tenth of the time of Foundation's encoder. Values that ask
/// for the encoder of a superclass cannot be written.
final class JSONOutput {
  private(set) var bytes: [UInt8] = []
  private var open: [Container] = []
  /// The fields of all open objects, the innermost last.
  private var fields: [Field] = []
  let form: JSONForm

  private struct Container {
    let isObject: Bool
    /// The beginning of its content.
    let start: Int
    /// Index in `fields`.
    let firstField: Int
    var count = 0
    var needsSorting = false
  }

  private struct Field {
    /// The position of the quote before the key.
    let start: Int
    /// The position of the quote after it.
    var keyEnd: Int
  }

  init(_ form: JSONForm) { self.form = form }

  /// Writes a whole value.
  func write(_ value: some Encodable) throws {
    let depth = open.count
    let before = bytes.count
    try value.encode(to: JSONValueEncoder(output: self, level: depth))
    close(to: depth)
    precondition(bytes.count > before, "a value that is written as nothing is not JSON")
  }

  // MARK: Containers

  /// Begins the container of a value at its level, or continues it: a value may write its fields in parts.
  func begin(isObject: Bool, at level: Int) {
    if open.count > level { return precondition(open[level].isObject == isObject) }
    bytes.append(UInt8(ascii: isObject ? "{" : "["))
    open.append(
      Container(isObject: isObject, start: bytes.count, firstField: fields.count))
  }

  /// Writes the key of a field whose value comes next; containers within the last field have ended.
  func beginField(_ key: some CodingKey, at level: Int) {
    separate(at: level)
    let start = bytes.count
    write(form.naming.name(of: key))
    if form.order == .sorted { note(Field(start: start, keyEnd: bytes.count - 1), at: level) }
    bytes.append(UInt8(ascii: ":"))
    if form.isIndented { bytes.append(UInt8(ascii: " ")) }
  }

  private func note(_ field: Field, at level: Int) {
    if !open[level].needsSorting, let last = fields[open[level].firstField...].last {
      open[level].needsSorting = !precedes(last, field)
    }
    fields.append(field)
  }

  func beginElement(at level: Int) { separate(at: level) }

  func count(at level: Int) -> Int { open[level].count }

  private func separate(at level: Int) {
    close(to: level + 1)
    if open[level].count > 0 { bytes.append(UInt8(ascii: ",")) }
    open[level].count += 1
    breakLine()
  }

  private func breakLine() {
    guard form.isIndented else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * open.count))
  }

  private func close(to depth: Int) {
    while open.count > depth, let last = open.popLast() {
      if last.needsSorting { sort(last) }
      fields.removeSubrange(last.firstField...)
      if last.count > 0 { breakLine() }
      bytes.append(UInt8(ascii: last.isObject ? "}" : "]"))
    }
  }

  /// Sorts the fields of an object that ends here.
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

  func write(_ value: String) { form.spelling.append(string: value, to: &bytes) }

  func write(integer value: some FixedWidthInteger) { bytes += String(value).utf8 }

  func write(_ value: Double) { form.spelling.append(value, to: &bytes) }
}

private struct JSONValueEncoder: Encoder {
  let output: JSONOutput
  /// Number of containers that hold the value.
  let level: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    output.begin(isObject: true, at: level)
    return KeyedEncodingContainer(JSONFieldsOutput<Key>(output: output, level: level))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    output.begin(isObject: false, at: level)
    return JSONElementsOutput(output: output, level: level)
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

  func encodeIfPresent(_ value: Bool?, forKey key: Key) {
    if let value { encode(value, forKey: key) } else { encodeAbsence(of: key) }
  }

  func encodeIfPresent(_ value: Int?, forKey key: Key) {
    if let value { encode(value, forKey: key) } else { encodeAbsence(of: key) }
  }

  func encodeIfPresent(_ value: String?, forKey key: Key) {
    if let value { encode(value, forKey: key) } else { encodeAbsence(of: key) }
  }

  func encodeIfPresent(_ value: Double?, forKey key: Key) {
    if let value { encode(value, forKey: key) } else { encodeAbsence(of: key) }
  }

  func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { encodeAbsence(of: key) }
  }

  private func encodeAbsence(of key: Key) {
    if output.form.writesNull { encodeNil(forKey: key) }
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    output.beginField(key, at: level)
    return JSONValueEncoder(output: output, level: level + 1).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    output.beginField(key, at: level)
    return JSONValueEncoder(output: output, level: level + 1).unkeyedContainer()
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
    return JSONValueEncoder(output: output, level: level + 1).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    output.beginElement(at: level)
    return JSONValueEncoder(output: output, level: level + 1).unkeyedContainer()
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
