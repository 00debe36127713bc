/// Our own small documents as JSON: keys sorted, so that equal values are equal bytes.
package enum JSONFile {
  /// One line without a line end.
  package static func encode(_ value: some Encodable) -> [UInt8] {
    encode(value, .asWritten)
  }

  /// The same with keys in snake case, as people read them.
  package static func encodeForPeople(_ value: some Encodable) -> [UInt8] {
    encode(value, .snakeCase)
  }

  private static func encode(_ value: some Encodable, _ naming: JSONNaming) -> [UInt8] {
    let output = JSONOutput(naming)
    do {
      try output.write(value)
    } catch {
      preconditionFailure("\(type(of: value)) cannot be written as JSON: \(error)")
    }
    return output.bytes
  }

  /// Fields that `type` does not know are ignored, so that an older program reads a newer document.
  ///
  /// Who reads many asks one `JSONParser`.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws -> Value {
    var parser = JSONParser()
    return try parser.decode(type, from: bytes)
  }

  /// Reads what has keys in snake case.
  package static func decodeForPeople<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws -> Value {
    var parser = JSONParser()
    return try parser.decode(type, from: bytes, .snakeCase)
  }
}
