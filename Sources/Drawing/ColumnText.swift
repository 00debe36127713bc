package import Dataset

/// Text measured and cut in columns of a terminal.
extension String {
  /// Columns that it takes on a terminal: two for each East Asian wide character and emoji.
  package var columns: Int {
    utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + Self.columns($1) }
  }

  private static func columns(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x1100 else { return 1 }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// The large blocks of Unicode's East Asian Width W and F.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
  ]

  /// At most `limit` columns; the middle is cut, where names differ least.
  package func fitted(to limit: Int) -> String {
    guard columns > limit else { return self }
    let head = beginning((limit - 1) / 3)
    let tail = String(reversed()).beginning(limit - 1 - head.columns)
    return head + "…" + String(tail.reversed())
  }

  /// At most `limit` columns; the end is cut.
  package func cut(to limit: Int) -> String {
    columns <= limit ? self : beginning(limit - 1) + "…"
  }

  /// Lines of at most `limit` columns, broken at spaces; a longer word is cut.
  package func wrapped(to limit: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      let word = String(word).fitted(to: limit)
      if let last = lines.last, last.columns + 1 + word.columns <= limit {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines.isEmpty ? [""] : lines
  }

  /// The longest prefix that fits in `limit` columns.
  private func beginning(_ limit: Int) -> String {
    var taken = 0
    return String(
      prefix { character in
        taken += Self.columns(character)
        return taken <= limit
      })
  }
}

extension Text? {
  /// Text for people; `(none)` if it is nil or empty.
  package var visible: String {
    guard let self, !self.isEmpty else { return "(none)" }
    return self.string.visible
  }
}

extension Text {
  /// Text for people; `(none)` if it is nil or empty.
  package var visible: String { Optional(self).visible }
}
