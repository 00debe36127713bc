import Foundation
import Testing

/// `--quiet`: standard error gets errors and warnings alone.
struct QuietTests {
  /// Commands that show progress or notes there without it.
  @Test(arguments: [
    "export events.jsonl bundle --progress plain --write-workers 4",
    "export events.jsonl bundle --verify-only --progress plain --profile",
    "checksums . ../list-of-sums --progress plain",
  ])
  func `a quiet command says nothing on standard error, and its result stays`(
    command: String
  ) throws {
    for flag in ["-q", "--quiet"] {
      let small = try SmallExport.dozen()
      try small.write("", to: "sub")
      let words = command.split(separator: " ").map {
        $0 == "../list-of-sums" ? "\(small.folder)-sums" : String($0)
      }
      defer { try? FileManager.default.removeItem(atPath: "\(small.folder)-sums") }
      let result = try Command.clipmill(words + [flag], in: small.folder)
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      #expect(!result.output.isEmpty)
    }
  }

  @Test
  func `the log of a quiet export has what standard error lacks`() throws {
    let small = try SmallExport.dozen()
    let words = [
      "export", "events.jsonl", "bundle", "-q", "--log-file", "log", "--progress", "plain",
    ]
    let result = try Command.clipmill(words, in: small.folder)
    #expect(result.code == 0 && result.errors == "")
    let log = try small.text("log")
    #expect(log.contains(" planned 12 events") && log.contains(" merging"))
  }

  @Test
  func `a quiet command still names an error, and what it skipped`() throws {
    let small = try SmallExport.dozen()
    try small.write(try small.text("events.jsonl") + "{\n", to: "cut.jsonl")
    let refused = try Command.clipmill(["export", "cut.jsonl", "bundle", "-q"], in: small.folder)
    #expect(refused.code == 65 && refused.errors.contains(" malformed line"))
    let counted = try Command.clipmill(
      ["metrics", "--manifest", "cut.jsonl", "-q"], in: small.folder)
    #expect(counted.code == 0)
    #expect(counted.errors.hasPrefix("clipmill: 1 malformed line in "), "\(counted.errors)")
  }

  @Test
  func `a configuration may ask for quiet`() throws {
    let small = try SmallExport.dozen()
    try small.write(#"{"quiet": true, "progress": "plain"}"#, to: "config.json")
    let words = ["export", "events.jsonl", "bundle", "--config", "config.json"]
    let result = try Command.clipmill(words, in: small.folder)
    #expect(result.code == 0 && result.errors == "", "\(result.errors)")
  }
}
