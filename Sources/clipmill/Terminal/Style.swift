import Dataset

/// How a text is set for its reader: how many columns there are, and whether there is colour.
struct Style {
  let columns: Int
  let hasColor: Bool

  /// For a log: nothing is cut.
  static let log = Style(columns: Output.endless, hasColor: false)

  /// For standard output, as wide as it is.
  static var output: Style {
    Style(columns: Output.tableColumns(1), hasColor: Output.wantsColor)
  }

  func bold(_ words: String) -> String { set(words, "1") }

  func verdict(_ words: String, isGood: Bool) -> String { set(words, isGood ? "1;32" : "1;31") }

  private func set(_ words: String, _ codes: String) -> String {
    let words = words.visible
    return hasColor ? Self.mark(codes) + words + Self.mark("0") : words
  }

  private static func mark(_ codes: String) -> String { "\u{1B}[\(codes)m" }

  /// All that it puts into a text.
  static let marks = ["1", "1;32", "1;31", "0"].map(mark)
}

/// Some lines at the bottom of a terminal that are drawn again and again.
struct LiveBlock {
  private let descriptor: Int32
  private var height = 0

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Replaces what was drawn before.
  mutating func draw(_ lines: [String]) {
    Output.write(erasure + lines.map { Output.shown($0) + "\n" }.joined(), to: descriptor)
    height = lines.count
  }

  /// Removes what was drawn.
  mutating func clear() {
    if height > 0 { draw([]) }
  }

  /// Moves up over the block and clears from there to the screen's end.
  private var erasure: String { height > 0 ? "\u{1B}[\(height)A\r\u{1B}[J" : "" }
}
