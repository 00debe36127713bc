/// A file identified by its content.
package struct FileStamp: Hashable, Sendable, Codable {
  /// Absolute; a report's is relative to the bundle's reports.
  package var path: String
  /// Bytes.
  package var size: Int
  /// Of the bytes, 64 lower-case hexadecimal digits.
  package var sha256: String

  package init(path: String, size: Int, sha256: String) {
    self.path = path
    self.size = size
    self.sha256 = sha256
  }
}
