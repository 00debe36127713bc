import Foundation
import TestSupport
import Testing

@testable import Dataset
@testable import Survey

/// A manifest of five kicks, two snares and one ride, one of them twice.
private func smallManifest(in scratch: Scratch) throws -> String {
  var lines = ["kick", "kick", "kick", "kick", "snare", "ride"].enumerated().map {
    EventLine("e\($0)", onset: Double($0), labels: [$1], session: "s\($0)")
  }
  lines[0].more = [#""techniques":["flam","drag"]"#, #""is_synthetic":true"#]
  lines.append(EventLine("e0", onset: 0, labels: ["kick"], session: "s0"))
  lines.append(EventLine("other", onset: 4, labels: ["snare"], session: "s4"))
  return try scratch.write("m.jsonl", lines.manifest)
}

@Suite
struct GateTests {
  @Test(arguments: [
    (["--max-duplication-rate", "0.25"], true), (["--max-duplication-rate", "0.24"], false),
    (["--min-class-count", "1"], true), (["--min-class-count", "2"], false),
    (["--require-label", "ride"], true), (["--require-label", " ride "], true),
    (["--require-label", "ride", "--require-label", "splash"], false),
    (["--require-technique", "flam"], true), (["--require-technique", "roll"], false),
    (["--min-counts-json", "counts.json"], true), (["--min-counts-json", "more.json"], false),
    (["--require-labels-file", "labels.txt"], true),
    (["--require-labels-file", "labels.json"], false),
    (["--require-techniques-file", "techniques.json"], true),
    (["--max-unknown-labels", "1", "--taxonomy", "taxonomy.json"], true),
    (["--max-unknown-labels", "0", "--taxonomy", "taxonomy.json"], false),
    (["--min-class-count", "1", "--taxonomy", "taxonomy.json"], false),
    (["--min-class-count", "0", "--taxonomy", "taxonomy.json"], true),
  ])
  func `a gate passes or fails with 2`(flags: [String], passes: Bool) throws {
    let scratch = try Scratch()
    let manifest = try smallManifest(in: scratch)
    try scratch.write("counts.json", #"{"kick": 5, "snare": 2}"#)
    try scratch.write("more.json", #"{"min_counts": {"kick": 6}, "note": "x"}"#)
    try scratch.write("labels.txt", "# what must be there\nkick\r\n\n snare \n")
    try scratch.write("labels.json", #"{"labels": ["kick", "cowbell"]}"#)
    try scratch.write("techniques.json", #"["flam", "drag"]"#)
    try scratch.write(
      "taxonomy.json", #"{"labels": ["kick", "snare", "crash"], "aliases": {"rid": "crash"}}"#)
    let result = try Program.run(
      ["health", "--events", manifest, "--json"] + flags, in: scratch.path)
    #expect(result.code == (passes ? 0 : 2), "\(result.errors)")
    let gates = try ReadJSON(Data(result.output.utf8))["gates"].array
    #expect(!gates.isEmpty)
    #expect(gates.allSatisfy { $0["passed"].bool == true } == passes)
    #expect(gates.allSatisfy { $0["value"].double != nil && $0["threshold"].double != nil })
    #expect(result.errors.isEmpty == passes)
  }

  @Test
  func `a gate reports the value that it saw`() throws {
    let scratch = try Scratch()
    let manifest = try smallManifest(in: scratch)
    let result = try Program.run([
      "health", "--events", manifest, "--json", "--min-class-count", "3",
      "--max-duplication-rate", "0.1",
    ])
    let gates = try ReadJSON(Data(result.output.utf8))["gates"].array
    #expect(gates.map { $0["gate"].string } == ["max-duplication-rate", "min-class-count"])
    #expect(gates[0]["value"].double == 0.25 && gates[0]["threshold"].double == 0.1)
    #expect(gates[0]["detail"].string == "2 duplicates")
    #expect(gates[1]["subject"].string == "ride" && gates[1]["value"].int == 1)
    #expect(gates[1]["detail"].string == "2 classes have fewer")
    #expect(
      result.errors == "clipmill: Not healthy: 2 gates failed (max-duplication-rate,"
        + " min-class-count ride).\n")
  }

  @Test(arguments: [
    ("--min-counts-json", "[1]"), ("--min-counts-json", #"{"kick": -1}"#),
    ("--min-counts-json", #"{"kick": 1.5}"#), ("--min-counts-json", "{}"),
    ("--min-counts-json", "not json"), ("--require-labels-file", "\n# nothing\n"),
    ("--require-labels-file", "[1]"), ("--require-labels-file", "{}"),
    ("--require-labels-file", "[\"a\""), ("--taxonomy", "[]"), ("--taxonomy", "{"),
    ("--require-techniques-file", "\u{0}"), ("--require-labels-file", nil),
    ("--taxonomy", nil),
  ])
  func `a file of gates that cannot be used is a bad config`(flag: String, text: String?) throws {
    let scratch = try Scratch()
    let manifest = try smallManifest(in: scratch)
    let file = scratch.file("gate")
    if let text, text != "\u{0}" { try scratch.write("gate", text) }
    if text == "\u{0}" { try scratch.write("gate", [0xFF, 0xFE]) }
    let result = try Program.run(["health", "--events", manifest, flag, file])
    #expect(result.code == 2)
    #expect(result.output.isEmpty && result.errors.contains(file), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    [], ["--events", "m", "--max-duplication-rate", "2"], ["--events", "m", "--val-ratio", "-1"],
    ["--events", "m", "--max-unknown-labels", "1"], ["--events", "m", "--min-class-count", "-1"],
    ["--bundle", "b", "--require-technique", "flam"],
  ])
  func `flags that make no sense are wrong usage`(flags: [String]) throws {
    #expect(try Program.run(["health"] + flags).code == 64)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a changed gate file is read or refused, never a crash`(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let starts = [#"{"kick": 5, "snare": 2}"#, #"["a", "b\u00e9"]"#, "kick\nsnare\n# x\n"]
    for _ in 0..<200 {
      var bytes = Array(starts[Int.random(in: 0..<3, using: &numbers)].utf8)
      for _ in 0..<Int.random(in: 1...5, using: &numbers) {
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        bytes[place] = UInt8.random(in: 0...255, using: &numbers)
      }
      if let names = try? GateFiles.names(bytes) {
        #expect(names.allSatisfy { !$0.isEmpty } && Set(names).count == names.count)
      }
      if let counts = try? GateFiles.counts(bytes) {
        #expect(counts.allSatisfy { $0.count >= 0 })
      }
    }
  }

  @Test func `the demo corpus passes the example of gates, and none of its labels is called late`()
    throws
  {
    let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "configs/health.json")
    let run = try HealthRun([
      "--manifest", try Demo.manifest(), "--bundle", try DemoBundle.path, "--config", example.path,
    ])
    #expect(run.result.code == 0, "\(run.result.errors)")
    let gates = run.report["gates"].array
    #expect(gates.count == 8 && gates.allSatisfy { $0["passed"].bool == true })
    let detail = gates.first { $0["gate"].string == "max-misaligned-ms" }?["detail"].string
    #expect(detail == "no source set is apart")
    let groups = run.report["clips"]["alignment"]["groups"].array
    #expect(groups.count { !$0["usual_ms"].isNull } > 30)
    #expect(groups.allSatisfy { $0["misaligned"].bool == false })
  }
}
