import Testing

// MARK: - One word for one thing

/// A word that the glossary has another one for.
private struct BannedWord {
  let word: String
  let better: String
  /// Where a line has this, the word means something else.
  var exemption: String?

  /// Words that sources and documents do not use.
  static let all = [
    BannedWord(word: "set aside", better: "quarantined", exemption: "stuck"),
    BannedWord(word: "sets aside", better: "quarantines"),
    BannedWord(word: "mend", better: "fix"), BannedWord(word: "mends", better: "fixes"),
    BannedWord(word: "mended", better: "fixed"),
  ]

  /// Whether it begins in a line; it may end in the next one.
  func begins(in line: String, before next: String) -> Bool {
    if let exemption, line.contains(exemption) { return false }
    let words = Self.words(line)
    let rest = Self.words(next)
    let wanted = Self.words(word)
    let all = words + rest.prefix(wanted.count - 1)
    guard all.count >= wanted.count else { return false }
    return (0...all.count - wanted.count).contains { all[$0..<$0 + wanted.count] == wanted[...] }
  }

  private static func words(_ text: String) -> [Substring] {
    text.lowercased().split { !$0.isLetter }
  }
}

private func bannedWords(in file: SourceFile) -> [String] {
  file.lines.indices.flatMap { index in
    let next = index + 1 < file.lines.count ? file.lines[index + 1] : ""
    return BannedWord.all.filter { $0.begins(in: file.lines[index], before: next) }
      .map { "\(file.path):\(index + 1) \"\($0.word)\" is \"\($0.better)\"" }
  }
}

@Test
func `sources and documents say quarantined and fix`() throws {
  let documents = try Project.files(under: [], withExtension: "md")
  expectNone((try Project.sources() + documents).flatMap(bannedWords))
}

@Test
func `a word that the glossary has another one for is found, also in two lines`() {
  let text = """
    let a = "1 event was set aside"
    // This one is set
    // aside, and mended.
    // A shard is set aside as stuck, a resume is recommended.
    """
  #expect(
    bannedWords(in: SourceFile(path: "a.swift", text: text)) == [
      #"a.swift:1 "set aside" is "quarantined""#, #"a.swift:2 "set aside" is "quarantined""#,
      #"a.swift:3 "mended" is "fixed""#,
    ])
}
