import Foundation
import Testing

/// One thing may be spelled in more than one way.
struct SpellingTests {
  /// Pairs of command lines that do the same.
  @Test(arguments: [
    ("inspect events.jsonl", "inspect --manifest events.jsonl"),
    ("inspect events.jsonl --json", "inspect --json --manifest=events.jsonl"),
    ("metrics events.jsonl", "metrics --manifest events.jsonl"),
    ("health events.jsonl", "health --events events.jsonl"),
    ("health --manifest events.jsonl", "health --events=events.jsonl"),
    ("health bundle --json", "health --json --bundle bundle"),
    ("health bundle events.jsonl --json", "health --manifest events.jsonl bundle --json"),
    ("status bundle --json", "status --json --bundle bundle"),
    ("compare bundle bundle", "compare --other bundle --bundle bundle"),
    ("reproduce bundle 3", "reproduce 3 --bundle bundle"),
    ("reproduce bundle 3 --json", "reproduce --event 3 --json bundle"),
    ("merge bundle", "merge --bundle=bundle"),
    (
      "export events.jsonl bundle --verify-only --limit 3",
      "export --limit 3 --bundle bundle --verify-only events.jsonl"
    ),
    (
      "export events.jsonl bundle --verify-only",
      "export --bundle bundle --manifest events.jsonl --verify-only --"
    ),
    ("worker gone --patience 1s --workers 1", "worker --bundle gone --patience 1s --slots 1"),
  ])
  func `an argument may be given as a flag, and a flag by its former name`(
    usual: String, other: String
  ) throws {
    let small = try SmallExport.dozen()
    try small.export("bundle")
    let results = try [usual, other].map { line in
      try Command.clipmill(line.split(separator: " ").map(String.init), in: small.folder)
    }
    #expect(results[0].code == results[1].code && results[0].code != 64, "\(results[1].errors)")
    let shown = results.map { Self.steady($0.output) }
    #expect(shown[0] == shown[1] && (!shown[0].isEmpty || usual.hasPrefix("worker")))
  }

  /// Without values that change in a second run: ages, and free space.
  private static func steady(_ text: String) -> String {
    text.split(separator: "\n").filter { !$0.contains(" free") }.joined(separator: "\n")
      .replacing(/"(age_seconds|elapsed_seconds|bytes_free|inodes_free)": ?[0-9.]+/, with: "")
      .replacing(/[0-9.]+ s ago/, with: "")
  }

  @Test
  func `an export by names alone is the export`() throws {
    let small = try SmallExport.dozen()
    try small.export("bundle")
    let words = ["export", "--bundle", "other", "-q", "--manifest", "events.jsonl"]
    let result = try Command.clipmill(words, in: small.folder)
    #expect(result.code == 0 && result.errors == "")
    #expect(
      try small.text("bundle/train/train_labels.json")
        == small.text("other/train/train_labels.json"))
  }

  @Test
  func `a worker's log goes to the file of either name`() throws {
    let small = try SmallExport.dozen()
    for flag in ["--log-file", "--log"] {
      let words = ["worker", "gone", "--patience", "1s", flag, "log\(flag)"]
      let result = try Command.clipmill(words, in: small.folder)
      #expect(result.code == 75)
      #expect(try small.text("log\(flag)").contains(" worker "))
    }
  }

  @Test
  func `a name that begins with a dash may be given by its flag`() throws {
    let small = try SmallExport.dozen()
    try small.write(try small.text("events.jsonl"), to: "--odd")
    let result = try Command.clipmill(["metrics", "--manifest=--odd"], in: small.folder)
    #expect(result.code == 0, "\(result.errors)")
  }

  @Test
  func `the help lists no former name`() throws {
    let small = try SmallExport.dozen()
    for (command, names) in [("worker", ["--slots", "--log "]), ("health", ["--events"])] {
      let help = try Command.clipmill(["help", command], in: small.folder).output
      for name in names { #expect(!help.contains(name), "\(command) \(name)") }
    }
  }
}
