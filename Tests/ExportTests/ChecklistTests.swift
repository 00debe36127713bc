import Foundation
import Glibc
import TestSupport
import Testing

/// `scripts/pre_export_checklist.sh`, with the executables of this build.
private struct Checklist {
  static let home = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  func start(_ words: [String], _ environment: [String: String] = [:]) throws -> RunningProcess {
    var variables = [
      "CLIPMILL": Program.clipmill, "DEMO_CORPUS": Program.demoCorpus,
      "REPORTS": scratch.file("reports"),
    ]
    variables.merge(environment) { $1 }
    let script = Self.home.appending(path: "scripts/pre_export_checklist.sh").path
    return try RunningProcess([script] + words, in: scratch.path, environment: variables)
  }

  func run(_ words: [String], _ environment: [String: String] = [:]) throws -> ProcessResult {
    try start(words, environment).wait()
  }

  /// Settings for a corpus that is not of drums.
  static let plain = ["TAXONOMY": "none", "GATES": "none"]
}

/// The rows of the checklist by their topic.
private func rows(_ result: ProcessResult) -> [String: String] {
  let lines = result.output.split(separator: "\n").filter { $0.first?.isLetter == true }
  return Dictionary(
    lines.map { line in
      (
        String(line.prefix { $0 != " " }),
        line.dropFirst(10).trimmingCharacters(in: .whitespaces)
      )
    }, uniquingKeysWith: { first, _ in first })
}

@Test
func `the checklist passes on the demo corpus, and leaves nothing but reports`() throws {
  let checklist = try Checklist()
  let result = try checklist.run([])
  try #require(result.code == 0, "\(result.output)\(result.errors)")
  #expect(result.output.hasSuffix("\nThe full export may begin.\n"))
  let rows = rows(result)
  #expect(rows["Manifest"] == "4,000 events in 4 source sets, 6 without audio")
  #expect(rows["Sample"]?.hasPrefix("4,000 events, 5,866 clips in ") == true)
  #expect(rows["Health"] == "Healthy. All 30 gates passed.")
  #expect(rows["Time"]?.hasSuffix(" for all 4,000 events") == true)
  #expect(rows["Files"]?.hasPrefix("4,044") == true)
  #expect(rows["Skips"] == "0.37 % of events, about 15 in all")
  #expect(checklist.scratch.names == ["reports"] && result.leftovers == [])
  let reports = try FileManager.default.contentsOfDirectory(
    atPath: checklist.scratch.file("reports"))
  #expect(
    Set(reports).isSuperset(of: ["verify.json", "sample.json", "health.json", "health.html"]))
  #expect(!reports.contains("smoke"))
}

@Test
func `the sample's bundle stays on request, and never replaces an existing path`() throws {
  let corpus = try SmallCorpus(events: 60)
  let checklist = try Checklist()
  let settings = Checklist.plain.merging(["KEEP_SMOKE_OUTPUT": "1", "EXPORT_LIMIT": "20"]) { $1 }
  let result = try checklist.run([corpus.manifest, "smoke"], settings)
  #expect(result.code == 0, "\(result.output)\(result.errors)")
  #expect(rows(result)["Sample"]?.hasPrefix("20 events, ") == true)
  #expect(rows(result)["Kept"] == "smoke")
  let bundle = try ReadBundle(checklist.scratch.file("smoke"))
  #expect(Set(bundle.train.map { $0["source_set"].string ?? "" }) == ["studio", "stage"])
  let again = try checklist.run([corpus.manifest, "smoke"], Checklist.plain)
  #expect(again.code == 1 && again.output == "")
  #expect(again.errors.contains("smoke is there already"))
  #expect(checklist.scratch.names == ["reports", "smoke"])
}

