import Foundation
import TestSupport
import Testing

/// A manifest that is not as the fields of this tool want it: what verification and export say of it.
struct FirstManifestTests {
  private let corpus: SmallCorpus
  private var scratch: Scratch { corpus.scratch }

  init() throws { corpus = try SmallCorpus(events: 30) }

  private func manifest(_ change: (String) -> String) throws -> String {
    try scratch.write("changed.jsonl", change(corpus.lines.manifest))
  }

  private func verify(_ manifest: String, _ flags: [String] = []) throws -> ProcessResult {
    try Program.export(manifest, scratch.file("new"), ["--verify-only"] + flags)
  }

  @Test
  func `a manifest with onsets under another key is refused by both, until the key is named`()
    throws
  {
    let path = try manifest { $0.replacing("onset_time", with: "start") }
    let refused = try Program.export(path, scratch.file("refused"))
    let verified = try verify(path)
    for result in [refused, verified] {
      #expect(result.code == 65)
      #expect(result.errors.contains("no event has onset_time; found: "))
      #expect(result.errors.contains("(--field onset_time=start)"))
    }
    #expect(scratch.names.contains("refused") == false)
    let some = try manifest {
      $0.replacing("\"onset_time\":0.0,", with: "\"onset_time\":null,")
    }
    let spoiled = try verify(some)
    #expect(spoiled.code == 1)
    #expect(spoiled.output.hasSuffix("Not ready: 6 events without a usable onset\n"))
    #expect(try Program.export(some, scratch.file("refused")).errors.contains("(invalid_onset 6)"))
    _ = try manifest { $0.replacing("onset_time", with: "start") }
    let plain = try ReadBundle(exported(corpus.manifest, "plain"))
    let mapped = try ReadBundle(exported(path, "mapped", ["--field", "onset_time=start"]))
    #expect(mapped.digest == plain.digest)
    #expect(mapped.metadata["options"]["field"].array.map { $0["key"].string } == ["start"])
    let other = try Program.export(
      path, scratch.file("mapped"), ["--resume", "--field", "onset_time=t"])
    #expect(other.code == 64)
    #expect(other.errors.contains("--field onset_time=t, recorded onset_time=start"))
  }

  private func exported(_ manifest: String, _ name: String, _ flags: [String] = []) throws -> String
  {
    let result = try Program.export(manifest, scratch.file(name), flags)
    #expect(result.code == 0, "\(result.errors)")
    return scratch.file(name)
  }

