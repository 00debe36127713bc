import Foundation
import Testing

// The commands in the documents.

private let documents =
  ["README.md", "cluster/README.md"]
  + ["container", "kubernetes", "slurm", "systemd"].map { "cluster/\($0)/README.md" }
  + ["Health", "Integrity", "Manifest", "Operations", "Performance", "Resume"].map {
    "Sources/Documentation/\($0).md"
  }

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
func `the executable accepts the clipmill commands of the documents`(
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
func `the scripts that the documents call exist and are executable`() throws {
  let commands = try documents.flatMap { Readme.commands(in: try Readme.text($0)) }
  let called = commands.compactMap { $0.split(separator: " ").first.map(String.init) }
    .filter { $0.hasPrefix("scripts/") }
  #expect(called.contains("scripts/demo") && called.contains("scripts/build"))
  for script in called {
    let path = Readme.folder.appending(path: script).path
    #expect(FileManager.default.isExecutableFile(atPath: path), "\(script)")
  }
}
