import Storage

extension StatusDocument {
  /// Reads what `json` wrote; nil for anything else.
  ///
  /// The text may be a file that somebody else wrote: figures that nobody can count with are refused.
  init?(json: [UInt8]) {
    guard let value = Self.decode(Self.self, from: json) else { return nil }
    self = value
  }

  /// A document for people; nil where it is not of this type, or holds a number beyond 2⁵³ either
  /// way, so that figures can be summed and multiplied by a hundred.
  static func decode<Value: Decodable>(_ type: Value.Type, from json: [UInt8]) -> Value? {
    var parser = JSONParser()
    let areCountable = try? parser.parse(json) { hasCountableNumbers($0) }
    guard areCountable == true else { return nil }
    return try? JSONFile.decodeForPeople(type, from: json)
  }

  private static let largest = Double(1 << 53)

  /// Nested at most as deep as the parser allows.
  private static func hasCountableNumbers(_ value: JSONValue) -> Bool {
    if value.isArray { return value.elements.allSatisfy(hasCountableNumbers) }
    if value.isObject { return value.fields.allSatisfy { hasCountableNumbers($0.value) } }
    return value.double.map { abs($0) <= largest } ?? true
  }
}
