/// A line that is not a usable event.
package struct MalformedLine: Hashable, Sendable, Codable, CustomStringConvertible {
  package let number: Int
  /// The offset of the line's first byte in the file.
  package let byteOffset: Int
  package let reason: String

  package init(number: Int, byteOffset: Int, reason: String) {
    self.number = number
    self.byteOffset = byteOffset
    self.reason = reason
  }

  private enum CodingKeys: String, CodingKey {
    case number = "line"
    case byteOffset, reason
  }

  package var description: String { "line \(number) (byte \(byteOffset)): \(reason)" }
}
