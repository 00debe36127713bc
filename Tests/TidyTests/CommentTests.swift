import Testing

// MARK: - Unsafe tricks say why they are safe

private let tricks = ["@unchecked", "(unsafe)", "unsafeBitCast", "unsafeDowncast", "Unmanaged"]
private let reasons = ["Safe because", "Safe to share"]
/// The number of lines above a trick in which its reason may be.
private let reach = 12

private func unexplained(in file: SourceFile) -> [String] {
  file.code.indices.compactMap { index in
    guard let trick = tricks.first(where: { file.code[index].contains($0) }) else { return nil }
    let near = file.lines[max(index - reach, 0)...index]
    let isExplained = near.contains { line in reasons.contains { line.contains($0) } }
    return isExplained ? nil : "\(file.path):\(index + 1) \(trick) without a reason"
  }
}

@Test
func `every unsafe trick has a comment that says why it is safe`() throws {
  expectNone(try Project.swiftFiles().flatMap(unexplained))
}

@Test
func `a trick without its reason is found, and one in a string is not a trick`() {
  let bare = "final class A: @unchecked Sendable {}\nlet b = \"@unchecked\"  // (unsafe)\n"
  #expect(
    unexplained(in: SourceFile(path: "a.swift", text: bare))
      == ["a.swift:1 @unchecked without a reason"])
  let explained = "/// Safe to share: libzmq says so.\n" + bare
  #expect(unexplained(in: SourceFile(path: "a.swift", text: explained)) == [])
}

// MARK: - What other targets see is documented

/// Package declarations without a doc comment.
///
/// Exempt is what says all by itself: stored properties, initialisers, what cannot fail and has a
/// body of one line, operators, and what a protocol of the standard library documents.
private func undocumented(in file: SourceFile) -> [String] {
  var explained: Set<Substring> = []
  return file.code.indices.compactMap { index in
    let line = file.code[index].trimmed
    guard line.hasPrefix("package "), !line.hasPrefix("package import") else { return nil }
    var above = index - 1
    while above >= 0, file.code[above].trimmed.hasPrefix("@") { above -= 1 }
    let function = functionName(line)
    if above >= 0, file.lines[above].trimmed.hasPrefix("///") {
      explained.insert(function)
      return nil
    }
    // The first of several functions of one name speaks for all of them.
    let isExplained = !function.isEmpty && explained.contains(function)
    if isExplained || isExempt(line) || isTrivial(file.code, at: index) { return nil }
    return "\(file.path):\(index + 1) \(line)"
  }
}

private func functionName(_ line: String) -> Substring {
  let words = line.split(separator: " ")
  guard let keyword = words.firstIndex(of: "func"), keyword + 1 < words.count else { return "" }
  return words[keyword + 1].prefix { $0 != "(" && $0 != "<" }
}

private func isExempt(_ line: String) -> Bool {
  let words = line.split(separator: " ").dropFirst().filter { !modifiers.contains($0) }
  guard let kind = words.first, let name = words.dropFirst().first else { return true }
  if line.hasSuffix("}") || kind.hasPrefix("init") { return true }
  switch kind {
  case "let", "var": return !line.contains("{") || name == "description:"
  case "func": return name.first?.isLetter == false || inherited.contains { name.hasPrefix($0) }
  default: return false
  }
}

/// True if a function or property that cannot fail has a body of one line.
private func isTrivial(_ code: [String], at index: Int) -> Bool {
  let types = [" struct ", " enum ", " class ", " actor ", " protocol "]
  guard index + 2 < code.count, code[index].hasSuffix("{") else { return false }
  return code[index + 2].trimmed == "}" && !code[index].contains("throws")
    && !types.contains { code[index].contains($0) }
}

private let modifiers: Set<Substring> = ["static", "mutating", "private(set)", "internal(set)"]
/// Functions of `Hashable`, `Codable` and the like.
private let inherited = ["hash(into", "encode(to", "next()"]

@Test
func `every package declaration has a doc comment`() throws {
  let files = try Project.sources()
  expectNone(files.flatMap(undocumented))
}

@Test
func `a package declaration without a doc comment is found`() {
  let text = """
    package import Dataset
    /// A documented type.
    @frozen
    package struct A: Comparable {
      package let plain: Int
      package var computed: Int { 1 }
      package var trivial: Int {
        1
      }
      package func failing() throws {
        1
      }
      package init(plain: Int) {
      }
      package static func < (a: A, b: A) -> Bool {
      }
      /// Speaks for both.
      package func twice(a: Int) throws {}
      package func twice(b: Int) throws {
      }
      package mutating func change() {
        let a = 1
        b(a)
      }
    }
    package enum B {
    }
    """
  #expect(
    undocumented(in: SourceFile(path: "a.swift", text: text)) == [
      "a.swift:10 package func failing() throws {", "a.swift:21 package mutating func change() {",
      "a.swift:26 package enum B {",
    ])
}

// MARK: - Nothing is left for later

private let leftovers = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK"]

private func leftovers(in file: SourceFile) -> [String] {
  file.lines.indices.compactMap { index in
    leftovers.first { file.lines[index].contains($0) }.map { "\(file.path):\(index + 1) \($0)" }
  }
}

@Test
func `nothing is marked as still to be done`() throws {
  let files = try ["swift", "py", "h", "c", "cpp", "md", "sh"].flatMap {
    try Project.files(under: [], withExtension: $0)
  }
  expectNone(files.flatMap(leftovers))
}

@Test
func `a mark of unfinished work is found`() {
  let file = SourceFile(path: "a.md", text: "fine\n// FIX" + "ME later\n")
  #expect(leftovers(in: file) == ["a.md:2 FIX" + "ME"])
}

// MARK: - Nothing is there for tests alone

private let plants = ["defect", "planted", "_fault\"", "faults_"]

/// Lines that mention a defect or a fault that a test causes.
private func plants(in file: SourceFile) -> [String] {
  file.lines.indices.compactMap { index in
    let line = file.lines[index].lowercased()
    return plants.first { line.contains($0) }.map { "\(file.path):\(index + 1) \($0)" }
  }
}

@Test
func `no source mentions a planted defect or a test's fault`() throws {
  let files = try ["swift", "h", "c", "cpp"].flatMap {
    try Project.files(under: ["Sources"], withExtension: $0)
  }
  expectNone(files.flatMap(plants))
}

@Test
func `a planted defect and a test's fault are found`() {
  let text = "if defect == .noFence {}\ngetenv(\"CLIPMILL_RENDERER_FAULT\")\nlet fault = 1\n"
  let found = plants(in: SourceFile(path: "a.swift", text: text))
  #expect(found == ["a.swift:1 defect", "a.swift:2 _fault\""])
}
