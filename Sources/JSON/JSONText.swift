package import Dataset

/// Writes JSON in the one form the bundle knows: compact, UTF-8 unescaped, keys in the order given,
/// shortest doubles that read back as the same value.
package struct JSONText: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// Whether the next element of the open object or array needs a comma before it.
  private var needsComma = false
  /// Whether a key was written whose value is to follow.
  private var isAfterKey = false
  /// Whether the open object or array has no element yet.
  private var isFirst = true
  /// Open objects and arrays.
  private var depth = 0
  /// Whether each element stands on a line of its own, for documents that people read.
  private let isIndented: Bool

  package init(indented: Bool = false) { isIndented = indented }

  /// Starts anew with the memory already held, so that a row costs no allocation.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  // MARK: Structure

  package mutating func object(_ body: (inout JSONText) -> Void) {
    nested(open: 0x7B, close: 0x7D, body)
  }

  package mutating func array(_ body: (inout JSONText) -> Void) {
    nested(open: 0x5B, close: 0x5D, body)
  }

  /// Begins a field of the open object; exactly one value must follow.
  ///
  /// A static name is written as it is: it must need no escape.
  package mutating func key(_ name: StaticString) {
    separate()
    bytes.append(0x22)
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(0x22)
    endKey()
  }

  package mutating func key(text name: Text) {
    value(name)
    endKey()
  }

  private mutating func endKey() {
    bytes.append(0x3A)
    if isIndented { bytes.append(0x20) }
    needsComma = false
    isAfterKey = true
  }

  private mutating func nested(open: UInt8, close: UInt8, _ body: (inout JSONText) -> Void) {
    separate()
    bytes.append(open)
    depth += 1
    needsComma = false
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { breakLine() }
    bytes.append(close)
    needsComma = true
    isFirst = false
  }

  private mutating func separate() {
    if needsComma { bytes.append(0x2C) }
    if !isAfterKey, depth > 0 { breakLine() }
    needsComma = true
    isAfterKey = false
    isFirst = false
  }

  private mutating func breakLine() {
    guard isIndented else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
  }

  // MARK: Values

  /// A string, number, flag or null: a whole document, an element, or what a key awaits.
  ///
  /// Text goes out as it is but for quotes, backslashes and control characters; it must be UTF-8.
  package mutating func value(_ text: Text) { utf8(text.bytes) }

  package mutating func value(_ text: String) { utf8(text.utf8) }

  package mutating func value(_ text: Text?) {
    if let text { value(text) } else { null() }
  }

  package mutating func value(_ number: Int) {
    separate()
    bytes.append(contentsOf: String(number).utf8)
  }

  /// A finite number; JSON has no others.
  package mutating func value(_ number: Double) {
    precondition(number.isFinite, "JSON cannot hold \(number)")
    separate()
    bytes.append(contentsOf: number.description.utf8)
  }

  package mutating func value(_ flag: Bool) {
    separate()
    bytes.append(contentsOf: (flag ? "true" : "false").utf8)
  }

  /// What stands where there is no value: fields are never left out.
  package mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Takes a value that is already JSON.
  package mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// Ends a line between top-level values.
  package mutating func newline() {
    bytes.append(0x0A)
    needsComma = false
  }

  private mutating func utf8(_ text: some Sequence<UInt8>) {
    separate()
    bytes.append(0x22)
    for byte in text {
      switch byte {
      case 0x22, 0x5C:
        bytes.append(0x5C)
        bytes.append(byte)
      case 0..<0x20: escape(control: byte)
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }

  private mutating func escape(control byte: UInt8) {
    let short: [UInt8: Character] = [0x08: "b", 0x09: "t", 0x0A: "n", 0x0C: "f", 0x0D: "r"]
    bytes.append(0x5C)
    if let letter = short[byte], let ascii = letter.asciiValue {
      bytes.append(ascii)
    } else {
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(contentsOf: CollectionOfOne(byte).hexadecimal.utf8)
    }
  }
}

extension JSONText {
  /// A key and its value; a value that is nil becomes null.
  package mutating func field(_ name: StaticString, _ text: Text) {
    key(name)
    value(text)
  }
  package mutating func field(_ name: StaticString, _ text: Text?) {
    key(name)
    value(text)
  }
  package mutating func field(_ name: StaticString, _ text: String) {
    key(name)
    value(text)
  }
  package mutating func field(_ name: StaticString, _ number: Int) {
    key(name)
    value(number)
  }
  package mutating func field(_ name: StaticString, _ number: Double) {
    key(name)
    value(number)
  }
  package mutating func field(_ name: StaticString, _ flag: Bool) {
    key(name)
    value(flag)
  }

  package mutating func field(_ name: StaticString, _ number: Int?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  package mutating func field(_ name: StaticString, _ number: Double?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  package mutating func field(_ name: StaticString, object body: (inout JSONText) -> Void) {
    key(name)
    object(body)
  }

  package mutating func field(_ name: StaticString, array body: (inout JSONText) -> Void) {
    key(name)
    array(body)
  }
}
