import Glibc

/// A folder for temporary files.
package enum TemporaryFolder {
  /// Lets `body` work in a folder under `TMPDIR`, or else `/tmp`, that only this user may enter; then removes it with
  /// everything in it.
  package static func whileOpen<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = try make()
    defer { try? FileSystem.removeTree(path) }
    return try body(path)
  }

  private static func make() throws(StorageError) -> String {
    let given = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let parent = FileSystem.absolute(given.isEmpty ? "/tmp" : given)
    var name = "\(parent)/clipmill-XXXXXX".utf8CString.map { $0 }
    guard mkdtemp(&name) != nil else {
      throw StorageError("make a temporary folder in", parent, code: errno)
    }
    return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