  @Test func `a default onset replaces one that is absent or null, never an unusable one`()
    throws
  {
    var lines = Array(corpus.lines.prefix(3))
    lines[0].onset = "null"
    lines[1].onset = "\"soon\""
    let path = try scratch.write("changed.jsonl", lines.manifest)
    let bundle = try ReadBundle(
      exported(path, "shots", ["--default-onset", "1.5", "--max-skip-rate", "0.5"]))
    #expect(bundle.count("sliced_events") == 2)
    #expect(bundle.count("invalid_values") == 1)
    #expect(bundle.skips == ["2 invalid_onset"])
    let rows = try bundle.bytes("train/metadata.jsonl").split(separator: 0x0A)
    let first = try ReadJSON(Data(try #require(rows.first)))
    #expect(first["start_frame"].int == Int((1.5 - 0.08) * 44100))
  }

  @Test func `fields are found within objects, labels may be bare texts, and all are carried`()
    throws
  {
    let line =
      #"{"clip":{"file":"audio/studio/take-0.wav"},"at":[{}],"hit":{"t":"0.5"},"what":"kick","#
      + #""who":"session-9","from":"studio"}"#
    let path = try scratch.write("changed.jsonl", line)
    let flags = [
      "audio_path=clip.file", "onset_time=hit.t", "components=what", "session_id=who",
      "source_set=from",
    ].flatMap { ["--field", $0] }
    let bundle = try ReadBundle(exported(path, "nested", flags + ["--val-ratio", "0"]))
    #expect(bundle.train.map { $0["label"].string } == ["kick"])
    #expect(bundle.train.map { $0["session_id"].string } == ["session-9"])
    #expect(bundle.train.map { $0["source_set"].string } == ["studio"])
    #expect(bundle.train.map { $0["event_id"].isNull } == [true])
  }

  @Test func `events without an id keep their clips when a line is inserted above`() throws {
    var lines = corpus.lines
    for place in lines.indices { lines[place].id = nil }
    let path = try scratch.write("changed.jsonl", lines.manifest)
    let bundle = try exported(path, "nameless")
    let before = try ReadBundle(bundle)
    let twice = lines[3]
    var new = lines[4]
    new.onset = "0.321"
    try scratch.write("changed.jsonl", ([new] + lines + [twice]).manifest)
    let resumed = try Program.export(path, bundle, ["--resume", "--max-skip-rate", "0.1"])
    #expect(resumed.code == 0, "\(resumed.errors)")
    let after = try ReadBundle(bundle)
    #expect(Set(before.clips).isSubset(of: Set(after.clips)))
    #expect(after.metadata["run_statistics"]["sliced_events"].int == 1)
    #expect(after.skips == ["32 duplicate"])
    #expect(after.metadata["healed_split_counts"]["train"].int == 0)
  }

  @Test func `clips that do not fit on the disk are refused before rendering, with both numbers`()
    throws
  {
    let lines = (0..<20_000).map { number in
      EventLine("e\(number)", path: "audio/studio/take-0.wav", labels: ["kick"])
    }
    let path = try scratch.write("changed.jsonl", lines.manifest)
    let flags = ["--pad-to", "3600"]
    let refused = try Program.export(path, scratch.file("new"), flags)
    #expect(refused.code == 74)
    #expect(
      refused.errors.contains(
        "clipmill: too little room for \(scratch.file("new")): 6.4 TB in 20,0"))
    #expect(
      refused.errors.contains(
        " (make room, choose another place, or go on with --ignore-space); nothing was rendered"))
    #expect(scratch.names.contains("new") == false)
    let verified = try verify(path, flags)
    #expect(verified.code == 1)
    #expect(verified.output.contains("\nNot ready: too little room (6.4 TB in 20,0"))
    #expect(verified.output.contains(" files and folders needed, "))
    // Room that the export ignores keeps nothing from being ready.
    let ignored = try verify(path, flags + ["--ignore-space"])
    #expect(ignored.code == 0, "\(ignored.output)")
    #expect(ignored.output.hasSuffix("\nReady to export\n"))
    #expect(
      ignored.output.contains("\n  too little room, which --ignore-space allows: 6.4 TB in 20,0"))
  }

  @Test func `findings of verification that fail nothing are also in the export's summary`() throws
  {
    var lines = corpus.lines
    for place in lines.indices.dropFirst(10) { lines[place].onset = "0.5" }
    let path = try scratch.write("changed.jsonl", lines.manifest)
    let words = [
      "val is empty: no session falls into it",
      "events repeat the recording and onset of an earlier event under another id",
    ]
    let verified = try verify(path, ["--val-ratio", "0.00001"])
    #expect(verified.code == 0)
    #expect(verified.output.hasSuffix("\nReady to export\n"))
    let result = try Program.export(path, scratch.file("new"), ["--val-ratio", "0.00001"])
    #expect(result.code == 0)
    for phrase in words {
      #expect(verified.output.contains(phrase))
      #expect(result.output.contains(phrase))
    }
  }

  @Test func `labels outside the taxonomy and events without a label are findings of both`() throws
  {
    var lines = corpus.lines
    lines[0].components = "[]"
    let path = try scratch.write("changed.jsonl", lines.manifest)
    let taxonomy = try scratch.write("taxonomy.json", #"{"classes":[{"label":"kick"}]}"#)
    let verified = try verify(path, ["--taxonomy", taxonomy])
    #expect(verified.code == 1)
    #expect(
      verified.output.hasSuffix(
        "\nNot ready: 1 event without a label, 4 labels outside the taxonomy\n"))
    let result = try Program.export(
      path, scratch.file("new"), ["--taxonomy", taxonomy, "--max-skip-rate", "0.1"])
    #expect(result.code == 0)
    #expect(
      result.output.contains("\n  1 event without a label\n  4 labels outside the taxonomy\n"))
  }

  @Test
  func `verification of a resume finds the events that its bundle has and the manifest lacks`()
    throws
  {
    let path = try scratch.write("changed.jsonl", corpus.lines.manifest)
    let bundle = try exported(path, "lacking")
    var lines = Array(corpus.lines.dropFirst(2))
    lines[0].onset = "0.123"
    try scratch.write("changed.jsonl", lines.manifest)
    let clips = lines[0].components.split(separator: "label").count - 1
    let changed = clips == 1 ? "1 clip of the bundle is" : "\(clips) clips of the bundle are"
    let flags = ["--verify-only", "--resume"]
    let found = try Program.export(path, bundle, flags)
    #expect(found.code == 1)
    #expect(
      found.output.hasSuffix(
        "\nNot ready: 2 events of the bundle are gone from the manifest, \(changed) changed in the"
          + " manifest\n"))
    let settled = try Program.export(
      path, bundle, flags + ["--removed", "drop", "--rerender-changed"])
    #expect(settled.code == 0)
    #expect(settled.output.hasSuffix("\nReady to export\n"))
    #expect(try Program.export(path, bundle, ["--resume"]).code == 65)
  }

  @Test func `clips whose names differ in case only are counted`() throws {
    var lines = Array(corpus.lines.prefix(4))
    lines[1].id = "\"ID\""
    lines[2].id = "\"id\""
    lines[3].id = "\"Id\""
    for place in lines.indices { lines[place].components = #"[{"label":"kick"}]"# }
    for place in 1...3 { lines[place].session = "\"s\"" }
    let bundle = try ReadBundle(
      exported(try scratch.write("changed.jsonl", lines.manifest), "twins"))
    #expect(bundle.count("case_twins") == 2)
    #expect(bundle.metadata["run_statistics"]["case_twins"].int == 2)
  }
}
