import Foundation
import TestSupport
import Testing

@Suite
struct EventStatisticsTests {
  @Test
  func `the counts of the demo corpus are those of an export and of an independent count`() throws {
    let run = try HealthRun([
      "--events", try Demo.manifest(), "--bundle", try DemoBundle.path, "--taxonomy",
      try Demo.taxonomy,
    ])
    #expect(run.result.code == 0, "\(run.result.errors)")
    let (events, bundle) = (run.report["events"], run.report["bundle"])
    #expect(events["events"].int == 4000 && run.report["manifest"]["malformed"].int == 0)
    let metadata = try ReadBundle(try DemoBundle.path).metadata
    #expect(events["duplicates"]["same_clip"].int == metadata["statistics"]["duplicates"].int)
    var (synthetic, buckets, byLabel) = (0, [String: Int](), [String: (Int, Int)]())
    let text = try String(contentsOfFile: try Demo.manifest(), encoding: .utf8)
    for line in text.split(separator: "\n") {
      let event = try ReadJSON(Data(line.utf8))
      let isSynthetic = event["is_synthetic"].bool == true
      if isSynthetic { synthetic += 1 }
      for component in event["components"].array {
        guard let label = component["label"].string else { continue }
        if let bucket = component["dynamic_bucket"].string { buckets[bucket, default: 0] += 1 }
        byLabel[label, default: (0, 0)].0 += isSynthetic ? 0 : 1
        byLabel[label, default: (0, 0)].1 += isSynthetic ? 1 : 0
      }
    }
    #expect(events["synthetic"].int == synthetic)
    #expect(events["dynamics"].keys == buckets.keys.sorted())
    for (bucket, count) in buckets { #expect(events["dynamics"][bucket].int == count) }
    #expect(events["labels"].array.count == byLabel.count)
    for row in events["labels"].array {
      let expected = byLabel[row["label"].string ?? ""] ?? (-1, -1)
      #expect(row["real"].int == expected.0 && row["synthetic"].int == expected.1)
      #expect((row["train"].int ?? 0) + (row["val"].int ?? 0) == row["count"].int)
    }
    for row in bundle["sources"].array {
      let stated = metadata["duration_seconds_by_source"][row["source_set"].string ?? ""]
      #expect(row["seconds"].double == stated.double)
    }
  }

  private func events(_ lines: [String]) throws -> (run: HealthRun, events: ReadJSON) {
    let scratch = try Scratch()
    let path = try scratch.write("m.jsonl", lines.map { $0 + "\n" }.joined())
    let run = try HealthRun(["--events", path])
    return (run, run.report["events"])
  }

  @Test
  func `fields of other kinds are absent`() throws {
    let (run, events) = try events([
      #"{"components":[{"label":"a","velocity":"0.5","openness":2,"dynamic_bucket":"soft"}],"#
        + #""is_synthetic":"yes","drummer_id":7,"bleed_level":" low ","mix_context":{"x":1},"#
        + #""loudness":{"LUFS_i":-20,"peak_dbfs":"-1.5"},"techniques":["flam",null,"flam"]}"#,
      #"{"components":[{"label":"a","velocity":1},{"label":"a","velocity":-0.1},{"x":1}],"#
        + #""loudness":3,"techniques":"flam","negative_example":true,"session_id":"s"}"#,
      "[]",
    ])
    #expect(run.result.code == 0)
    #expect(run.result.errors.contains("1 malformed line in "))
    #expect(run.report["manifest"]["malformed_examples"].array[0]["line"].int == 3)
    #expect(events["unstated"].int == 2 && events["negative_examples"].int == 1)
    #expect(events["drummers"]["7"].int == 1 && events["bleed_levels"]["low"].int == 1)
    #expect(events["mix_contexts"].keys == [] && events["techniques"]["flam"].int == 2)
    #expect(events["loudness"]["LUFS_i"]["mean"].double == -20)
    #expect(events["loudness"]["peak_dbfs"]["p50"].double == -1.5)
    let velocity = events["velocity"]
    #expect(velocity["histogram"].array.map(\.int)[10] == 1)
    #expect(velocity["histogram"].array.map(\.int)[19] == 1)
    #expect(velocity["outside"].int == 1 && velocity["absent"].int == 0)
    #expect(events["openness"]["outside"].int == 1 && events["openness"]["absent"].int == 2)
    #expect(events["sessions"]["count"].int == 1 && events["sessions"]["events_without"].int == 1)
  }

  @Test
  func `the same clip and the same hit are duplicates, and another onset is not`() throws {
    let (_, events) = try events(
      [
        EventLine("a", onset: 1, labels: ["x", "x"]), EventLine("b", onset: 1, labels: ["x"]),
        EventLine("c", onset: 2, labels: ["x"]), EventLine("a", onset: 3, labels: ["x", "y"]),
        EventLine("d", onset: 2, labels: ["x"], source: "other"),
      ].map(\.text))
    let duplicates = events["duplicates"]
    #expect(duplicates["same_clip"].int == 2 && duplicates["same_hit"].int == 1)
    #expect(duplicates["count"].int == 3 && duplicates["rate"].double == 3.0 / 7)
    #expect(duplicates["examples"].array.map { $0["ordinal"].int } == [1, 2, 4])
  }

  @Test
  func `a label outside the taxonomy is reported with the nearest known one`() throws {
    let scratch = try Scratch()
    let manifest = try scratch.write(
      "m.jsonl",
      [EventLine("a", labels: ["kik", "chh"]), EventLine("b", labels: ["kik", "zzzzz"])].manifest)
    let taxonomy = try scratch.write(
      "t.json", #"[{"label":"kick"},{"label":"hihat_closed","aliases":["chh"]}]"#)
    let run = try HealthRun(["--events", manifest, "--taxonomy", taxonomy])
    let unknown = run.report["taxonomy"]["unknown"].array
    #expect(unknown.map { $0["label"].string } == ["kik", "zzzzz"])
    #expect(unknown[0]["suggestion"].string == "kick" && unknown[1]["suggestion"].isNull)
    #expect(run.report["taxonomy"]["aliases_used"].array[0]["label"].string == "hihat_closed")
    #expect(run.report["taxonomy"]["unused"].array.map(\.string) == ["kick", "hihat_closed"])
  }

  @Test
  func `a manifest without an event is 65, an unreadable one 77`() throws {
    let scratch = try Scratch()
    let empty = try scratch.write("empty.jsonl", "\n\n")
    let broken = try scratch.write("broken.jsonl", "{\n[]\n")
    #expect(try Program.run(["health", "--events", empty]).code == 65)
    let result = try Program.run(["health", "--events", broken])
    #expect(result.code == 65 && result.errors.contains("line 1 (byte 0): "))
    chmod(empty, 0)
    let words = Rights.ofNobody + [Program.clipmill, "health", "--events", empty]
    #expect(try RunningProcess(words).wait().code == 77)
  }
}
