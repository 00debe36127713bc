/// Blanks out comments and the insides of strings, so that a rule sees code only.
///
/// Every character that goes becomes a space; line ends stay. Code inside interpolations stays.
struct CodeMask {
  private enum Context {
    case code
    /// Code inside `\( … )`, with the brackets that are open in it.
    case interpolation(open: Int)
    case string(Delimiter)
    case lineComment
    case blockComment(depth: Int)
  }

  private struct Delimiter {
    let pounds: Int
    let quotes: Int

    var end: [Character] { quoted + hashes }
    var escape: [Character] { ["\\"] + hashes + ["("] }
    private var quoted: [Character] { Array(repeating: "\"", count: quotes) }
    private var hashes: [Character] { Array(repeating: "#", count: pounds) }
  }

  private let text: [Character]
  private var position = 0
  private var contexts: [Context] = [.code]
  private var masked: [Character] = []

  static func masked(_ text: String) -> String {
    var mask = CodeMask(text: Array(text))
    while mask.position < mask.text.count { mask.step() }
    return String(mask.masked)
  }

  private init(text: [Character]) { self.text = text }

  private mutating func step() {
    switch contexts.last ?? .code {
    case .code: code()
    case .interpolation(let open): interpolation(open)
    case .string(let delimiter): string(delimiter)
    case .lineComment:
      if text[position] == "\n" { contexts.removeLast() }
      blank(1)
    case .blockComment(let depth): blockComment(depth)
    }
  }

  private mutating func code() {
    if sees(["/", "/"]) {
      contexts.append(.lineComment)
    } else if sees(["/", "*"]) {
      contexts.append(.blockComment(depth: 1))
      blank(2)
    } else if let delimiter = openingDelimiter() {
      contexts.append(.string(delimiter))
      blank(delimiter.end.count)
    } else {
      keep()
    }
  }

  private mutating func interpolation(_ open: Int) {
    let change = text[position] == "(" ? 1 : text[position] == ")" ? -1 : 0
    guard change != 0 else { return code() }
    contexts[contexts.count - 1] = .interpolation(open: open + change)
    if open + change == 0 { contexts.removeLast() }
    keep()
  }

  private mutating func string(_ delimiter: Delimiter) {
    if sees(delimiter.end) {
      contexts.removeLast()
      blank(delimiter.end.count)
    } else if sees(delimiter.escape) {
      blank(delimiter.escape.count - 1)
      contexts.append(.interpolation(open: 1))
      keep()
    } else {
      blank(delimiter.pounds == 0 && text[position] == "\\" ? 2 : 1)
    }
  }

  private mutating func blockComment(_ depth: Int) {
    if sees(["*", "/"]) {
      contexts.removeLast()
      if depth > 1 { contexts.append(.blockComment(depth: depth - 1)) }
      blank(2)
    } else if sees(["/", "*"]) {
      contexts[contexts.count - 1] = .blockComment(depth: depth + 1)
      blank(2)
    } else {
      blank(1)
    }
  }

  private func openingDelimiter() -> Delimiter? {
    let pounds = text[position...].prefix { $0 == "#" }.count
    let quotes = text[(position + pounds)...].prefix { $0 == "\"" }.count
    guard quotes > 0 else { return nil }
    return Delimiter(pounds: pounds, quotes: quotes >= 3 ? 3 : 1)
  }

  private func sees(_ wanted: [Character]) -> Bool {
    text[position...].starts(with: wanted)
  }

  private mutating func keep() {
    masked.append(text[position])
    position += 1
  }

  private mutating func blank(_ count: Int) {
    for character in text[position...].prefix(count) {
      masked.append(character == "\n" ? "\n" : " ")
    }
    position += min(count, text.count - position)
  }
}
