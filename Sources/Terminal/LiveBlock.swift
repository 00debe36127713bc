package import Drawing
import Files
import Glibc

/// Lines at the bottom of a terminal that are drawn repeatedly.
///
/// The cursor rests on an empty line above them. Output of other programs goes there, and the next picture is drawn
/// below it; a terminal that wraps the lines when it gets narrower moves the cursor with them; after a stop and a
/// shell's prompt the picture begins at the cursor.
package struct LiveBlock: Sendable {
  private let descriptor: Int32
  private var isDrawn = false

  /// A block that has not been drawn yet.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Replaces the lines that were drawn before; the new ones must be fewer than the terminal's rows by two.
  package mutating func draw(_ lines: [String], _ style: Style) {
    Output.write(TerminalCodes.block(lines, style), to: descriptor)
    isDrawn = true
  }

  /// Removes the drawn lines.
  package mutating func clear() {
    if isDrawn { Output.write(TerminalCodes.erasure, to: descriptor) }
    isDrawn = false
  }

  /// From now on a stop from the keyboard removes the picture before the process stops; when the process continues,
  /// it draws the picture again at the cursor.
  static func clearOnStop() {
    guard !SignalDescriptor.isIgnored(SIGTSTP) else { return }
    var action = sigaction()
    action.sa_flags = SA_RESTART
    // Only calls that are allowed in a signal handler.
    action.__sigaction_handler.sa_handler = { _ in
      let words: StaticString = "\r\u{1B}[K\n\u{1B}[J\u{1B}[A\r"
      _ = Glibc.write(2, words.utf8Start, words.utf8CodeUnitCount)
      raise(SIGSTOP)
    }
    sigaction(SIGTSTP, &action, nil)
  }
}
