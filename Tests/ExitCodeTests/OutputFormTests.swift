import Foundation
import TestSupport
import Testing

/// Files that commands write to a user's path: they replace only their own earlier output.
@Suite
struct OutputFormTests {
  private let corpus: SmallCorpus
  private let scratch: Scratch

  init() throws {
    corpus = try SmallCorpus(events: 6)
    scratch = corpus.scratch
    try scratch.write("hits.csv", "id,path,start,label\na,audio/studio/take-0.wav,0.5,kick\n")
  }

  /// Commands that write to the file `@`.
  private static let commands = [
    "export manifest.jsonl new --overwrite --progress none --log-file @",
    "export manifest.jsonl new --overwrite --progress none --summary-json @",
    "export manifest.jsonl new --overwrite --progress none --expected-duration-csv @",
    "export manifest.jsonl none --verify-only --progress none --log-file @",
    "export manifest.jsonl none --verify-only --progress none --summary-json @",
    "metrics --manifest manifest.jsonl --output @", "health --events manifest.jsonl --output @",
    "health --events manifest.jsonl --html-output @", "checksums audio @ --progress none",
    "import hits.csv @ --overwrite",
  ]

  private func run(_ command: String, _ path: String) throws -> ProcessResult {
    let words = command.split(separator: " ").map { $0 == "@" ? path : String($0) }
    return try Program.run(words, in: scratch.path)
  }

  private func expectRefusal(_ result: ProcessResult, _ words: String) {
    #expect(result.code == 73)
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  private func expectKept(_ command: String, _ path: String) throws {
    let before = try Data(contentsOf: URL(filePath: scratch.file(path)))
    let result = try run(command, path)
    expectRefusal(result, "\(path) exists and is not ")
    expectRefusal(result, ", and no other file is replaced (name another file, or move it away)")
    #expect(try Data(contentsOf: URL(filePath: scratch.file(path))) == before)
  }

  @Test(arguments: commands + ["worker --connect ipc:///none --log @"])
  func `a recording is never replaced, by any of its names`(command: String) throws {
    try expectKept(command, "audio/studio/take-0.wav")
    let recording = scratch.file("audio/studio/take-1.wav")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("soft"), withDestinationPath: recording)
    try FileManager.default.linkItem(atPath: recording, toPath: scratch.file("hard"))
    for name in ["soft", "hard"] { try expectKept(command, name) }
    #expect(!FileManager.default.fileExists(atPath: scratch.file("new")))
  }

  /// Files that people have beside their data.
  private static let others = [
    "notes.txt": "Call Anna\n", "flags.json": #"{"sample_rate": 22050}"#,
    "taxonomy.json": #"["kick","snare"]"#, "page.html": "<!DOCTYPE html><title>Mine</title>",
    "sheet.csv": "category,source_set\n1,2\n", "labels.txt": "0.5\t0.7\tkick\n",
    "server.log": "2026-01-02T03:04:05Z nginx started\n", "one.json": "{\"a\": 1, \"gates\": []}",
    "sums.md5": "d41d8cd98f00b204e9800998ecf8427e  a.wav\n",
  ]

  @Test(arguments: commands)
  func `a file of another form than the command's is refused and kept`(command: String) throws {
    for (name, text) in Self.others {
      try scratch.write(name, text)
      try expectKept(command, name)
    }
  }

  @Test(arguments: commands)
  func `an earlier file of the command is replaced, and so is an empty file`(
    command: String
  ) throws {
    try scratch.write("out", "")
    for _ in 1...2 {
      let result = try run(command, "out")
      #expect(result.code == 0, "\(result.errors)")
      #expect(try !Data(contentsOf: URL(filePath: scratch.file("out"))).isEmpty)
    }
  }

  @Test(arguments: commands.filter { !$0.contains("import") })
  func `the manifest is never replaced, by any of its names`(command: String) throws {
    try FileManager.default.linkItem(atPath: corpus.manifest, toPath: scratch.file("hard.jsonl"))
    let before = try Data(contentsOf: URL(filePath: corpus.manifest))
    for path in ["manifest.jsonl", "hard.jsonl"] {
      let result = try run(command, path)
      #expect([64, 73].contains(result.code), "\(result.errors)")
      #expect(try Data(contentsOf: URL(filePath: corpus.manifest)) == before)
    }
  }

  @Test
  func `a file of another bundle is never replaced, although it has the form`() throws {
    #expect(try Program.export(corpus.manifest, scratch.file("other"), ["--checksums"]).code == 0)
    for (command, name) in [
      (Self.commands[1], "metadata.json"), (Self.commands[8], "SHA256SUMS"),
      (Self.commands[9], "train/metadata.jsonl"), (Self.commands[1], "skipped.jsonl"),
    ] {
      let path = scratch.file("other/\(name)")
      let before = try Data(contentsOf: URL(filePath: path))
      expectRefusal(
        try run(command, path),
        "is a file of the bundle \(scratch.file("other")) (name another file)")
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
  }

  @Test
  func `a log that another worker has begun, with a decoder's words in it, is continued`() throws {
    try scratch.write(
      "node.log", "Error 1 : 2\n2026-01-02T03:04:05Z worker node: 2 renderers\nWarning: odd\n")
    let words = ["worker", "--connect", "ipc:///none", "--patience", "1s", "--log", "node.log"]
    let result = try Program.run(words, in: scratch.path)
    #expect(result.code == 75, "\(result.errors)")
    let text = try String(contentsOfFile: scratch.file("node.log"), encoding: .utf8)
    #expect(text.hasPrefix("Error 1 : 2\n"))
  }
}
