import ArgumentParser
import Drawing
import Glibc
import Help
import RunState
import Terminal

/// The output of `clipmill help` and `--help`.
enum HelpRequest {
  /// The pages of the program and its commands.
  static func pages() -> [HelpPage] {
    do {
      return try HelpPage.all(of: Clipmill._dumpHelp())
    } catch {
      preconditionFailure("the description of the commands cannot be read: \(error)")
    }
  }

  /// Prints the page of the command that the arguments name, or of the program.
  static func answer(_ arguments: [String]) throws(RunFailure) {
    let words = arguments.filter { !$0.hasPrefix("-") }
    let name = words.first == "help" ? words.dropFirst().first : words.first
    let pages = pages()
    let page = pages.first { $0.command == name } ?? pages[0]
    try Output.result(HelpText(page, columns: columns).text)
  }

  /// COLUMNS if it is set, otherwise those of the terminal.
  private static var columns: Int {
    getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? Output.columns(1)
  }
}
