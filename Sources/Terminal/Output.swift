import Dataset
package import Drawing
import Files
import Glibc
package import RunState

/// Standard output and standard error.
///
/// Names of a manifest or a bundle may hold characters that move a cursor or fake a line: all text for people is made
/// visible here.
package enum Output {
  /// Prints lines that are not a command's result, such as help.
  package static func line(_ text: String) { write(text.visibleLines + "\n", to: 1) }

  /// Prints one line on standard error.
  package static func error(_ text: String) { write(text.visible + "\n", to: 2) }

  /// Prints the result of a command; if it is lost, the command has failed.
  package static func result(_ words: String) throws(RunFailure) { try print(shown(words)) }

  /// The same for a document as JSON.
  package static func result(document: [UInt8]) throws(RunFailure) {
    try print(String(decoding: document, as: UTF8.self).visibleJSON)
  }

  /// Text of several lines in the form for a terminal or a pipe: only line ends and codes of `Style` stay.
  private static func shown(_ text: String) -> String { Style.output.shown(text) }

  private static func print(_ text: String) throws(RunFailure) {
    if let code = write(text, to: 1) {
      throw RunFailure(.output, "could not print the result: \(String(cString: strerror(code)))")
    }
  }

  /// Prints the result of a command: a document as JSON, or words.
  ///
  /// `fault` is a verdict for standard error, besides a document.
  package static func result(
    isJSON: Bool, _ document: [UInt8], _ words: @autoclosure () -> String, fault: String? = nil
  ) throws(RunFailure) {
    if isJSON { try result(document: document) } else { try result(words()) }
    if isJSON, let fault { error("clipmill: \(fault)") }
  }

  /// Reserves those of the three standard descriptors that are closed, so that no file or socket of this program
  /// takes their number and gets the output for a reader.
  package static func holdStandardDescriptors() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Writes all of the text; returns nil, or the number of the error.
  ///
  /// A reader that has gone is not an error.
  @discardableResult
  package static func write(_ text: String, to descriptor: Int32) -> Int32? {
    let code = Descriptor.write(Array(text.utf8), to: descriptor)
    return code == EPIPE ? nil : code
  }

  /// True if a person may be watching.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal; 80 if it does not report them.
  package static func columns(_ descriptor: Int32) -> Int { size(descriptor)?.columns ?? 80 }

  /// Columns that a table may take.
  static func tableColumns(_ descriptor: Int32) -> Int {
    isTerminal(descriptor) ? columns(descriptor) : Style.endless
  }

  /// Rows of the terminal; 24 if it does not report them.
  package static func rows(_ descriptor: Int32) -> Int { size(descriptor)?.rows ?? 24 }

  private static func size(_ descriptor: Int32) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// True if a descriptor is a terminal on which lines can be redrawn in place.
  package static func canRedraw(_ descriptor: Int32) -> Bool {
    isTerminal(descriptor) && TerminalTraits.own.canRedraw
  }
}

extension Style {
  /// For standard output, as wide as it is.
  package static var output: Style { of(1, columns: Output.tableColumns(1)) }

  /// For lines on a terminal; its last column stays free, so that no line wraps.
  package static func screen(_ descriptor: Int32) -> Style {
    of(descriptor, columns: max(Output.columns(descriptor) - 1, 1))
  }

  private static func of(_ descriptor: Int32, columns: Int) -> Style {
    Style(
      columns: columns,
      hasColor: TerminalTraits.own.wantsColor ?? Output.canRedraw(descriptor),
      glyphs: TerminalTraits.own.hasUTF8 ? .unicode : .ascii)
  }
}
