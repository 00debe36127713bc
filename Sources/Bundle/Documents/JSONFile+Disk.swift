package import Files
package import JSON

extension JSONFile {
  /// Reads a whole document of the run's state; one of another form is a `damaged` error.
  package static func read<Value: Decodable>(
    _ type: Value.Type, at path: String, limit: Int = 1 << 26
  ) throws(StorageError) -> Value {
    let bytes = try FileSystem.read(path, limit: limit, isOurs: true)
    do {
      return try decode(type, from: bytes)
    } catch {
      throw StorageError(damaged: path, "it is not the document expected there")
    }
  }

  /// Puts one line under `path` in one step and makes its content durable.
  package static func write(_ value: some Encodable, to path: String) throws(StorageError) {
    try FileSystem.replace(path, with: encode(value) + [0x0A])
  }
}
