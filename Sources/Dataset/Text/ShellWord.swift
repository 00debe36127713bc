/// A word of a command line, written so that the common shells read it unchanged.
package enum ShellWord {
  /// The text itself if every byte of it is plain, otherwise in quotes; always on one line, and visible.
  package static func of(_ text: String) -> String {
    if text.unicodeScalars.contains(where: \.isHidden) { return escaped(text) }
    if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
    return "'" + text.escaping(["'": #"'\''"#]) + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "/._-=+:,@%".utf8.contains(byte)
    }
  }

  private static func escaped(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar in
      switch scalar {
      case "'", "\\": "\\\(scalar)"
      case _ where scalar.isHidden:
        String(scalar).utf8.map { ($0 < 16 ? "\\x0" : "\\x") + String($0, radix: 16) }.joined()
      default: String(scalar)
      }
    }
    return "$'" + scalars.joined() + "'"
  }
}
