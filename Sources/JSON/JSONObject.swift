package import Dataset

// Reads the objects of the program's own files: a field that is missing or of another kind is an error.
extension JSONValue {
  /// The value of a field; nil if the object has none; of equal keys the last counts.
  package subscript(name: String) -> JSONValue? {
    var name = name
    return name.withUTF8 { bytes in
      var found: JSONField?
      for field in fields where field.isNamed(bytes) { found = field }
      return found?.value
    }
  }

  /// The value of a required field.
  package func value(_ name: String) throws(JSONError) -> JSONValue {
    guard let value = self[name] else { throw .missing(field: name) }
    return value
  }

  /// An integer written without fraction or exponent, within 64 bits.
  package func int(_ name: String) throws(JSONError) -> Int {
    try read(name, expected: "an integer") { $0.int }
  }

  /// Any finite number, including an integer.
  package func double(_ name: String) throws(JSONError) -> Double {
    try read(name, expected: "a number") { $0.double }
  }

  /// `true` or `false`; 0 and 1 are not.
  package func bool(_ name: String) throws(JSONError) -> Bool {
    try read(name, expected: "true or false") { $0.bool }
  }

  /// A string as UTF-8 bytes, compared by them.
  package func text(_ name: String) throws(JSONError) -> Text {
    try read(name, expected: "a string") { $0.text }
  }

  /// A string for the program's own words; text from a manifest is a `Text`.
  package func string(_ name: String) throws(JSONError) -> String {
    try read(name, expected: "a string") { $0.string }
  }

  /// The elements, valid as long as the parsed line.
  package func array(_ name: String) throws(JSONError) -> JSONElements {
    try read(name, expected: "an array") { $0.isArray ? $0.elements : nil }
  }

  /// An object, valid as long as the parsed line.
  package func object(_ name: String) throws(JSONError) -> JSONValue {
    try read(name, expected: "an object") { $0.isObject ? $0 : nil }
  }

  /// A string; nil if the field is absent or null.
  package func optionalText(_ name: String) throws(JSONError) -> Text? {
    guard let value = self[name], !value.isNull else { return nil }
    return try text(name)
  }

  private func read<Result>(
    _ name: String, expected: String, as convert: (JSONValue) -> Result?
  ) throws(JSONError) -> Result {
    guard let result = convert(try value(name)) else {
      throw .mismatched(field: name, expected: expected)
    }
    return result
  }
}
