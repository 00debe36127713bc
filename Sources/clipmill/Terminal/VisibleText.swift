import Dataset

/// Text measured and cut in columns of a terminal.
enum VisibleText {
  /// Columns that a terminal takes for it: two for each East Asian wide character and emoji.
  static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

  private static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x1100 else { return 1 }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// The large blocks of Unicode's East Asian Width W and F.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
  ]

  /// At most `limit` columns: what is too much goes from the middle, where names differ least.
  static func fitted(_ text: String, to limit: Int) -> String {
    guard width(text) > limit else { return text }
    let head = prefix(text, (limit - 1) / 3)
    return head + "…" + suffix(text, limit - 1 - width(head))
  }

  /// A sentence in lines of at most `limit` columns, broken at spaces; a longer word is cut.
  static func wrapped(_ text: String, to limit: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      let word = fitted(String(word), to: limit)
      if let last = lines.last, width(last) + 1 + width(word) <= limit {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines.isEmpty ? [""] : lines
  }

  /// What of the text's beginning takes at most `limit` columns.
  static func prefix(_ text: String, _ limit: Int) -> String {
    var taken = 0
    return String(
      text.prefix { character in
        taken += width(character)
        return taken <= limit
      })
  }

  private static func suffix(_ text: String, _ limit: Int) -> String {
    String(prefix(String(text.reversed()), limit).reversed())
  }
}

extension Text? {
  /// For people, `(none)` where there is nothing.
  var visible: String {
    guard let self, !self.isEmpty else { return "(none)" }
    return self.string.visible
  }
}

extension Text {
  /// For people, `(none)` where there is nothing.
  var visible: String { Optional(self).visible }
}
