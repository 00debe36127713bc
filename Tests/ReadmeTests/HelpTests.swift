import Foundation
import Testing

// The text of the help, at every width.

/// The help of a command, or of the program if the name is empty, at this number of columns.
private func help(of name: String, columns: Int = 80) throws -> [String] {
  let result = try Clipmill.inScratch {
    let words = ["COLUMNS=\(columns)", Clipmill.path, "help"] + (name.isEmpty ? [] : [name])
    return try Clipmill.run("/usr/bin/env", words, in: $0)
  }
  #expect(result.exitCode == 0 && result.errors == "")
  return result.output.components(separatedBy: "\n")
}

/// The lines under a title, up to the next empty one.
private func section(_ title: String, of lines: [String]) -> [String] {
  Array(lines.drop { $0 != title }.dropFirst().prefix { !$0.isEmpty })
}

/// The commands that the program's help lists.
private func commands() throws -> [String] {
  let groups = ["Manifests:", "Data sets:", "Checks:", "Many hosts:", "This program:"]
  let lines = try help(of: "")
  return groups.flatMap { section($0, of: lines) }.filter { !$0.hasPrefix("   ") }
    .compactMap { $0.split(separator: " ").first.map(String.init) }
}

/// The examples of a help, continued lines joined.
private func examples(in lines: [String]) -> [String] {
  let shown = section("Examples:", of: lines) + section("Example:", of: lines)
  return shown.joined(separator: "\n").replacing("\\\n", with: " ").components(separatedBy: "\n")
    .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
}

@Test
func `the help lists every command once, and each has a help with an example`() throws {
  let names = try commands()
  #expect(names.count == Set(names).count && names.contains("export") && names.contains("help"))
  let script = try Clipmill.inScratch {
    try Clipmill.run(["--generate-completion-script", "fish"], in: $0)
  }
  let known = script.output.matches(of: /"clipmill" -eq 1' -fa '([a-z]+)'/).map { $0.output.1 }
  #expect(Set(names) == Set(known.map(String.init)))
  for name in names {
    let lines = try help(of: name)
    #expect(lines.contains { $0.hasPrefix("Usage: clipmill \(name)") }, "\(name)")
    #expect(examples(in: lines).contains { $0.hasPrefix("clipmill \(name)") }, "\(name)")
  }
}

@Test
func `the executable accepts the examples of the help`() throws {
  let lines = try ([""] + commands()).flatMap { examples(in: try help(of: $0)) }
  #expect(lines.count > 25)
  for line in Set(lines).sorted() where line.hasPrefix("clipmill ") {
    var words = line.split(separator: " ").dropFirst().map(String.init)
    if words.first == "worker" { words += ["--patience", "1s"] }
    words.removeAll { $0 == "--watch" }
    let result = try Clipmill.inScratch { try Clipmill.run(words, in: $0) }
    #expect(result.exitCode != 64 && result.exitCode != 124, "\(line): \(result.errors)")
  }
}

@Test(arguments: [60, 80, 120])
func `no line of a help is wider than the terminal, nor ends early`(columns: Int) throws {
  for name in try [""] + commands() {
    let lines = try help(of: name, columns: columns)
    let shown = Set(section("Examples:", of: lines) + section("Example:", of: lines))
    for (line, next) in zip(lines, lines.dropFirst()) where !shown.contains(line) {
      #expect(line.count <= columns, "clipmill help \(name): \(line)")
      #expect(line.last != " ", "clipmill help \(name): \(line)")
      // The first word of the next line would have fitted.
      let indent = next.prefix { $0 == " " }.count
      let word = next.split(separator: " ").first ?? ""
      let goesOn = !line.isEmpty && !next.isEmpty && (indent == 0 || indent == 26)
      if goesOn, !line.hasSuffix(":"), !line.hasPrefix("  "), indent == 0 {
        #expect(line.count + 1 + word.count > min(columns, 100), "\(line)\n\(next)")
      }
    }
  }
}

@Test
func `the flags of an export are in groups, in an order`() throws {
  let titles = try help(of: "export").filter { $0.hasSuffix(":") && !$0.hasPrefix(" ") }
  #expect(
    titles == [
      "Examples:", "Arguments:", "Input:", "Clips:", "Splits and classes:", "Safety:", "Resume:",
      "Run state:", "Reports:", "Watching:", "This machine:", "Flags:", "Exit codes:",
    ])
}

@Test
func `a help shows the flags that mean something to its command`() throws {
  for (name, isThere) in [("export", true), ("coordinator", false)] {
    let text = try help(of: name).joined(separator: "\n")
    #expect(text.contains("--workers") == isThere, "clipmill help \(name)")
    #expect(text.contains("--shard-events"), "clipmill help \(name)")
  }
}

@Test
func `help can be requested in four ways`() throws {
  try Clipmill.inScratch { folder in
    let help = try Clipmill.run(["help", "export"], in: folder).output
    #expect(help.hasPrefix("Exports a manifest"))
    for words in [["export", "--help"], ["export", "-h"], ["export", "a", "b", "--help"]] {
      #expect(try Clipmill.run(words, in: folder).output == help, "\(words)")
    }
    let program = try Clipmill.run(["help"], in: folder).output
    for words in [["--help"], ["-h"]] {
      #expect(try Clipmill.run(words, in: folder).output == program)
    }
  }
}

@Test
func `the exit codes of the documents are those of the help, and commands have no others`() throws {
  func rows(_ name: String) throws -> [[String]] {
    section("Exit codes:", of: try help(of: name, columns: 100)).map { line in
      let words = line.split(separator: " ").map(String.init)
      return [words.first ?? "", words.dropFirst().joined(separator: " ")]
    }
  }
  let codes = try rows("")
  #expect(codes.count > 8)
  let text = try Readme.text("Sources/Documentation/ExitCodes.md")
  #expect(Readme.table(under: "Exit codes", in: text) == codes)
  for name in try commands() {
    let own = try rows(name).map { $0[0] }
    #expect(own == codes.map { $0[0] }.filter(own.contains), "\(name)")
  }
}
