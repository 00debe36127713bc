/// A help page as text for a terminal.
package struct HelpText {
  private let page: HelpPage
  private let columns: Int

  /// The column where explanations begin, and the greatest width of a line: longer ones are hard to read.
  private static let (indent, widest) = (26, 100)

  package init(_ page: HelpPage, columns: Int) {
    self.page = page
    self.columns = min(max(columns, Self.indent + 20), Self.widest)
  }

  /// The whole text, with a line end.
  package var text: String {
    var blocks = [wrapped(page.abstract), wrapped("Usage: \(page.usage)", indent: 7)]
    blocks += page.paragraphs.map { wrapped($0) }
    if !page.examples.isEmpty {
      let title = page.examples.count == 1 ? "Example:" : "Examples:"
      blocks.append(([title] + page.examples.map { "  \($0)" }).joined(separator: "\n"))
    }
    blocks += page.sections.map { block($0.title, $0.rows, indent: Self.indent) }
    if !page.exitCodes.isEmpty { blocks.append(block("Exit codes", page.exitCodes, indent: 6)) }
    if let more = page.more { blocks.append(wrapped(more)) }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func block(_ title: String, _ rows: [HelpPage.Row], indent: Int) -> String {
    let lines = rows.map { row in
      let label = "  \(row.label)"
      if label.count + 2 > indent {
        let space = String(repeating: " ", count: indent)
        return "\(label)\n" + wrapped(space + row.words, indent: indent)
      }
      let space = String(repeating: " ", count: indent - label.count)
      return wrapped(label + space + row.words, indent: indent)
    }
    return (["\(title):"] + lines).joined(separator: "\n")
  }

  /// Broken at the spaces behind the first `indent` characters, which hold a label.
  private func wrapped(_ text: String, indent: Int = 0) -> String {
    let space = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = String(text.prefix(indent))
    var isFresh = true
    for word in text.dropFirst(indent).split(separator: " ") {
      if !isFresh, line.count + 1 + word.count > columns {
        lines.append(line)
        (line, isFresh) = (space, true)
      }
      line += (isFresh ? "" : " ") + word
      isFresh = false
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
