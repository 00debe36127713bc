import Foundation
import TestSupport
import Testing

/// A corpus in which some source sets have one known fault each, its bundle, and what health says of it.
private enum Planted {
  static let made = Result { () throws -> Scratch in
    let scratch = try SharedFolders.make()
    let corpus = try RunningProcess([Program.demoCorpus, scratch.path, "--planted"]).wait()
    guard corpus.code == 0 else { throw SupportError("demo-corpus: \(corpus.errors)") }
    let export = try Program.export(manifest(scratch), scratch.file("bundle"))
    guard export.code == 0 else { throw SupportError("export: \(export.errors)") }
    return scratch
  }

  static func manifest(_ scratch: Scratch) -> String { scratch.file("manifest.jsonl") }

  static func run(_ flags: [String] = []) throws -> HealthRun {
    let scratch = try made.get()
    return try HealthRun(
      ["--bundle", scratch.file("bundle"), "--manifest", manifest(scratch)] + flags)
  }

  private static let text = Result { try run().result.output }

  /// The report's part about clips.
  static func report() throws -> ReadJSON { try ReadJSON(Data(text.get().utf8))["clips"] }
}

@Suite
struct PlantedFaultTests {
  @Test func `silence and clipped strokes are counted, and only in their source set`() throws {
    let levels = try Planted.report()["levels"]
    #expect(levels["all"]["silent"].int == 4)
    #expect(levels["all"]["digital_silence"].int == 2)
    #expect(levels["all"]["full_scale"].int == 4)
    #expect(levels["by_source"].keys == ["clipped", "silent"])
    #expect(levels["by_source"]["clipped"]["full_scale"].int == 4)
    #expect(levels["by_source"]["silent"]["silent"].int == 4)
  }

  @Test func `metadata.json has the same counts of levels as health`() throws {
    let levels = try ReadBundle(try Planted.made.get().file("bundle")).metadata["levels"]
    let counted = try Planted.report()["levels"]
    for table in ["by_label", "by_source"] {
      #expect(levels[table].keys == counted[table].keys)
      for name in levels[table].keys {
        for kind in ["silent", "digital_silence", "full_scale"] {
          #expect(levels[table][name][kind].int == counted[table][name][kind].int)
        }
      }
    }
    #expect(levels["all"]["full_scale"].int == 4)
  }

  @Test func `the late source set alone is named, with the shift that moves it back`() throws {
    let alignment = try Planted.report()["alignment"]
    let groups = alignment["groups"].array
    #expect(groups.count == 22)
    let late = groups.filter { $0["misaligned"].bool == true }
    #expect(late.map { $0["source_set"].string } == ["late", "late"])
    for group in late {
      let shift = try #require(group["shift_ms"].double)
      #expect(abs(shift - 30) < 2, "\(shift)")
    }
    #expect(alignment["unmatched"].int == 0 && alignment["clamped_starts"].int == 0)
  }

  @Test
  func `a recording in two sessions is a leak, and so is its copy under another path`() throws {
    let leaks = try Planted.report()["leaks"]
    #expect(leaks["recordings"].int == 1 && leaks["clips_of_recordings"].int == 14)
    let shared = try #require(leaks["recording_examples"].array.first)
    #expect(shared["audio_path"].string == "audio/shared/take.wav")
    #expect(shared["train"].int == 8 && shared["val"].int == 6)
    #expect(leaks["audio"]["clips"].int == 28)
    let pairs = leaks["audio"]["examples"].array
    #expect(pairs.count == 20)
    for pair in pairs {
      #expect(pair["clip"].string?.contains("copied") == true)
      let (clip, other) = (pair["clip"].string ?? "", pair["other"].string ?? "")
      #expect(clip.hasPrefix("train/") != other.hasPrefix("train/"))
    }
    #expect(leaks["clips"].int == 56)
  }

