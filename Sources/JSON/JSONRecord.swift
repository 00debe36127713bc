package import Dataset
import Glibc

/// The fields of an object with many fields, listed once; each search begins at the place of the last field found.
///
/// If fields are requested in the order of writing, each costs one comparison. It borrows as `JSONValue` does, and is
/// filled again for the next object. Of equal keys any may count.
package struct JSONRecord {
  private var fields: [JSONField] = []
  private var next = 0

  package init() {}

  /// Lists the fields of `object` in place of the earlier ones.
  package mutating func fill(from object: JSONValue) {
    fields.removeAll(keepingCapacity: true)
    fields.append(contentsOf: object.fields)
    next = 0
  }

  /// The value of a field; nil if the object has none.
  package subscript(name: StaticString) -> JSONValue? {
    mutating get {
      for _ in fields.indices {
        let field = fields[next]
        next = next + 1 == fields.count ? 0 : next + 1
        if field.isNamed(name) { return field.value }
      }
      return nil
    }
  }

  /// An integer written without fraction or exponent, within 64 bits.
  package mutating func int(_ name: StaticString) throws(JSONError) -> Int {
    try read(name, expected: "an integer") { $0.int }
  }

  /// Any finite number, including an integer.
  package mutating func double(_ name: StaticString) throws(JSONError) -> Double {
    try read(name, expected: "a number") { $0.double }
  }

  /// A string as UTF-8 bytes.
  package mutating func text(_ name: StaticString) throws(JSONError) -> Text {
    try read(name, expected: "a string") { $0.text }
  }

  /// A string of 32 hexadecimal digits.
  package mutating func digest(_ name: StaticString) throws(JSONError) -> ContentDigest {
    guard let digest = try digestIfThere(name) else { throw .missing(field: "\(name)") }
    return digest
  }

  /// The same; nil if the object has no such field.
  package mutating func digestIfThere(
    _ name: StaticString
  ) throws(JSONError) -> ContentDigest? {
    try readIfThere(name, expected: "32 hexadecimal digits") {
      $0.utf8.flatMap { ContentDigest(hexadecimal: $0) }
    }
  }

  /// A string; nil if the object has no such field.
  package mutating func textIfThere(_ name: StaticString) throws(JSONError) -> Text? {
    try readIfThere(name, expected: "a string") { $0.text }
  }

  /// A string; nil if the required field is null.
  package mutating func optionalText(_ name: StaticString) throws(JSONError) -> Text? {
    try read(name, expected: "a string") { $0.isNull ? .some(nil) : $0.text.map { $0 } }
  }

  private mutating func read<Result>(
    _ name: StaticString, expected: String, as convert: (JSONValue) -> Result?
  ) throws(JSONError) -> Result {
    guard let result = try readIfThere(name, expected: expected, as: convert) else {
      throw .missing(field: "\(name)")
    }
    return result
  }

  private mutating func readIfThere<Result>(
    _ name: StaticString, expected: String, as convert: (JSONValue) -> Result?
  ) throws(JSONError) -> Result? {
    guard let value = self[name] else { return nil }
    guard let result = convert(value) else {
      throw .mismatched(field: "\(name)", expected: expected)
    }
    return result
  }
}
