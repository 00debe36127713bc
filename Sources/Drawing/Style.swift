import Dataset

/// The format of text for its reader: the number of columns, the characters, and whether there is colour.
package struct Style: Hashable, Sendable {
  /// The meaning of a colour.
  package enum Tint: String, CaseIterable, Sendable {
    case good = "32"
    case warning = "33"
    case bad = "31"
    case faint = "2"
    case strong = "1"
    case strongGood = "1;32"
    case strongBad = "1;31"
    case reversed = "7"
  }

  /// Columns that a line may take.
  package let columns: Int
  /// True if words may be bold and coloured.
  package let hasColor: Bool
  /// The characters of bars.
  package let glyphs: Glyphs

  /// Columns of a file or a pipe, where nothing is cut.
  package static let endless = 10_000

  /// For a log: nothing is cut.
  package static let log = Style(columns: endless, hasColor: false)

  /// The format for a reader with this many columns.
  package init(columns: Int, hasColor: Bool, glyphs: Glyphs = .unicode) {
    self.columns = columns
    self.hasColor = hasColor
    self.glyphs = glyphs
  }

  /// A title, or the most important words of a line.
  package func bold(_ words: String) -> String { set(words, .strong) }

  /// Words with a verdict.
  package func verdict(_ words: String, isGood: Bool) -> String {
    set(words, isGood ? .strongGood : .strongBad)
  }

  /// Words in a colour; plain if colours are off or no tint is given.
  package func set(_ words: String, _ tint: Tint?) -> String {
    let words = words.visible
    guard hasColor, let tint else { return words }
    return Self.mark(tint.rawValue) + words + Self.mark("0")
  }

  private static func mark(_ codes: String) -> String { "\u{1B}[\(codes)m" }

  /// All the codes that it puts into a text.
  private static let marks = (Tint.allCases.map(\.rawValue) + ["0"]).map(mark)

  /// Text of several lines in the form for its reader: only line ends and a style's codes stay, and the codes only if
  /// there is colour.
  package func shown(_ text: String) -> String {
    // Only a terminal cuts what it shows, and its character set may lack the sign for it.
    let isPlain = glyphs == .ascii && columns < Self.endless
    let text = isPlain ? String(text.map { $0 == Glyphs.unicode.cut ? glyphs.cut : $0 }) : text
    guard hasColor else { return text.visibleLines }
    var (shown, rest) = ("", text[...])
    while let start = rest.firstIndex(of: "\u{1B}") {
      let mark = Self.marks.first { rest[start...].hasPrefix($0) }
      shown += String(rest[..<start]).visibleLines + (mark ?? "\u{1B}".visible)
      rest = rest[start...].dropFirst(mark?.count ?? 1)
    }
    return shown + String(rest).visibleLines
  }
}
