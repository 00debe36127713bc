internal import CSimdJSON
package import Dataset
import Glibc

/// A value of a parsed JSON text; it borrows from its parser until that parses again or ends.
///
/// Safe because every use lies between two parses of one parser, on the thread that owns it; the type is not
/// Sendable, and nothing of it is kept.
package struct JSONValue {
  let raw: csimdjson_value
  /// True if the text came from `JSONNumberRewriting`.
  package let isRewritten: Bool

  package var isNull: Bool { raw.kind == CSIMDJSON_NULL }
  package var isArray: Bool { raw.kind == CSIMDJSON_ARRAY }
  package var isObject: Bool { raw.kind == CSIMDJSON_OBJECT }

  /// True for a number without a finite binary64 value (lenient parsing only).
  package var isUnrepresentable: Bool {
    isRewritten && raw.kind == CSIMDJSON_UINT64 && raw.integer == -1
  }

  package var bool: Bool? { raw.kind == CSIMDJSON_BOOL ? raw.integer != 0 : nil }

  /// An integer literal that fits Int; nil for a number with a fraction or an exponent.
  package var int: Int? { raw.kind == CSIMDJSON_INT64 ? Int(raw.integer) : nil }

  /// Any number, correctly rounded to binary64; always finite.
  package var double: Double? {
    switch raw.kind {
    case CSIMDJSON_INT64, CSIMDJSON_DOUBLE: raw.number
    case CSIMDJSON_UINT64: isUnrepresentable ? nil : raw.number
    default: nil
    }
  }

  /// An integer literal above Int.max that fits UInt64.
  var unsigned: UInt64? {
    guard raw.kind == CSIMDJSON_UINT64, !isUnrepresentable else { return nil }
    return UInt64(bitPattern: raw.integer)
  }

  /// A string's bytes, borrowed: valid UTF-8.
  package var utf8: UnsafeRawBufferPointer? {
    guard raw.kind == CSIMDJSON_STRING else { return nil }
    return UnsafeRawBufferPointer(start: raw.text, count: raw.length)
  }

  package var text: Text? { utf8.map { Text(validated: $0) } }

  package var string: String? { utf8.map { String(decoding: $0, as: UTF8.self) } }

  /// The elements of an array; empty for anything else.
  package var elements: JSONElements {
    JSONElements(cursor: children(where: isArray), isRewritten: isRewritten)
  }

  /// The fields of an object in the text's order, including equal keys; empty for anything else.
  package var fields: JSONFields {
    JSONFields(cursor: children(where: isObject), isRewritten: isRewritten)
  }

  private func children(where isContainer: Bool) -> csimdjson_cursor {
    guard isContainer else { return csimdjson_cursor() }
    return withUnsafePointer(to: raw) { csimdjson_children($0) }
  }
}

/// The elements of an array.
package struct JSONElements: Sequence, IteratorProtocol {
  var cursor: csimdjson_cursor
  package let isRewritten: Bool

  package mutating func next() -> JSONValue? {
    var raw = csimdjson_value()
    guard csimdjson_next_element(&cursor, &raw) else { return nil }
    return JSONValue(raw: raw, isRewritten: isRewritten)
  }
}

/// The fields of an object.
package struct JSONFields: Sequence, IteratorProtocol {
  var cursor: csimdjson_cursor
  package let isRewritten: Bool

  package mutating func next() -> JSONField? {
    var raw = csimdjson_field()
    guard csimdjson_next_field(&cursor, &raw) else { return nil }
    return JSONField(
      key: UnsafeRawBufferPointer(start: raw.key, count: raw.key_length),
      position: raw.value, isRewritten: isRewritten)
  }
}

/// One field of an object.
package struct JSONField {
  /// The key's bytes, borrowed: valid UTF-8, unescaped.
  package let key: UnsafeRawBufferPointer
  let position: csimdjson_position
  package let isRewritten: Bool

  /// Read at each call: keep it rather than read it twice.
  package var value: JSONValue {
    var raw = csimdjson_value()
    csimdjson_read(position, &raw)
    return JSONValue(raw: raw, isRewritten: isRewritten)
  }

  /// True if the key is exactly these bytes.
  func isNamed(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard key.count == name.count, let left = key.baseAddress, let right = name.baseAddress else {
      return key.isEmpty && name.isEmpty
    }
    return memcmp(left, right, key.count) == 0
  }

  /// True if the key is exactly these bytes.
  @inline(__always)
  package func isNamed(_ name: StaticString) -> Bool {
    guard key.count == name.utf8CodeUnitCount, let start = key.baseAddress else { return false }
    return memcmp(start, name.utf8Start, key.count) == 0
  }
}
