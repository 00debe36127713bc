import Testing

private let longestFile = 400
private let longestFunction = 60

private func sizeFaults(in file: SourceFile) -> [String] {
  // The last line ends; what comes after it is no line.
  let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
  let tooLong = count > longestFile ? ["\(file.path) has \(count) lines"] : []
  return tooLong
    + Function.all(in: file).filter { $0.lineCount > longestFunction }.map {
      "\(file.path):\($0.line) a function of \($0.lineCount) lines"
    }
}

@Test
func `no file is longer than 400 lines and no function longer than 60`() throws {
  let others = try ["py", "h", "c", "cpp"].flatMap {
    try Project.files(under: ["Sources", "Tests"], withExtension: $0)
  }
  expectNone(try (Project.swiftFiles() + others).flatMap(sizeFaults))
}

private let fullFolder = 25

/// Folders that hold more files than a reader takes in at a glance.
private func crowdedFolders(_ paths: [String]) -> [String] {
  let folders = Dictionary(grouping: paths) {
    $0.prefix(through: $0.lastIndex(of: "/") ?? $0.startIndex)
  }
  return folders.filter { $1.count > fullFolder }.map { "\($0) has \($1.count) files" }.sorted()
}

@Test
func `no folder of Sources holds more than 25 files`() throws {
  expectNone(crowdedFolders(try Project.paths(under: ["Sources"])))
  let many = (1...26).map { "Sources/A/\($0).swift" }
  #expect(crowdedFolders(Array(many.dropLast())) == [])
  #expect(crowdedFolders(many) == ["Sources/A/ has 26 files"])
}

private let fullTarget = 5_000

/// Targets of more lines than one can know one's way about in.
private func crowdedTargets(_ files: [SourceFile]) -> [String] {
  Dictionary(grouping: files) { $0.module ?? "" }
    .mapValues { $0.reduce(0) { $0 + $1.lines.count } }
    .filter { $1 > fullTarget }.map { "\($0) has \($1) lines" }.sorted()
}

@Test
func `no target of Sources has more than 5,000 lines`() throws {
  expectNone(crowdedTargets(try Project.sources()))
  let file = SourceFile(
    path: "Sources/A/a.swift", text: String(repeating: "\n", count: 5_000))
  #expect(crowdedTargets([file]) == ["A has 5001 lines"])
}

@Test
func `a file of 401 lines is too long`() {
  let lines = String(repeating: "// line\n", count: 400)
  #expect(sizeFaults(in: SourceFile(path: "a.swift", text: lines)) == [])
  #expect(
    sizeFaults(in: SourceFile(path: "a.swift", text: lines + "//\n")) == ["a.swift has 401 lines"])
}

@Test
func `a function of 61 lines is too long`() {
  func text(_ lines: Int) -> String {
    "struct A {\n  func long(\n    a: Int\n  ) -> Int {\n"
      + String(repeating: "    a\n", count: lines - 4) + "  }\n}\n"
  }
  #expect(sizeFaults(in: SourceFile(path: "a.swift", text: text(60))) == [])
  #expect(
    sizeFaults(in: SourceFile(path: "a.swift", text: text(61)))
      == ["a.swift:2 a function of 61 lines"])
}

@Test
func `functions are found with their lengths, whatever strings and comments hold`() {
  let text = """
    protocol P {
      func bodiless() -> Int
      init()
    }
    extension P {
      init(a: (Int) -> Int) { self.init() }  // func no() {
      deinit {
        print("func \\(a { $0 }) } {")
      }
      func outer()
        where A == B
      {
        func inner() {
        }
      }
    }
    """
  let found = Function.all(in: SourceFile(path: "a.swift", text: text))
  #expect(found.map(\.line) == [6, 7, 10, 13])
  #expect(found.map(\.lineCount) == [1, 3, 6, 2])
}
