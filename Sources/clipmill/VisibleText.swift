import Dataset

/// Text from outside, made fit for a line of a terminal or a log.
enum VisibleText {
  /// Control characters, line ends, invisible characters and those that turn the direction of
  /// writing become `\u{1B}` and the like; all else stays.
  static func of(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var visible = ""
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        visible += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        visible.unicodeScalars.append(scalar)
      }
    }
    return visible
  }

  static func of(_ text: Text?) -> String {
    guard let text, !text.isEmpty else { return "(none)" }
    return of(text.string)
  }

  /// At most `width` characters: what is too much goes from the middle, where names differ least.
  static func fitted(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    guard width > 1 else { return "…" }
    let head = (width - 1) / 3
    return text.prefix(head) + "…" + text.suffix(width - 1 - head)
  }

  /// At most `width` characters of a sentence, from its start.
  static func cut(_ text: String, to width: Int) -> String {
    text.count > width ? text.prefix(max(width - 1, 0)) + "…" : text
  }

  /// A word as a shell takes it.
  static func shellWord(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "/._-=+:,@%".utf8.contains(byte)
      }
    }
    if plain, !text.isEmpty { return text }
    return "'"
      + of(text).split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
    default: false
    }
  }
}
