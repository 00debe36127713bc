import Testing

// MARK: - One word for one thing

/// A word that the glossary has another one for.
private struct BannedWord {
  let word: String
  let better: String
  /// In a line with one of these, the word means something else.
  var exemption: [String]?

  /// Words that sources and documents do not use.
  static let all = [
    BannedWord(word: "set aside", better: "quarantined", exemption: ["stuck"]),
    BannedWord(word: "sets aside", better: "quarantines"),
    BannedWord(word: "mend", better: "fix"), BannedWord(word: "mends", better: "fixes"),
    BannedWord(word: "mended", better: "fixed"),
    // The journal's word for a plan of all events.
    BannedWord(word: "anew", better: "again", exemption: [".anew", "case anew", "`anew`"]),
    BannedWord(word: "whoever", better: "the one that"),
    BannedWord(word: "wherever", better: "where"),
    BannedWord(word: "in the way", better: "blocking"),
    BannedWord(word: "made good", better: "retried"),
    BannedWord(word: "left out", better: "excluded, skipped or omitted"),
    BannedWord(word: "leaves out", better: "excludes, skips or omits"),
    BannedWord(word: "leave out", better: "exclude, skip or omit"),
    BannedWord(word: "workshop", better: "staging folder"),
    BannedWord(word: "in vain", better: "for nothing"),
    BannedWord(word: "dearer", better: "slower"),
    BannedWord(word: "dearest", better: "slowest"),
    BannedWord(word: "heeded", better: "used"),
    BannedWord(word: "that is no", better: "that is not a", exemption: ["no longer"]),
    BannedWord(word: "what is no", better: "what is not a", exemption: ["no longer"]),
    BannedWord(word: "no object", better: "not an object"),
    BannedWord(word: "look before you leap", better: "what is looked at, and why"),
  ]

  /// By their first words, so that a line is looked at once.
  static let byFirst = Dictionary(grouping: all) { words($0.word)[0] }

  /// True if it begins these words of a line.
  func begins(_ words: ArraySlice<String>, in line: String) -> Bool {
    if let exemption, exemption.contains(where: line.contains) { return false }
    let wanted = Self.words(word)
    return words.prefix(wanted.count).elementsEqual(wanted)
  }

  /// The words of a line in lower case.
  static func words(_ line: String) -> [String] {
    line.utf8.split { !(0x61...0x7A).contains($0 | 0x20) && $0 < 0x80 }.map {
      String(decoding: $0.map { $0 < 0x80 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
  }
}

private func bannedWords(in file: SourceFile) -> [String] {
  let words = file.lines.map(BannedWord.words) + [[]]
  return file.lines.indices.flatMap { index in
    // A word may end in the next line.
    let all = words[index] + words[index + 1]
    return words[index].indices.flatMap { place in
      (BannedWord.byFirst[all[place]] ?? []).filter {
        $0.begins(all[place...], in: file.lines[index])
      }
    }.map { "\(file.path):\(index + 1) \"\($0.word)\" is \"\($0.better)\"" }
  }
}

@Test
func `sources, scripts and documents use one plain word for one thing`() throws {
  let documents = try Project.files(under: [], withExtension: "md")
  let scripts = try Project.paths(under: ["scripts"]).map(Project.file)
  #expect(scripts.count > 10)
  expectNone((try Project.sources() + documents + scripts).flatMap(bannedWords))
}

@Test
func `a word for which the glossary has another one is found, even across two lines`() {
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
