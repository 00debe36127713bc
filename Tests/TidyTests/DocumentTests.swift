import Testing

// MARK: - Markdown

private func titleFault(in file: SourceFile) -> String? {
  var isInCode = false
  var titles = 0
  for line in file.lines {
    if line.hasPrefix("```") { isInCode.toggle() }
    if !isInCode, line.hasPrefix("# ") { titles += 1 }
  }
  return titles == 1 ? nil : "\(file.path) has \(titles) titles"
}

@Test
func `every Markdown file has one title`() throws {
  let files = try Project.files(under: [], withExtension: "md")
  expectNone(files.compactMap(titleFault))
}

@Test(arguments: [
  ("# One\n## Two\n", nil), ("text\n", "a.md has 0 titles"),
  ("# One\n# Two\n", "a.md has 2 titles"),
  ("# One\n```\n# a comment\n```\n", nil),
])
func `titles are counted outside code`(text: String, fault: String?) {
  #expect(titleFault(in: SourceFile(path: "a.md", text: text)) == fault)
}

// MARK: - The top level

private let topLevel: Set<String> = [
  ".ci", ".gitignore", "LICENSE", "Package.swift", "README.md", "Sources", "Tests", "cluster",
  "configs", "scripts",
]

private func strangers(among paths: [String]) -> [String] {
  Set(paths.compactMap { $0.split(separator: "/").first.map(String.init) })
    .subtracting(topLevel).sorted()
}

@Test
func `the top level holds what the map shows and nothing else`() throws {
  #expect(strangers(among: try Project.paths()) == [])
  #expect(strangers(among: ["README.md", "notes/a.md", "Sources/A/b.swift"]) == ["notes"])
}

// MARK: - Layout of a line

private func spaceFaults(in file: SourceFile) -> [String] {
  file.lines.indices.filter { file.lines[$0].last == " " || file.lines[$0].contains("\t") }
    .map { "\(file.path):\($0 + 1) a tab, or a space at the end" }
}

@Test
func `no line ends in a space and none has a tab`() throws {
  let files = try ["swift", "py", "h", "c", "cpp", "md"].flatMap {
    try Project.files(under: [], withExtension: $0)
  }
  expectNone(files.flatMap(spaceFaults))
  let wrong = SourceFile(path: "a.md", text: "fine\nnot \n\tnor\n")
  #expect(spaceFaults(in: wrong).count == 2)
}
