import Foundation
import Glibc
import TestSupport
import Testing

/// The promises of an export's flags, through the executable.
@Suite
struct OptionTests {
  private static let events = 48
  private let corpus: SmallCorpus
  private let scratch: Scratch

  init() throws {
    corpus = try SmallCorpus(events: Self.events, seed: 8)
    scratch = corpus.scratch
  }

  private func export(
    _ flags: [String], manifest: String? = nil, events: Int = Self.events,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ReadBundle {
    let path = scratch.file("bundle")
    let result = try Program.export(manifest ?? corpus.manifest, path, flags + ["--overwrite"])
    return try expectBundle(result, path, events: events, sourceLocation: sourceLocation)
  }

  // MARK: What is exported

  @Test(arguments: [1, 7, 48, 1000])
  func `the limit takes the first events and judges no others`(limit: Int) throws {
    let manifest = try scratch.write(
      "tail.jsonl", corpus.lines.manifest + String(repeating: "malformed\n", count: 3))
    let flags = ["--limit", "\(limit)"]
    guard limit <= Self.events else {
      let result = try Program.export(manifest, scratch.file("none"), flags)
      return expectRefusal(result, code: 65, "3 malformed lines")
    }
    let bundle = try export(flags, manifest: manifest, events: limit)
    let head = try scratch.write("head.jsonl", corpus.lines.prefix(limit).manifest)
    let clips = bundle.clips
    #expect(bundle.metadata["limit"].int == limit)
    #expect(try export([], manifest: head, events: limit).clips == clips)
  }

  @Test
  func `short clips are padded with silence and long ones left alone`() throws {
    let plain = try export([])
    let before = try FolderTree.dataset(plain.path)
    let padded = try export(["--pad-to", "0.5"])
    #expect(padded.clips == plain.clips)
    for clip in padded.clips {
      let (short, long) = (try #require(before[clip]), try padded.bytes(clip))
      #expect(long.count == 44 + 2 * 22_050, "\(clip)")
      #expect(long.dropFirst(44).prefix(short.count - 44) == short.dropFirst(44), "\(clip)")
      #expect(long.dropFirst(short.count).allSatisfy { $0 == 0 }, "\(clip)")
    }
    let same = try export(["--pad-to", "0.01"])
    #expect(
      try FolderTree.dataset(same.path).filter { $0.key.hasSuffix(".wav") }
        == before.filter { $0.key.hasSuffix(".wav") })
  }

  @Test
  func `a completely missing source set must be allowed by name`() throws {
    try FileManager.default.removeItem(atPath: scratch.file("audio/stage"))
    let path = scratch.file("none")
    let refused = try Program.export(corpus.manifest, path, ["--max-skip-rate", "1"])
    expectRefusal(
      refused, code: 1, #"not one of the 3 files of source set "stage" was found"#,
      "--allow-missing-source stage")
    #expect(!FileManager.default.fileExists(atPath: path))
    let bundle = try export(["--max-skip-rate", "1", "--allow-missing-source", "stage"])
    #expect(bundle.metadata["skip_reasons"]["missing_file"].int == 24)
    #expect(bundle.metadata["duration_seconds_by_source"].keys == ["studio"])
  }

  @Test
  func `roots of a source are tried in their order, then the default root`() throws {
    let noise = Sound(frames: 44_100, seed: 77)
    try scratch.write("first/audio/studio/take-0.wav", noise.wav())
    try scratch.makeFolder("second")
    try FileManager.default.copyItem(
      atPath: scratch.file("audio"), toPath: scratch.file("second/audio"))
    let first = "--audio-root-map"
    let map = { (name: String) in "studio=\(self.scratch.file(name))" }
    let flags = ["--audio-root", scratch.path, "--limit", "8"]
    let line = EventLine(
      "e", path: "audio/studio/take-0.wav", onset: 0.5, session: "s", source: "studio")
    let manifest = try scratch.write("one.jsonl", [line].manifest)
    func clip(_ flags: [String]) throws -> Data {
      let bundle = try export(flags, manifest: manifest, events: 1)
      return try bundle.bytes(try #require(bundle.clips.first))
    }
    let (mapped, plain) = (
      try clip(flags + [first, map("first"), first, map("second")]), try clip(flags)
    )
    #expect(mapped != plain)
    #expect(try clip(flags + [first, map("second"), first, map("first")]) == plain)
    #expect(try clip(flags + [first, "stage=" + scratch.file("first")]) == plain)
    let start = Int(((0.5 - 80.0 / 1000) * 44_100).rounded(.down))
    let expected = noise.samples[start..<start + 12_349].withUnsafeBytes { Data($0) }
    #expect(mapped.dropFirst(44) == expected)
  }

  // MARK: What is said

  @Test
  func `json prints one object on a clean standard output, and progress goes elsewhere`() throws {
    let path = scratch.file("bundle")
    let result = try Program.export(corpus.manifest, path, ["--json", "--progress", "plain"])
    let bundle = try expectBundle(result, path, events: Self.events)
    let printed = try ReadJSON(Data(result.output.utf8))
    #expect(printed["bundle_digest"].string == bundle.digest)
    #expect(printed["statistics"]["total_events"].int == Self.events)
    #expect(result.errors.contains("planned 48 events"))
    #expect(!result.output.contains("planned"))
  }

  @Test
  func `no progress is nothing on standard error, and the summary is plain text`() throws {
    let path = scratch.file("bundle")
    let result = try Program.export(
      corpus.manifest, path, ["--progress", "none"])
    let bundle = try expectBundle(result, path, events: Self.events)
    #expect(result.errors == "")
    #expect(!result.output.contains("\u{1B}"))
    #expect(result.output.contains("48 sliced, 0 skipped"))
    #expect(result.output.contains("digest \(bundle.digest ?? "")"))
  }

  @Test
  func `the summary ends with the paths of the results and the command that makes the page`() throws
  {
    let path = scratch.file("my bundle")
    let files = [scratch.file("a.json"), scratch.file("b.csv"), scratch.file("c.log")]
    let flags = zip(["--summary-json", "--expected-duration-csv", "--log-file"], files)
      .flatMap { [$0, $1] }
    let result = try Program.export(corpus.manifest, path, flags)
    let bundle = try expectBundle(result, path, events: Self.events)
    let lines = result.output.components(separatedBy: "\n")
    let digest = try #require(lines.firstIndex(of: "digest \(bundle.digest ?? "")"))
    let rest = lines[digest...].joined(separator: "\n")
    for place in ["\nWhere to look\n", "\(path)/train/train_labels.json\n"] {
      #expect(rest.contains(place), "\(rest)")
    }
    for (what, file) in zip(["summary", "durations", "log"], files) {
      let words = lines.map { $0.split(separator: " ").map(String.init) }
      #expect(words.contains([what, file]), "\(rest)")
    }
    #expect(!rest.contains("skipped.jsonl"), "no event was skipped")
    let command = try #require(lines.last { $0.hasPrefix("  clipmill health ") })
    let line = "exec '\(Program.clipmill)'" + command.dropFirst("  clipmill".count)
    let made = try RunningProcess(["/bin/sh", "-c", line]).wait()
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.output.contains("\npage in \(path)-health.html\n"))
  }

  @Test(arguments: ["auto", "live"])
  func `without a terminal there is no colour in the summary`(progress: String) throws {
    let result = try Program.export(
      corpus.manifest, scratch.file("bundle"), ["--progress", progress],
      environment: ["NO_COLOR": "1", "TERM": "xterm-256color"])
    #expect(result.code == 0)
    #expect(!result.output.contains("\u{1B}"))
    if progress == "auto" { #expect(!result.errors.contains("\u{1B}")) }
  }

  @Test
  func `the summary and the log are written to their given paths`() throws {
    let (json, log) = (scratch.file("new/deep/summary.json"), scratch.file("other/log/run.txt"))
    let bundle = try export(["--summary-json", json, "--log-file", log])
    let metadata = try bundle.bytes("metadata.json")
    #expect(FileManager.default.contents(atPath: json) == metadata)
    let text = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    #expect(text.contains("planned 48 events"))
    #expect(text.contains("digest \(bundle.digest ?? "-")"))
    #expect(!text.contains("\u{1B}"))
    let time = #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ "#
    let lines = text.split(separator: "\n")
    let head = try Regex(
      time + #"clipmill \S+ on \S+, pid \d+: clipmill export .*--log-file .*run\.txt"#)
    #expect(lines.first?.firstMatch(of: head) != nil, "\(lines.first ?? "")")
    #expect(lines.last?.wholeMatch(of: try Regex(time + #"exit code 0 after \S+s"#)) != nil)
    #expect(lines.contains { $0.contains("Z planned 48 events in 1 shard, ") })
  }

  @Test
  func `a run that fails says so in its log too`() throws {
    let log = scratch.file("run.txt")
    let result = try Program.export(
      scratch.file("none.jsonl"), scratch.file("b"), ["--log-file", log])
    #expect(result.code == 66)
    let text = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    #expect(text.contains("Z clipmill: no manifest at"))
    #expect(text.split(separator: "\n").last?.contains("Z exit code 66 after ") == true)
  }
}
