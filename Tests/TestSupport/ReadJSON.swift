package import Foundation

/// A JSON document that a test looks into; what is not there is nil.
package struct ReadJSON {
  private let value: Any?

  /// Throws if the text is not JSON.
  package init(_ bytes: Data) throws {
    value = try JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed)
  }

  private init(value: Any?) { self.value = value is NSNull ? nil : value }

  package subscript(key: String) -> ReadJSON {
    ReadJSON(value: (value as? [String: Any])?[key])
  }

  /// The elements; none if it is not an array.
  package var array: [ReadJSON] { (value as? [Any] ?? []).map { ReadJSON(value: $0) } }

  /// The names of the members, sorted.
  package var keys: [String] { (value as? [String: Any] ?? [:]).keys.sorted() }

  package var int: Int? { (value as? NSNumber)?.intValue }
  /// To the last bit: Foundation's own conversion is a unit off for some long fractions.
  package var double: Double? { (value as? NSNumber).flatMap { Double($0.stringValue) } }
  package var string: String? { value as? String }
  package var bool: Bool? { value as? Bool }
  package var isNull: Bool { value == nil }
}
