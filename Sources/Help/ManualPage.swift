/// A help page in the format of man.
package struct ManualPage {
  private let page: HelpPage
  private let version: String

  package init(_ page: HelpPage, version: String) {
    (self.page, self.version) = (page, version)
  }

  /// The name of its file: `clipmill-export.1`.
  package var fileName: String { "\(name).1" }

  /// The whole text, with a line end.
  package var text: String {
    var lines = [#".TH "\#(name.uppercased())" 1 "" "\#(version)" "Clipmill""#, ".nh"]
    lines += [".SH NAME", "\(name) \\- \(Self.inline(page.abstract))"]
    lines += [".SH SYNOPSIS", Self.line(page.usage)]
    if !page.paragraphs.isEmpty { lines.append(".SH DESCRIPTION") }
    lines += page.paragraphs.map(Self.line).flatMap { [".PP", $0] }
    for section in page.sections {
      lines += [".SH \(section.title.uppercased())"] + Self.items(section.rows)
    }
    if !page.examples.isEmpty {
      lines += [".SH EXAMPLES", ".nf"] + page.examples.map(Self.line) + [".fi"]
    }
    if !page.exitCodes.isEmpty { lines += [".SH EXIT STATUS"] + Self.items(page.exitCodes) }
    if page.command != nil { lines += [".SH SEE ALSO", ".BR clipmill (1)"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private var name: String { page.name.replacing(" ", with: "-") }

  private static func items(_ rows: [HelpPage.Row]) -> [String] {
    rows.flatMap { [".TP", ".B \(inline($0.label))", line($0.words)] }
  }

  /// A line of text, which must not begin like a command.
  private static func line(_ text: String) -> String {
    let text = inline(text)
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
  }

  private static func inline(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
  }
}
