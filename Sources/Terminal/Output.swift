import Dataset
package import Drawing
package import Export
import Files
import Glibc

/// Standard output and standard error.
///
/// Names of a manifest or a bundle may hold whatever moves a cursor or fakes a line: all text for people
/// is made visible here.
package enum Output {
  /// Prints lines that no command was asked for, as help.
  package static func line(_ text: String) { write(text.visibleLines + "\n", to: 1) }

  /// Tells one line on standard error.
  package static func error(_ text: String) { write(text.visible + "\n", to: 2) }

  /// Prints what a command was asked for; where that is lost the command has failed.
  package static func result(_ words: String) throws(RunFailure) { try print(shown(words)) }

  /// The same for a document as JSON.
  package static func result(document: [UInt8]) throws(RunFailure) {
    try print(String(decoding: document, as: UTF8.self).visibleJSON)
  }

  /// Text of several lines as a terminal or a pipe gets it: only line ends and what `Style` sets stay.
  private static func shown(_ text: String) -> String { Style.output.shown(text) }

  private static func print(_ text: String) throws(RunFailure) {
    if let code = write(text, to: 1) {
      throw RunFailure(.output, "could not print the result: \(String(cString: strerror(code)))")
    }
  }

  /// Prints what a command was asked for: a document as JSON, or words.
  ///
  /// `fault` is a verdict to tell beside a document, on standard error.
  package static func result(
    isJSON: Bool, _ document: [UInt8], _ words: @autoclosure () -> String, fault: String? = nil
  ) throws(RunFailure) {
    if isJSON { try result(document: document) } else { try result(words()) }
    if isJSON, let fault { error("clipmill: \(fault)") }
  }

  /// Holds the three standard descriptors that are closed, so that no file or socket of ours takes
  /// their number and gets what is meant for a reader.
  package static func holdStandardDescriptors() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Writes all of the text; nil, or the number of the error.
  ///
  /// A reader that has gone is not a fault of ours.
  @discardableResult
  package static func write(_ text: String, to descriptor: Int32) -> Int32? {
    let code = Descriptor.write(Array(text.utf8), to: descriptor)
    return code == EPIPE ? nil : code
  }

  /// Whether a person may be watching.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal; 80 where there is none that tells.
  package static func columns(_ descriptor: Int32) -> Int { size(descriptor)?.columns ?? 80 }

  /// Columns that a table may take.
  static func tableColumns(_ descriptor: Int32) -> Int {
    isTerminal(descriptor) ? columns(descriptor) : Style.endless
  }

  /// Rows of the terminal; 24 where there is none.
  package static func rows(_ descriptor: Int32) -> Int { size(descriptor)?.rows ?? 24 }

  private static func size(_ descriptor: Int32) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Whether a descriptor is a terminal on which lines can be drawn again in place.
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
