/// The program's own values as JSON.
package enum JSONFile {
  /// Writes no line end after the value.
  package static func encode(
    _ value: some Encodable, as form: JSONForm = .message
  ) -> [UInt8] {
    let output = JSONOutput(form)
    do {
      try output.write(value)
    } catch {
      preconditionFailure("\(type(of: value)) cannot be written as JSON: \(error)")
    }
    return output.bytes
  }

  /// A document that people read, with a line end.
  package static func document(_ value: some Encodable) -> [UInt8] {
    encode(value, as: .document) + [0x0A]
  }

  /// Fields that `type` does not know are ignored, so that an older program reads a newer document.
  ///
  /// If reading is tolerant, an optional property whose field is of another kind is nil. Use one `JSONParser` to read
  /// many values.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], as form: JSONForm = .message, tolerant: Bool = false
  ) throws -> Value {
    var parser = JSONParser()
    return try parser.decode(type, from: bytes, as: form, tolerant: tolerant)
  }
}
