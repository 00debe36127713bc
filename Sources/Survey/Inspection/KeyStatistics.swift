package import Dataset
import JSON

/// A key of a manifest's events: its number of occurrences, and its values.
package struct KeyCount: Hashable, Sendable, Codable {
  /// The key; dots lead into nested objects, `[]` into the elements of an array.
  package let key: Text
  /// Events that have it.
  package internal(set) var count = 0
  /// Kinds of JSON values, in order of appearance.
  package internal(set) var types: [String] = []

  init(key: Text) { self.key = key }
}

/// The keys of events, in order of appearance.
struct KeyStatistics {
  private(set) var keys: [KeyCount] = []
  private var places: [Text: Int] = [:]

  private static let limit = 200
  private static let depth = 3

  mutating func add(_ event: JSONValue) {
    var seen: Set<Int> = []
    add(fieldsOf: event, under: [], level: 1, &seen)
    for place in seen { keys[place].count += 1 }
  }

  private mutating func add(
    fieldsOf object: JSONValue, under prefix: [UInt8], level: Int, _ seen: inout Set<Int>
  ) {
    for field in object.fields {
      let path = prefix + Array(field.key)
      let value = field.value
      guard let place = place(of: Text(validated: path)) else { continue }
      seen.insert(place)
      let type = Self.type(of: value)
      if !keys[place].types.contains(type) { keys[place].types.append(type) }
      guard level < Self.depth else { continue }
      if value.isObject {
        add(fieldsOf: value, under: path + Array(".".utf8), level: level + 1, &seen)
      }
      for element in value.elements where element.isObject {
        add(fieldsOf: element, under: path + Array("[].".utf8), level: level + 1, &seen)
      }
    }
  }

  private mutating func place(of key: Text) -> Int? {
    if let known = places[key] { return known }
    guard keys.count < Self.limit else { return nil }
    places[key] = keys.count
    keys.append(KeyCount(key: key))
    return keys.count - 1
  }

  private static func type(of value: JSONValue) -> String {
    if value.isNull { return "null" }
    if value.isObject { return "object" }
    if value.isArray { return "array" }
    if value.utf8 != nil { return "string" }
    if value.bool != nil { return "boolean" }
    return value.isUnrepresentable ? "no finite number" : "number"
  }
}
