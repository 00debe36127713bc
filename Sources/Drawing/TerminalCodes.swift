/// What a terminal gets so that lines appear on it; nothing is erased that is written again, so that nothing
/// flickers.
package enum TerminalCodes {
  /// Erases the cursor's line and all below it, of which there is one at least.
  ///
  /// In two steps: tmux keeps in its history what is erased from the upper left corner on.
  package static let erasure = "\r\u{1B}[K\n\u{1B}[J\u{1B}[A\r"

  /// Lines below the one the cursor is on, which is emptied and to which it comes back.
  ///
  /// The terminal wraps none of them, even where it has just become narrower.
  package static func block(_ lines: [String], _ style: Style) -> String {
    guard !lines.isEmpty else { return erasure }
    return "\u{1B}[?7l\r\u{1B}[K" + lines.map { "\n" + style.shown($0) + "\u{1B}[K" }.joined()
      + "\u{1B}[J\u{1B}[?7h\u{1B}[\(lines.count)A\r"
  }

  /// The lines of a whole screen, of which those are written that differ from `old`; all of them, on an
  /// emptied screen, where nothing was drawn before or it had another height.
  package static func screen(_ lines: [String], over old: [String]?, _ style: Style) -> String {
    let old = old.flatMap { $0.count == lines.count ? $0 : nil }
    let changed = lines.indices.filter { old?[$0] != lines[$0] }
    if changed.isEmpty { return "" }
    return "\u{1B}[?7l" + (old == nil ? "\u{1B}[H\u{1B}[2J" : "")
      + changed.map { "\u{1B}[\($0 + 1);1H\(style.shown(lines[$0]))\u{1B}[K" }.joined()
      + "\u{1B}[?7h"
  }
}
