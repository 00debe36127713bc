import Foundation
import Testing

// What the documents tell people to type.

private let documents = [
  "README.md", "Sources/Documentation/Health.md", "Sources/Documentation/Operations.md",
  "Sources/Documentation/Performance.md",
  "Sources/Documentation/Integrity.md", "cluster/README.md",
]

/// A command of a document.
struct Command: CustomTestStringConvertible {
  let words: [String]
  var testDescription: String { words.joined(separator: " ") }
}

func commands(of program: String) throws -> [Command] {
  try documents.flatMap { Readme.commands(of: program, in: try Readme.text($0)) }
    .map(Command.init)
}

@Test(arguments: try commands(of: "clipmill"))
func `a clipmill command of the documents is one that the executable takes`(
  command: Command
) throws {
  // Without a manifest or bundle every command ends at once; wrong usage is found before that.
  var words = Array(command.words.dropFirst())
  if words.first == "worker" { words += ["--patience", "1s"] }
  let result = try Clipmill.inScratch { folder in
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "configs"),
      withDestinationURL: Readme.folder.appending(path: "configs"))
    return try Clipmill.run(words, in: folder)
  }
  #expect(result.exitCode != 64, "\(result.errors)")
  #expect(result.exitCode != 124, "it did not end within a minute")
}

@Test
func `a wrong command line is one line on standard error and exit code 64`() throws {
  for words in [["export"], ["exprot"], ["export", "a", "b", "--limit", "x"], ["--wrong"]] {
    let result = try Clipmill.inScratch { try Clipmill.run(words, in: $0) }
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("clipmill: ") && result.errors.hasSuffix("--help)\n"))
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }
}

@Test
func `the scripts that the documents call are there and executable`() throws {
  let commands = try documents.flatMap { Readme.commands(in: try Readme.text($0)) }
  let called = commands.compactMap { $0.split(separator: " ").first.map(String.init) }
    .filter { $0.hasPrefix("scripts/") }
  #expect(called.contains("scripts/demo") && called.contains("scripts/test"))
  for script in called {
    let path = Readme.folder.appending(path: script).path
    #expect(FileManager.default.isExecutableFile(atPath: path), "\(script)")
  }
}

@Test
func `the exit codes of the README are those of the help`() throws {
  let help = try Clipmill.inScratch { try Clipmill.run(["--help"], in: $0) }.output
  let rows = help.components(separatedBy: "\n").drop { !$0.hasPrefix("Exit codes:") }.dropFirst()
    .prefix { $0.hasPrefix("  ") }
    .map { line -> [String] in
      let words = line.split(separator: " ").map(String.init)
      return [words.first ?? "", words.dropFirst().joined(separator: " ")]
    }
  #expect(rows.count > 8)
  #expect(Readme.table(under: "Exit codes", in: try Readme.text()) == rows)
}

/// Lines of a help's introduction that end early though the sentence goes on: a text that was broken
/// by hand and then by the terminal's width.
private func brokenLines(in help: String) -> [String] {
  let lines = help.components(separatedBy: "\n").prefix { !$0.hasPrefix("USAGE:") }
  return zip(lines, lines.dropFirst()).compactMap { line, next in
    let goesOn = next.first?.isLowercase == true || next.first?.isNumber == true
    return goesOn && !line.hasPrefix(" ") && line.count < 60 && line.last != ":" ? line : nil
  }
}

@Test
func `a help shows the flags that mean something to its command`() throws {
  for (name, isThere) in [("export", true), ("coordinator", false)] {
    let help = try Clipmill.inScratch { try Clipmill.run([name, "--help"], in: $0) }.output
    #expect(help.contains("--workers") == isThere, "clipmill \(name) --help")
    #expect(help.contains("--shard-events"), "clipmill \(name) --help")
  }
}

@Test
func `the introductions of all helps flow`() throws {
  let help = try Clipmill.inScratch { try Clipmill.run(["--help"], in: $0) }.output
  let subcommands = (help.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first ?? "")
    .components(separatedBy: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
    .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
  #expect(subcommands.contains("export") && subcommands.contains("keygen"))
  for name in subcommands {
    let text = try Clipmill.inScratch { try Clipmill.run([name, "--help"], in: $0) }.output
    #expect(brokenLines(in: text) == [], "clipmill \(name) --help")
  }
  #expect(
    brokenLines(in: "A sentence that was\nbroken.\nUSAGE: x\nshort\nlower") == [
      "A sentence that was"
    ])
}
