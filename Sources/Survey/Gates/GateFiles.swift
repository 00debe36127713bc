package import Dataset
package import Files
import JSON

/// Reads the files of gates.
package enum GateFiles {
  /// Bytes.
  private static let sizeLimit = 16 << 20

  /// Names, trimmed, each once: a JSON array of strings, an object with such an array as `labels`, `techniques` or
  /// `names`, or one name a line, where `#` begins a comment line.
  ///
  /// Throws a `damaged` error for any other file, and for one without a name.
  package static func names(_ path: String) throws(StorageError) -> [Text] {
    try use(path) { bytes throws(JSONError) in
      let names = try names(bytes)
      if names.isEmpty { throw .malformed("it holds no name") }
      return names
    }
  }

  /// Labels and their least counts: a JSON object of whole numbers from 0, or one with such an
  /// object as `min_counts`.
  package static func counts(
    _ path: String
  ) throws(StorageError) -> [(label: Text, count: Int)] {
    try use(path) { bytes throws(JSONError) in try counts(bytes) }
  }

  private static func use<Result>(
    _ path: String, _ body: ([UInt8]) throws(JSONError) -> Result
  ) throws(StorageError) -> Result {
    let bytes = try FileSystem.read(path, limit: sizeLimit)
    do throws(JSONError) {
      return try body(bytes)
    } catch {
      throw StorageError(damaged: path, "it cannot be used as a gate: \(error)")
    }
  }

  static func names(_ bytes: [UInt8]) throws(JSONError) -> [Text] {
    let first = bytes.first { !isSpace($0) }
    var all: [Text] = []
    if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
      all = try parse(bytes, listed)
    } else {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .malformed("invalid UTF-8")
      }
      all = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
        .map { Text(String($0)) }
    }
    var seen: Set<Text> = []
    return all.map(\.trimmed).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  private static func listed(_ root: JSONValue) throws(JSONError) -> [Text] {
    var list = root
    if root.isObject {
      guard let inner = root["labels"] ?? root["techniques"] ?? root["names"] else {
        throw .missing(field: "labels")
      }
      list = inner
    }
    guard list.isArray else { throw .malformed("it is not an array of names") }
    var names: [Text] = []
    for element in list.elements {
      guard let name = element.text else { throw .malformed("a name is not a string") }
      names.append(name)
    }
    return names
  }

  static func counts(_ bytes: [UInt8]) throws(JSONError) -> [(label: Text, count: Int)] {
    try parse(bytes) { root throws(JSONError) in
      let object = root["min_counts"].flatMap { $0.isObject ? $0 : nil } ?? root
      guard object.isObject else { throw .malformed("it is not an object of counts") }
      var counts: [(label: Text, count: Int)] = []
      var places: [Text: Int] = [:]
      for field in object.fields {
        let label = Text(validated: field.key).trimmed
        guard let count = field.value.int, count >= 0 else {
          throw .mismatched(field: label.string, expected: "a whole number from 0")
        }
        if let place = places[label] {
          counts[place].count = count  // of equal keys the last counts
        } else {
          places[label] = counts.count
          counts.append((label, count))
        }
      }
      if counts.isEmpty { throw .malformed("it holds no count") }
      return counts
    }
  }

  private static func parse<Value>(
    _ bytes: [UInt8], _ body: (JSONValue) throws(JSONError) -> Value
  ) throws(JSONError) -> Value {
    var parser = JSONParser()
    let result: Result<Value, JSONError> = (bytes.isEmpty ? [0x20] : bytes).withUnsafeBytes {
      buffer in
      do throws(JSONError) {
        return .success(try body(try parser.parse(buffer)))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
