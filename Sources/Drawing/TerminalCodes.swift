/// Codes that make lines appear on a terminal; nothing is erased that is written again, so that nothing flickers.
package enum TerminalCodes {
  /// Erases the cursor's line and all lines below it, at least one of which exists.
  ///
  /// In two steps: tmux keeps in its history what is erased from the upper left corner on.
  package static let erasure = "\r\u{1B}[K\n\u{1B}[J\u{1B}[A\r"

  /// Lines below the cursor's line, which is emptied and to which the cursor returns.
  ///
  /// The terminal wraps none of them, even if it has just become narrower.
  package static func block(_ lines: [String], _ style: Style) -> String {
    guard !lines.isEmpty else { return erasure }
    return "\u{1B}[?7l\r\u{1B}[K" + lines.map { "\n" + style.shown($0) + "\u{1B}[K" }.joined()
      + "\u{1B}[J\u{1B}[?7h\u{1B}[\(lines.count)A\r"
  }

  /// The lines of a whole screen; only those that differ from `old` are written.
  ///
  /// All are written, on an emptied screen, if nothing was drawn before or the height has changed.
  package static func screen(_ lines: [String], over old: [String]?, _ style: Style) -> String {
    let old = old.flatMap { $0.count == lines.count ? $0 : nil }
    let changed = lines.indices.filter { old?[$0] != lines[$0] }
    if changed.isEmpty { return "" }
    return "\u{1B}[?7l" + (old == nil ? "\u{1B}[H\u{1B}[2J" : "")
      + changed.map { "\u{1B}[\($0 + 1);1H\(style.shown(lines[$0]))\u{1B}[K" }.joined()
      + "\u{1B}[?7h"
  }
}