@Test
func `a wrong root ends it before anything is exported, and is named`() throws {
  let corpus = try SmallCorpus(events: 60)
  let checklist = try Checklist()
  try checklist.scratch.makeFolder("empty/lost+found")
  try checklist.scratch.write("other/file", "x")
  for (name, root, words) in [
    ("RAW_PRIMARY", "gone", "RAW_PRIMARY: there is no folder gone (is its file system mounted?)"),
    ("RAW_SECONDARY", "gone", "RAW_SECONDARY: there is no folder gone"),
    ("RAW_PRIMARY", "empty", "RAW_PRIMARY: empty is empty (is its file system mounted?)"),
  ] {
    let result = try checklist.run([corpus.manifest, "smoke"], [name: root])
    #expect(result.code == 1 && result.output == "" && result.errors.contains(words))
  }
  let other = Checklist.plain.merging(["RAW_PRIMARY": "other"]) { $1 }
  let result = try checklist.run([corpus.manifest, "smoke"], other)
  #expect(result.code == 1 && rows(result)["Sample"] == nil)
  #expect(result.output.contains("studio: none of 3 files found"))
  #expect(result.output.contains("stage: none of 3 files found"))
  let would = "0 of 6 files found; 6 would be found with --audio-root \(corpus.scratch.path)"
  #expect(result.output.contains(would), "\(result.output)")
  #expect(result.output.contains("looked in --audio-root other"))
  #expect(result.errors.contains("do not export yet: Roots failed"))
  #expect(!checklist.scratch.names.contains("smoke"))
}

@Test
func `the second root is searched for what the first lacks, in the folder of its source set`()
  throws
{
  let corpus = try SmallCorpus(events: 60)
  let checklist = try Checklist()
  let files = FileManager.default
  let audio = corpus.scratch.file("audio")
  for (source, root) in [("studio", "one/audio"), ("stage", "two/own folder/audio")] {
    try checklist.scratch.makeFolder(root)
    try files.copyItem(
      atPath: "\(audio)/\(source)", toPath: checklist.scratch.file("\(root)/\(source)"))
  }
  try checklist.scratch.write("roots.txt", "# a comment\n\nstage=own folder")
  var settings = Checklist.plain.merging(["RAW_PRIMARY": "one", "SOURCE_ROOTS": "roots.txt"]) { $1 }
  #expect(try checklist.run([corpus.manifest, "smoke"], settings).code == 1)
  settings["RAW_SECONDARY"] = "two"
  let found = try checklist.run([corpus.manifest, "smoke"], settings)
  #expect(found.code == 0, "\(found.output)\(found.errors)")
  #expect(rows(found)["Manifest"] == "60 events in 2 source sets, 0 without audio")
  // Without a folder of its own it is looked for in the second root itself.
  settings["SOURCE_ROOTS"] = nil
  settings["RAW_SECONDARY"] = "two/own folder"
  #expect(try checklist.run([corpus.manifest, "smoke"], settings).code == 0)
}

@Test
func `flags behind the paths reach the export, and what they allow is not a failure`() throws {
  let corpus = try SmallCorpus(events: 60)
  let checklist = try Checklist()
  try FileManager.default.removeItem(atPath: corpus.scratch.file("audio/stage"))
  let settings = Checklist.plain.merging(["KEEP_SMOKE_OUTPUT": "1", "MAX_SKIP_RATE": "1"]) { $1 }
  let refused = try checklist.run([corpus.manifest, "smoke"], settings)
  #expect(refused.code == 1)
  #expect(refused.output.contains("stage: none of 3 files found"))
  #expect(refused.output.contains("or --allow-missing-source NAME behind OUTPUT, goes on without"))
  #expect(refused.output.contains("or --audio-root FOLDER behind OUTPUT, names a root"))
  let flags = ["--allow-missing-source", "stage", "--label-field", "onset_time", "--format=flac"]
  let result = try checklist.run([corpus.manifest, "smoke"] + flags, settings)
  #expect(result.code == 0, "\(result.output)\(result.errors)")
  let bundle = try ReadBundle(checklist.scratch.file("smoke"))
  #expect(bundle.train.allSatisfy { $0["onset_time"].double != nil })
  #expect(bundle.clips.allSatisfy { $0.hasSuffix(".flac") })
}

