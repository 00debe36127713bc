import Dataset
import FoundationEssentials

/// The word that a reader must know.
///
/// Only its digest is kept, and digests are compared in a time that does not depend on what they hold.
package struct AccessToken: Sendable {
  private let digest: [UInt8]

  /// The fewest characters: 128 bits in base64 have 22.
  package static let charactersMinimum = 16
  private static let charactersMaximum = 512

  /// Nil if the text is too short or too long, or has other characters than visible ones of ASCII.
  package init?(_ text: String) {
    guard (Self.charactersMinimum...Self.charactersMaximum).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    digest = Self.digest(of: Array(text.utf8))
  }

  /// True if the header field has the token: as `Bearer`, or as the password of `Basic` under any name.
  func admits(_ authorization: String?) -> Bool {
    guard let authorization, let space = authorization.firstIndex(of: " ") else { return false }
    let word = authorization[authorization.index(after: space)...].drop { $0 == " " }
    switch authorization[..<space].lowercased() {
    case "bearer": return isSame(Array(word.utf8))
    case "basic":
      guard let bytes = Data(base64Encoded: String(word)), let colon = bytes.firstIndex(of: 0x3A)
      else { return false }
      return isSame(Array(bytes[bytes.index(after: colon)...]))
    default: return false
    }
  }

  private func isSame(_ given: [UInt8]) -> Bool {
    zip(digest, Self.digest(of: given)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func digest(of bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.bytes()
  }
}
