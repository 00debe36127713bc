import Testing

private let drawers = [
  "Utils", "Util", "Utilities", "Helpers", "Helper", "Manager", "Common", "Misc",
]

/// Files, folders and types that are named after a drawer and not after what they hold.
private func drawers(in file: SourceFile) -> [String] {
  let places = file.path.split(separator: "/").map { $0.prefix { $0 != "." } }
  let types = file.code.compactMap(declaredType)
  return (places.map(String.init) + types).filter { name in
    drawers.contains { name.hasSuffix($0) || name.hasSuffix($0.lowercased()) && name.count < 10 }
  }.map { "\(file.path): \($0)" }
}

private func declaredType(_ line: String) -> String? {
  let words = line.split(separator: " ")
  let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
  guard let index = words.firstIndex(where: kinds.contains), index + 1 < words.count else {
    return nil
  }
  return String(words[index + 1].prefix { $0.isLetter || $0.isNumber })
}

@Test
func `no file, folder or type has a catch-all name`() throws {
  expectNone(try Project.swiftFiles().flatMap(drawers))
}

@Test(arguments: [
  ("Sources/A/StringUtils.swift", "", "StringUtils"),
  ("Sources/Common/Event.swift", "", "Common"),
  ("Sources/A/Event.swift", "package final class LeaseManager: Sendable {", "LeaseManager"),
])
func `a catch-all name is found`(path: String, text: String, name: String) {
  #expect(drawers(in: SourceFile(path: path, text: text)) == ["\(path): \(name)"])
}

/// Types that have their module's name: nobody could then name the module.
private func namesakes(in file: SourceFile) -> [String] {
  file.code.compactMap(declaredType).filter { $0 == file.module }.map { "\(file.path): \($0)" }
}

@Test
func `no type has its module's name`() throws {
  expectNone(try Project.swiftFiles().flatMap(namesakes))
  let wrong = SourceFile(path: "Sources/Dataset/A.swift", text: "package enum Dataset {}")
  #expect(namesakes(in: wrong) == ["Sources/Dataset/A.swift: Dataset"])
}

/// Declarations more visible than other targets of the package need.
private func published(in file: SourceFile) -> [String] {
  file.code.indices.filter { file.code[$0].trimmed.hasPrefix("public ") }
    .map { "\(file.path):\($0 + 1) is public" }
}

@Test
func `nothing is public`() throws {
  expectNone(try Project.swiftFiles().flatMap(published))
  let wrong = SourceFile(path: "a.swift", text: "let a = 1\n  public let b = 2")
  #expect(published(in: wrong) == ["a.swift:2 is public"])
}
