import Foundation

/// A sentence with which the program refuses or gives up.
struct ErrorLine: Hashable {
  /// The longest piece of it that is always the same.
  let words: String
  /// True if the piece is the verb of `could not VERB PATH: REASON`.
  let isOperation: Bool

  /// Error types and functions whose texts reach the user.
  private static let makers = [
    "RunFailure", "ValidationError", "MessagingError", "StorageError", "Fault", "bad", "damaged",
    "refusal",
  ]
  /// Files of which every text is an error's description.
  private static let descriptions: Set = [
    "PlanError.swift", "MissingAudio.swift", "AudioRootsCheck.swift", "ManifestReaderError.swift",
    "RunFailure.swift",
  ]

  /// The lines of a source.
  static func lines(in file: SourceFile) -> [ErrorLine] {
    if descriptions.contains(file.name) {
      let text = Array(file.lines.joined(separator: "\n").utf8)
      return TextLiterals.all(in: text).compactMap { ErrorLine($0, isFirstOf: nil) }
    }
    return makers.flatMap { maker in
      calls(of: maker, in: file).flatMap { sentences in
        sentences.enumerated().compactMap { number, sentence in
          ErrorLine(sentence, isFirstOf: number == 0 ? maker : nil)
        }
      }
    }
  }

  /// Nil if too little of it is constant.
  private init?(_ sentence: TextLiterals.Sentence, isFirstOf maker: String?) {
    let longest = sentence.max { $0.count < $1.count } ?? ""
    words = longest.trimmingCharacters(in: CharacterSet(charactersIn: " :;,()."))
    isOperation =
      ["StorageError", "MessagingError"].contains(maker) && sentence.count == 1
      && words.split(separator: " ").count < 4
    if words.isEmpty || !isOperation && !words.contains(" ") && words.count < 8 { return nil }
  }

  /// The texts of each call of a maker.
  private static func calls(of maker: String, in file: SourceFile) -> [[TextLiterals.Sentence]] {
    guard file.code.contains(where: { $0.contains(maker + "(") }) else { return [] }
    let text = Array(file.lines.joined(separator: "\n").utf8)
    var offset = 0
    var calls: [[TextLiterals.Sentence]] = []
    for (line, code) in zip(file.lines, file.code) {
      defer { offset += line.utf8.count + 1 }
      guard !code.contains("func "), let place = code.range(of: maker + "(") else { continue }
      let before = code[..<place.lowerBound].last ?? " "
      if before.isLetter { continue }
      // The mask keeps every character's place, not its bytes.
      let column = code.distance(from: code.startIndex, to: place.upperBound) - 1
      let bytes = String(line.prefix(column)).utf8.count
      calls.append(TextLiterals.arguments(in: text, at: offset + bytes))
    }
    return calls
  }

  /// True if a text quotes it: five words of it in a row, or all.
  func isRead(in text: String) -> Bool {
    if isOperation { return text.contains("could not \(words)") }
    let parts = words.split(separator: " ")
    let count = min(5, parts.count)
    return (0...parts.count - count).contains { start in
      text.contains(parts[start..<start + count].joined(separator: " "))
    }
  }
}
