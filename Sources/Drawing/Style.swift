import Dataset

/// How a text is set for its reader: how many columns there are, and whether there is colour.
package struct Style: Sendable {
  /// Columns that a line may take.
  package let columns: Int
  /// Whether words may be bold and coloured.
  package let hasColor: Bool

  /// Columns of a file or a pipe, where nothing is cut.
  package static let endless = 10_000

  /// For a log: nothing is cut.
  package static let log = Style(columns: endless, hasColor: false)

  /// Sets a text for a reader with so many columns.
  package init(columns: Int, hasColor: Bool) {
    self.columns = columns
    self.hasColor = hasColor
  }

  /// A title, or what matters most of a line.
  package func bold(_ words: String) -> String { set(words, "1") }

  /// Words that say whether all is well.
  package func verdict(_ words: String, isGood: Bool) -> String {
    set(words, isGood ? "1;32" : "1;31")
  }

  private func set(_ words: String, _ codes: String) -> String {
    let words = words.visible
    return hasColor ? Self.mark(codes) + words + Self.mark("0") : words
  }

  private static func mark(_ codes: String) -> String { "\u{1B}[\(codes)m" }

  /// All that it puts into a text.
  private static let marks = ["1", "1;32", "1;31", "0"].map(mark)

  /// Text of several lines as its reader gets it: only line ends and what a style sets stay, and the latter
  /// only where there is colour.
  package static func shown(_ text: String, hasColor: Bool) -> String {
    guard hasColor else { return text.visibleLines }
    var (shown, rest) = ("", text[...])
    while let start = rest.firstIndex(of: "\u{1B}") {
      let mark = marks.first { rest[start...].hasPrefix($0) }
      shown += String(rest[..<start]).visibleLines + (mark ?? "\u{1B}".visible)
      rest = rest[start...].dropFirst(mark?.count ?? 1)
    }
    return shown + String(rest).visibleLines
  }
}
