package import Dataset

/// Writes the rows of labels and reports: compact, UTF-8 unescaped, keys in the given order, shortest doubles that
/// read back as the same value.
///
/// `JSONFile` writes documents that people read, and messages.
package struct JSONText: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// True if the next element of the open object or array needs a comma before it.
  private var needsComma = false

  package init() {}

  /// Starts again with the present memory, so that a row costs no allocation.
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
  /// A static name is written unchanged: it must need no escape.
  package mutating func key(_ name: StaticString) {
    separate()
    bytes.append(0x22)
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(0x22)
    bytes.append(0x3A)
    needsComma = false
  }

  package mutating func key(text name: Text) {
    value(name)
    bytes.append(0x3A)
    needsComma = false
  }

  private mutating func nested(open: UInt8, close: UInt8, _ body: (inout JSONText) -> Void) {
    separate()
    bytes.append(open)
    needsComma = false
    body(&self)
    bytes.append(close)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(0x2C) }
    needsComma = true
  }

  // MARK: Values

  /// Writes a whole value, an element, or the value of a key.
  package mutating func value(_ value: some JSONScalar) {
    separate()
    value.append(to: &bytes)
  }

  /// Writes null for an absent value.
  package mutating func null() { raw("null".utf8) }

  /// Takes a value that is already JSON.
  package mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// Takes fields that are already JSON, with commas between them alone; at least one.
  package mutating func fields(_ json: [UInt8]) {
    separate()
    bytes += json
  }

  /// Takes text between values.
  package mutating func text(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Ends a line between top-level values.
  package mutating func newline() {
    bytes.append(0x0A)
    needsComma = false
  }

  /// A key and its value.
  package mutating func field(_ name: StaticString, _ value: some JSONScalar) {
    key(name)
    self.value(value)
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

/// A string, number or flag, or nil, which is null.
package protocol JSONScalar {
  func append(to json: inout [UInt8])
}

extension Text: JSONScalar {
  package func append(to json: inout [UInt8]) {
    bytes.withUnsafeBytes { JSONSpelling.bundle.append(utf8: $0, to: &json) }
  }
}

extension String: JSONScalar {
  package func append(to json: inout [UInt8]) {
    JSONSpelling.bundle.append(string: self, to: &json)
  }
}

extension ContentDigest: JSONScalar {
  /// A string of its 32 digits.
  package func append(to json: inout [UInt8]) {
    json.append(0x22)
    for var half in [high.hexadecimal, low.hexadecimal] {
      half.withUTF8 { json.append(contentsOf: $0) }
    }
    json.append(0x22)
  }
}

extension Int: JSONScalar {
  /// Its decimal digits.
  package func append(to json: inout [UInt8]) {
    var text = String(self)
    text.withUTF8 { json.append(contentsOf: $0) }
  }
}

extension Double: JSONScalar {
  /// Finite: JSON has no other numbers.
  package func append(to json: inout [UInt8]) { JSONSpelling.bundle.append(self, to: &json) }
}

extension Bool: JSONScalar {
  package func append(to json: inout [UInt8]) { json += (self ? "true" : "false").utf8 }
}

extension Optional: JSONScalar where Wrapped: JSONScalar {
  package func append(to json: inout [UInt8]) {
    if let self { self.append(to: &json) } else { json += "null".utf8 }
  }
}
