/// A function, initialiser or deinitialiser that has a body.
struct Function {
  /// Its first line, counted from 1.
  let line: Int
  /// From the first line of its signature to its closing brace.
  let lineCount: Int

  static func all(in file: SourceFile) -> [Function] {
    let text = file.code.map(Array.init)
    return text.indices.compactMap { index in
      guard starts(on: text[index]) else { return nil }
      return end(in: text, from: index).map {
        Function(line: index + 1, lineCount: $0 - index + 1)
      }
    }
  }

  /// True if a function's declaration starts on this line.
  private static func starts(on line: [Character]) -> Bool {
    let modifiers: Set<String> = [
      "package", "public", "private", "fileprivate", "internal", "static", "mutating", "class",
      "final", "override", "convenience", "required", "consuming", "borrowing", "nonisolated",
      "isolated", "async", "nonmutating", "open",
    ]
    let first = String(line).split(separator: " ").first {
      !modifiers.contains(String($0)) && !$0.hasPrefix("@")
    }
    guard let first else { return false }
    return first == "func" || first == "deinit"
      || ["init(", "init?(", "init<"].contains { first.hasPrefix($0) }
  }

  /// The line of the closing brace; nil if the declaration has no body.
  private static func end(in text: [[Character]], from first: Int) -> Int? {
    var (brackets, braces) = (0, 0)
    for index in first..<text.count {
      for character in text[index] {
        switch character {
        case "(", "[": brackets += 1
        case ")", "]": brackets -= 1
        case "{" where brackets == 0 || braces > 0: braces += 1
        case "}" where braces == 0 && brackets == 0: return nil
        case "}" where braces > 0:
          braces -= 1
          if braces == 0 { return index }
        default: break
        }
      }
      if braces == 0, brackets == 0, !goesOn(text, after: index) { return nil }
    }
    return nil
  }

  /// True if a signature that could be complete has more on the next line.
  private static func goesOn(_ text: [[Character]], after index: Int) -> Bool {
    guard index + 1 < text.count else { return false }
    let next = String(text[index + 1].drop { $0 == " " })
    return ["{", "->", "throws", "async", "where", "rethrows"].contains { next.hasPrefix($0) }
  }
}