  @Test
  func
    `copies of a recording under two paths are a leak, though no clip of one equals one of the other`()
    throws
  {
    let leaks = try Planted.report()["leaks"]
    #expect(leaks["copies"].int == 2 && leaks["clips_of_copies"].int == 42)
    #expect(leaks["unknown_contents"].int == 0)
    let recut = try #require(leaks["copy_examples"].array.last)
    #expect(recut["recordings"].int == 2 && recut["train"].int == 8 && recut["val"].int == 6)
    #expect(
      recut["examples"].array.map { $0["audio_path"].string }
        == ["audio/recut/train.wav", "audio/recut/val.wav"])
  }

  @Test func `a bundle without run state says that copies are not searched for`() throws {
    let scratch = try Scratch()
    let bundle = scratch.file("bundle")
    let from = try Planted.made.get().file("bundle")
    #expect(try RunningProcess(["/bin/cp", "-al", from, bundle]).wait().code == 0)
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    let page = scratch.file("page.html")
    let run = try HealthRun(["--bundle", bundle, "--max-leaked", "1", "--html-output", page])
    #expect(run.result.code == 0, "\(run.result.errors)")
    let leaks = run.report["clips"]["leaks"]
    #expect(leaks["unknown_contents"].int == 21 && leaks["copies"].int == 0)
    #expect(leaks["clips"].int == 42)
    let words =
      "copies of 21 recordings are not searched for, since their contents are not on record"
    #expect(run.report["gates"].array.first?["detail"].string?.hasSuffix(words) == true)
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains(words.dropFirst()))
    let text = try Program.run(["health", "--bundle", bundle])
    #expect(text.output.split(separator: "\n").contains { $0.hasSuffix(words) })
  }

  @Test
  func `two labels for one sound are a conflict, and windows that nearly coincide are reported`()
    throws
  {
    let clips = try Planted.report()
    #expect(clips["label_conflicts"]["clips"].int == 12)
    for pair in clips["label_conflicts"]["examples"].array {
      let (clip, other) = (pair["clip"].string ?? "", pair["other"].string ?? "")
      #expect(clip.contains("named_twice") && other.contains("named_twice"))
      #expect(clip.contains("-again") != other.contains("-again"))
    }
    #expect(clips["near_repeats"]["clips"].int == 20)
  }

  @Test(arguments: [
    ("--max-silent", "0.0", "0.02"), ("--max-clipped", "0.0", "0.02"),
    ("--max-leaked", "0.1", "0.2"), ("--max-label-conflicts", "0.01", "0.1"),
    ("--max-misaligned-ms", "20", "40"), ("--min-val-per-class", "1000", "1"),
  ])
  func `a gate on clips passes or fails with 2, and says what to do`(
    gate: String, strict: String, lax: String
  ) throws {
    let passing = try Planted.run([gate, lax])
    #expect(passing.result.code == 0, "\(passing.result.errors)")
    let failing = try Planted.run([gate, strict])
    #expect(failing.result.code == 2)
    let row = try #require(failing.report["gates"].array.first)
    #expect("--\(row["gate"].string ?? "")" == gate && row["passed"].bool == false)
    #expect(row["advice"].string?.isEmpty == false && row["detail"].string?.isEmpty == false)
    #expect(row["value"].double != nil)
  }

  @Test func `gates of a configuration file count, and the command line takes precedence`() throws {
    let scratch = try Scratch()
    let file = try scratch.write("gates.json", #"{"max-silent": 0, "max_leaked": 1}"#)
    let failing = try Planted.run(["--config", file])
    #expect(failing.result.code == 2)
    #expect(
      failing.report["gates"].array.map { $0["gate"].string } == ["max-silent", "max-leaked"])
    #expect(try Planted.run(["--config", file, "--max-silent", "1"]).result.code == 0)
  }

  @Test func `a large shift against the baseline fails, and no shift passes`() throws {
    let scratch = try Planted.made.get()
    let same = scratch.file("same.json")
    let other = scratch.file("other.json")
    let snapshot = try Program.run([
      "metrics", "--manifest", Planted.manifest(scratch), "--output", same,
    ])
    #expect(snapshot.code == 0, "\(snapshot.errors)")
    let text = try String(contentsOfFile: same, encoding: .utf8)
    try text.replacing("\"kick\"", with: "\"gong\"").write(
      toFile: other, atomically: true, encoding: .utf8)
    let passing = try Planted.run(["--baseline", same])
    #expect(passing.result.code == 0, "\(passing.result.errors)")
    #expect(passing.report["drift"]["labels"]["population_stability_index"].double == 0)
    let failing = try Planted.run(["--baseline", other])
    #expect(failing.result.code == 2)
    let gate = try #require(failing.report["gates"].array.first)
    #expect(gate["gate"].string == "baseline" && gate["detail"].string == "labels: a large shift")
    #expect(failing.report["drift"]["labels"]["vanished"].array.map(\.string) == ["gong"])
  }

  @Test(arguments: [
    (
      ["--manifest", "m", "--max-silent", "0"],
      "--max-silent is about clips: give --bundle BUNDLE too"
    ),
    (
      ["--bundle", "b", "--baseline", "x"],
      "--baseline is compared with the manifest: give --manifest FILE too"
    ),
    (["--bundle", "b", "--max-leaked", "2"], "--max-leaked lies between 0 and 1"),
    (
      ["--bundle", "b", "--max-misaligned-ms=-1"],
      "--max-misaligned-ms is a number of milliseconds from 0"
    ),
    (["--manifest", "m", "--min-val-per-class=-1"], "--min-val-per-class is a count from 0"),
  ])
  func `gates that make no sense are wrong usage`(flags: [String], words: String) throws {
    let result = try Program.run(["health"] + flags)
    #expect(result.code == 64 && result.errors.contains(words), "\(result.errors)")
  }

  @Test func `absent onsets fail the gate on alignment`() throws {
    let scratch = try Planted.made.get()
    let run = try HealthRun(["--bundle", scratch.file("bundle"), "--max-misaligned-ms", "100"])
    #expect(run.result.code == 2 && run.report["clips"]["alignment"].isNull)
    #expect(run.report["gates"].array.first?["detail"].string == "no clip's onset is known")
  }

  @Test func `another count of levels in metadata.json is a wrong count`() throws {
    let scratch = try Scratch()
    let bundle = scratch.file("bundle")
    let from = try Planted.made.get().file("bundle")
    #expect(try RunningProcess(["/bin/cp", "-a", from, bundle]).wait().code == 0)
    let path = "\(bundle)/metadata.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("\"full_scale\": 4", with: "\"full_scale\": 5", maxReplacements: 1).write(
      toFile: path, atomically: true, encoding: .utf8)
    let run = try HealthRun(["--bundle", bundle])
    #expect(run.faults == ["wrong_count": 1])
    let example = try #require(run.examples("wrong_count").first)
    #expect(example.name == "levels.all.full_scale")
    #expect(example.detail == "metadata.json says 5, the bundle has 4")
  }
}
