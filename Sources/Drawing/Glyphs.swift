/// The characters of pictures.
package enum Glyphs: Hashable, Sendable {
  /// For a terminal whose locale has UTF-8.
  case unicode
  /// For any other.
  case ascii

  /// One column of a bar.
  var full: String { self == .unicode ? "█" : "#" }
  /// A column of a bar that is still to come.
  var empty: String { self == .unicode ? "░" : "." }
  /// The sign for cut text; one column.
  var cut: Character { self == .unicode ? "…" : "~" }
  /// Levels from low to high; one column each.
  var levels: [String] {
    switch self {
    case .unicode: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    case .ascii: [".", ":", "-", "=", "+", "*", "#", "@"]
    }
  }

  /// A worker without trouble, as one character.
  var calm: String { self == .unicode ? "·" : "." }
  /// The keys that scroll.
  var arrows: String { self == .unicode ? "↑↓" : "j k" }
}
