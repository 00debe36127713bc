import Testing

/// The types that other files can name without naming another type first.
private func topLevelTypes(in file: SourceFile) -> [String] {
  file.code.compactMap { line in
    var words = line.split(separator: " ", omittingEmptySubsequences: false)
    while let first = words.first, ["package", "final", "indirect"].contains(first) {
      words.removeFirst()
    }
    guard words.count > 1, ["struct", "class", "enum", "actor", "protocol"].contains(words[0])
    else { return nil }
    return String(words[1].prefix { $0.isLetter || $0.isNumber })
  }
}

/// Names that two files give to types of their own.
private func doubled(in files: [SourceFile]) -> [String] {
  let found = files.flatMap { file in topLevelTypes(in: file).map { (name: $0, path: file.path) } }
  return Dictionary(grouping: found, by: \.name).filter { $0.value.count > 1 }
    .sorted { $0.key < $1.key }
    .map { "\($0.key) is declared in \($0.value.map(\.path).joined(separator: " and "))" }
}

@Test
func `no two targets have a type of one name`() throws {
  expectNone(doubled(in: try Project.sources()))
}

@Test
func `two types of one name are found, nested and private ones are not`() {
  let one = SourceFile(
    path: "Sources/A/A.swift",
    text: "package struct Window: Sendable {\n  struct Row {}\n}\nprivate enum Part {}")
  let two = SourceFile(
    path: "Sources/B/B.swift", text: "final class Window {}\nstruct Row {}\nenum Part {}")
  #expect(
    doubled(in: [one, two]) == ["Window is declared in Sources/A/A.swift and Sources/B/B.swift"])
}
