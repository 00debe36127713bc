package import Dataset

extension JSONValue {
  /// The value as JSON without white space.
  ///
  /// UTF-8 is not escaped if JSON allows it, doubles are the shortest that round-trip, of equal keys the last counts,
  /// and numbers beyond binary64 become null.
  package var compactText: Text {
    var output: [UInt8] = []
    JSONWriting.append(self, to: &output)
    return Text(validated: output)
  }
}

/// Writes JSON values as text.
enum JSONWriting {
  static func append(_ value: JSONValue, to output: inout [UInt8]) {
    if let bytes = value.utf8 {
      JSONSpelling.value.append(utf8: bytes, to: &output)
    } else if value.isArray {
      append(elementsOf: value, to: &output)
    } else if value.isObject {
      append(fieldsOf: value, to: &output)
    } else if value.int == nil, value.unsigned == nil, let number = value.double {
      JSONSpelling.value.append(number, to: &output)
    } else {
      output += scalar(value).utf8
    }
  }

  private static func scalar(_ value: JSONValue) -> String {
    if let bool = value.bool { return bool ? "true" : "false" }
    if let integer = value.int { return String(integer) }
    return value.unsigned.map { String($0) } ?? "null"
  }

  private static func append(elementsOf array: JSONValue, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "["))
    var isFirst = true
    for element in array.elements {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      append(element, to: &output)
    }
    output.append(UInt8(ascii: "]"))
  }

  private static func append(fieldsOf object: JSONValue, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    var isFirst = true
    for field in JSONWalk.lastFields(of: object) {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      JSONSpelling.value.append(utf8: field.key, to: &output)
      output.append(UInt8(ascii: ":"))
      append(field.value, to: &output)
    }
    output.append(UInt8(ascii: "}"))
  }
}

/// Walks over whole values, for unusual lines.
package enum JSONWalk {
  /// The fields of an object in order, each key once: with its last value, at the place of that.
  static func lastFields(of object: JSONValue) -> [JSONField] {
    let fields = Array(object.fields)
    var last: [Text: Int] = [:]
    for (index, field) in fields.enumerated() { last[Text(validated: field.key)] = index }
    if last.count == fields.count { return fields }
    return fields.enumerated().filter { last[Text(validated: $1.key)] == $0 }.map(\.element)
  }

  /// The places (`loudness.LUFS_i`, `components[0].velocity`) of numbers beyond binary64, at most
  /// `limit` of them.
  package static func unrepresentable(in root: JSONValue, limit: Int) -> [String] {
    var search = UnrepresentableSearch(limit: limit)
    search.visit(root)
    return search.places
  }
}

/// Searches a value; names are spelled only for what is found.
private struct UnrepresentableSearch {
  private enum Step {
    case index(Int)
    case key(UnsafeRawBufferPointer)
  }

  let limit: Int
  private(set) var places: [String] = []
  private var path: [Step] = []

  /// Bytes of a key, and steps of a path, that are shown in a name.
  private static let shownBytes = 64
  private static let shownSteps = 8

  init(limit: Int) { self.limit = limit }

  mutating func visit(_ value: JSONValue) {
    if value.isUnrepresentable { places.append(place) }
    if value.isArray {
      for (index, element) in value.elements.enumerated() where places.count < limit {
        visit(element, by: .index(index))
      }
    } else if value.isObject {
      for field in JSONWalk.lastFields(of: value) where places.count < limit {
        visit(field.value, by: .key(field.key))
      }
    }
  }

  private mutating func visit(_ value: JSONValue, by step: Step) {
    path.append(step)
    visit(value)
    path.removeLast()
  }

  private var place: String {
    var place = ""
    for step in path.prefix(Self.shownSteps) {
      switch step {
      case .index(let index): place += "[\(index)]"
      case .key(let key):
        if !place.isEmpty { place += "." }
        place += String(decoding: key.prefix(Self.shownBytes), as: UTF8.self)
      }
    }
    return path.count > Self.shownSteps ? place + "…" : place
  }
}
