/// Reads string literals out of Swift.
struct TextLiterals {
  /// A literal, or several joined by `+`, as its pieces between what is filled in.
  typealias Sentence = [String]

  private let text: [UInt8]
  private var position: Int

  private init(_ text: [UInt8], from position: Int) {
    self.text = text
    self.position = position
  }

  /// The sentences in the brackets that open at a byte offset.
  static func arguments(in text: [UInt8], at offset: Int) -> [Sentence] {
    var literals = TextLiterals(text, from: offset)
    return literals.sentences(toClosingBracket: true)
  }

  /// All sentences of a text.
  static func all(in text: [UInt8]) -> [Sentence] {
    var literals = TextLiterals(text, from: 0)
    return literals.sentences(toClosingBracket: false)
  }

  private mutating func sentences(toClosingBracket: Bool) -> [Sentence] {
    var sentences: [Sentence] = []
    var depth = 0
    /// True if only a `+` has come since the last literal.
    var isJoined = false
    while position < text.count {
      let byte = text[position]
      if sees("//") {
        while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
      } else if byte == UInt8(ascii: "\"") || sees("#\"") {
        let pieces = literal()
        if isJoined, let last = sentences.popLast() {
          let seam = (last.last ?? "") + (pieces.first ?? "")
          sentences.append(last.dropLast() + [seam] + pieces.dropFirst())
        } else {
          sentences.append(pieces)
        }
        isJoined = true
      } else {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        position += 1
        if toClosingBracket, depth == 0 { break }
        if ![UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "+")].contains(byte) {
          isJoined = false
        }
      }
    }
    return sentences
  }

  /// Takes the literal that begins here.
  private mutating func literal() -> Sentence {
    let pounds = text[position...].prefix { $0 == UInt8(ascii: "#") }.count
    position += pounds
    let quotes = sees("\"\"\"") ? 3 : 1
    position += quotes
    let hashes = String(repeating: "#", count: pounds)
    let (end, escape) = (String(repeating: "\"", count: quotes) + hashes, "\\" + hashes)
    var pieces: [[UInt8]] = [[]]
    while position < text.count, !sees(end) {
      if sees(escape + "(") {
        position += escape.utf8.count
        skipBrackets()
        pieces.append([])
      } else if sees(escape) {
        position += escape.utf8.count
        // A quoted quote is written otherwise elsewhere.
        if text[position] == UInt8(ascii: "\"") { pieces.append([]) }
        position += 1
      } else {
        pieces[pieces.count - 1].append(text[position])
        position += 1
      }
    }
    position += end.utf8.count
    return pieces.map { String(decoding: $0, as: UTF8.self) }
  }

  private mutating func skipBrackets() {
    var depth = 0
    repeat {
      if text[position] == UInt8(ascii: "\"") {
        _ = literal()
        continue
      }
      if text[position] == UInt8(ascii: "(") { depth += 1 }
      if text[position] == UInt8(ascii: ")") { depth -= 1 }
      position += 1
    } while depth > 0 && position < text.count
  }

  private func sees(_ wanted: String) -> Bool { text[position...].starts(with: wanted.utf8) }
}
