/// The part of the dataset to which a session's clips belong.
package enum Split: String, CaseIterable, Hashable, Sendable, Codable, CodingKeyRepresentable {
  case train
  case val

  /// The split of a session: its name alone decides, so a session is never in both.
  ///
  /// The first 8 bytes of SHA-1(session), big-endian, over 2⁶⁴; below `valRatio` is `val`.
  package init(session: Text, valRatio: Double) {
    self = Self.position(of: session) < valRatio ? .val : .train
  }

  /// The position of a session in 0 ..< 1.
  package static func position(of session: Text) -> Double {
    let word = SHA1(of: session.bytes).bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Double(word) * 0x1p-64
  }
}