@Test(arguments: [
  (["--limit", "5"], "EXPORT_LIMIT takes the place of --limit"),
  (["--max-skip-rate=1"], "MAX_SKIP_RATE takes the place of --max-skip-rate"),
  (["--resume"], "--resume is the script's own matter"),
  (["a", "b", "c"], "takes two paths at most, not 3"),
])
func `a flag that the checklist gives itself is wrong usage`(
  flags: [String], words: String
) throws {
  let result = try Checklist().run(flags)
  #expect(result.code == 64 && result.errors.contains(words))
}

@Test
func `each exceeded threshold is named, and the sample is removed all the same`() throws {
  let demo = try DemoFiles(seed: 3)
  let checklist = try Checklist()
  let gates = ["min_counts.json": "{\"kick\": 100000}", "required_labels.txt": "kick\ngong\n"]
  for (name, text) in gates { try checklist.scratch.write("gates/\(name)", text) }
  try checklist.scratch.write("gates/required_techniques.txt", "flam\n")
  let strict = ["GATES": "gates", "MAX_SKIP_RATE": "0.2"]
  let unhealthy = try checklist.run([demo.manifests[0], "smoke"], strict)
  #expect(unhealthy.code == 1)
  #expect(
    rows(unhealthy)["Health"]
      == "FAILED: Not healthy: 2 gates failed (min-counts-json kick, require-label gong).")
  #expect(rows(unhealthy)["Time"] != nil)
  #expect(unhealthy.errors.contains("do not export yet: Health failed"))
  let missing = try checklist.run([demo.manifests[0], "smoke"], ["MAX_SKIP_RATE": "0"])
  #expect(missing.code == 1)
  #expect(rows(missing)["Roots"]?.hasSuffix("of events lack their audio, MAX_SKIP_RATE=0") == true)
  #expect(checklist.scratch.names == ["gates", "reports"])
}

@Test
func `an interrupt ends it, the sample's export included`() throws {
  let corpus = try SmallCorpus(events: 3000)
  let checklist = try Checklist()
  let run = try checklist.start([corpus.manifest, "smoke"], Checklist.plain)
  #expect(try run.waits { checklist.scratch.names.contains("smoke") })
  run.send(SIGTERM)
  let result = try run.wait()
  #expect(result.code == 130, "\(result)")
  #expect(result.errors.hasSuffix("pre_export_checklist: interrupted\n"))
  #expect(checklist.scratch.names == ["reports"] && result.leftovers == [])
}

@Test(arguments: [
  (["EXPORT_LIMIT": "0"], "EXPORT_LIMIT=0 is not a number of events"),
  (["MAX_SKIP_RATE": "2"], "MAX_SKIP_RATE=2 is not a share from 0 to 1"),
  (["MAX_HOURS": "-1"], "MAX_HOURS=-1 is not a number of hours"),
])
func `a wrong setting is wrong usage`(settings: [String: String], words: String) throws {
  let result = try Checklist().run([], settings)
  #expect(result.code == 64 && result.errors.contains(words))
}

@Test
func `the checklist's help prints its settings and does nothing`() throws {
  for flag in ["-h", "--help"] {
    let checklist = try Checklist()
    let result = try checklist.run([flag])
    #expect(result.code == 0 && result.errors == "")
    #expect(result.output.hasPrefix("Tries a long export out on a sample"))
    #expect(result.output.contains("\n  MAX_HOURS=72 "))
    #expect(!result.output.contains("set -"))
    #expect(checklist.scratch.names == [])
  }
}

@Test(.enabled(if: access("/usr/bin/shellcheck", X_OK) == 0))
func `shellcheck has nothing to say about the checklist`() throws {
  let script = Checklist.home.appending(path: "scripts/pre_export_checklist.sh").path
  let result = try RunningProcess(["/usr/bin/shellcheck", script]).wait()
  #expect(result.code == 0 && result.output == "", "\(result.output)")
}
