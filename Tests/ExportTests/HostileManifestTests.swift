import Foundation
import Glibc
import TestSupport
import Testing

/// Hostile manifests, or those of a broken script: one recording, and one odd thing each.
@Suite
struct HostileManifestTests {
  /// The result of exporting some lines.
  struct Outcome {
    let bundle: ReadBundle
    /// Everything below the folder that holds the bundle, except the bundle itself.
    let outside: [String]
  }

  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("corpus/a.wav", Sound(frames: 44_100, seed: 9).wav())
  }

  /// Exports a manifest of these bytes; everything outside the bundle must stay as it was.
  private func outcome(
    _ manifest: [UInt8], events: Int, _ flags: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let path = try scratch.write("corpus/manifest.jsonl", manifest)
    let before = FolderTree.paths(scratch.path).filter { $0 != "out" }
    let bundle = scratch.file("out/bundle")
    let result = try Program.export(path, bundle, flags + ["--max-skip-rate", "1"])
    let read = try expectBundle(result, bundle, events: events, sourceLocation: sourceLocation)
    let outside = FolderTree.paths(scratch.path).filter {
      !$0.hasPrefix("out/bundle/") && $0 != "out" && $0 != "out/bundle"
    }
    #expect(outside == before, sourceLocation: sourceLocation)
    return Outcome(bundle: read, outside: outside)
  }

  private func outcome(
    _ lines: [EventLine], _ flags: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    try outcome(
      Array(lines.manifest.utf8), events: lines.count, flags, sourceLocation: sourceLocation)
  }

  /// The names of the clips, without their folders.
  private func names(_ bundle: ReadBundle) -> [String] {
    bundle.clips.map { String($0.split(separator: "/").last ?? "") }
  }

  // MARK: Names

  @Test(arguments: [
    (#"../../escape"#, "-.-..-escape"), (#"/etc/passwd"#, "-etc-passwd"), (#"a\u0000b"#, "a-b"),
    (#"say \"hi\" 'now'"#, "say--hi---now-"), (#"\u202eevil"#, "-evil"), (#"e\u0301"#, "e-"),
    (#"é"#, "-"), (#".hidden"#, "-hidden"), (#"a\nb"#, "a-b"), (#"$(reboot)`id`"#, "--reboot--id-"),
    (#"a\u2028b"#, "a-b"),
  ])
  func `an id is cleaned for the clip's name and kept in its label`(id: String, clean: String)
    throws
  {
    let bundle = try outcome([EventLine(id)]).bundle
    let name = try #require(names(bundle).first)
    let original = try #require(
      try ReadJSON(Data("\"\(id)\"".utf8)).string)
    #expect(name.hasPrefix(clean + "__kick~"), "\(name)")
    #expect(name.utf8.count == clean.utf8.count + "__kick~".utf8.count + 16 + 4)
    #expect(bundle.clips.count == 1)
    let row = (bundle.train + bundle.val).first
    #expect(row?["event_id"].string?.utf8.elementsEqual(original.utf8) == true)
  }

  @Test
  func `an id of 300 characters is cut and stays distinct`() throws {
    let long = String(repeating: "x", count: 300)
    let lines = [EventLine(long), EventLine(long + "y"), EventLine(long + "z")]
    let found = names(try outcome(lines).bundle)
    #expect(Set(found).count == 3)
    #expect(found.allSatisfy { $0.utf8.count == 200 })
  }

  @Test
  func `names that collide when cleaned are different clips`() throws {
    let ids = ["a b", "a/b", "a-b", "a:b", "a\\u00a0b"]
    let bundle = try outcome(ids.map { EventLine($0, onset: 0.1) }).bundle
    #expect(Set(names(bundle)).count == 5)
    #expect(bundle.count("duplicates") == 0)
    #expect(names(bundle).contains("a-b__kick.wav"))
  }

  @Test
  func `composed and decomposed text are two ids, two labels and two sessions`() throws {
    let (composed, decomposed) = (#"\u00e9"#, #"e\u0301"#)
    let lines = [composed, decomposed].flatMap { id in
      [composed, decomposed].map { EventLine(id, labels: [$0], session: $0) }
    }
    let bundle = try outcome(lines).bundle
    #expect(bundle.clips.count == 4)
    #expect(bundle.components["num_classes"].int == 2)
    #expect(Set(names(bundle)).count == 4)
  }

  @Test(arguments: ["../../up", "/abs", "a/b", ".", "..", #"nul\u0000"#])
  func `a label cannot lead out of the bundle`(label: String) throws {
    let bundle = try outcome([EventLine("e", labels: [label])]).bundle
    #expect(bundle.clips.count == 1)
    #expect(names(bundle).allSatisfy { $0.hasPrefix("e__") && $0.hasSuffix(".wav") })
    let folder = bundle.clips.first?.split(separator: "/").dropLast().joined(separator: "/")
    #expect(folder == "train/audio")
  }

  // MARK: Values

  @Test(arguments: [
    ("\"0.25\"", 11025), ("\" +2.5e-1 \"", 11025), ("-0.05", 0),
    ("0." + String(repeating: "0", count: 400) + "1", 0),
    ("0.25" + String(repeating: "0", count: 400), 11025),
  ])
  func `an onset is a number or a numeric string`(onset: String, frame: Int) throws {
    var line = EventLine("e")
    line.onset = onset
    line.more = [#""context_ms":{"pre":0,"post":100}"#]
    let bundle = try outcome([line]).bundle
    let rows = try ["train", "val"].flatMap { split in
      try bundle.bytes("\(split)/metadata.jsonl").split(separator: 0x0A).map {
        try ReadJSON(Data($0))
      }
    }
    #expect(rows.map { $0["start_frame"].int } == [frame])
    #expect(rows.map { $0["frames"].int } == [4410])
  }

  @Test(arguments: [
    ("true", "onset_time is no number", 1), ("NaN", "onset_time is no number", 1),
    ("-Infinity", "onset_time is no number", 1), ("1e400", "onset_time is no number", 1),
    ("\"1e400\"", "onset_time is no number", 1), ("\"0x1\"", "onset_time is no number", 1),
    ("null", "no onset_time", 0), ("[1]", "onset_time is no number", 1),
    (String(repeating: "9", count: 400), "onset_time is no number", 1),
    ("\"\"", "onset_time is no number", 1),
  ])
  func `an event without a usable onset is skipped, and its labels still have numbers`(
    onset: String, detail: String, invalid: Int
  ) throws {
    var line = EventLine("e", labels: ["ride"])
    line.onset = onset
    let bundle = try outcome([line, EventLine("f")], ["--max-skip-rate", "0.5"]).bundle
    #expect(bundle.clips == ["train/audio/f__kick.wav"])
    #expect(bundle.components["components"].array.map(\.string) == ["ride", "kick"])
    let skipped = try ReadJSON(Data(try bundle.bytes("skipped.jsonl")))
    #expect(skipped["reason"].string == "invalid_onset")
    #expect(skipped["detail"].string == detail)
    #expect(bundle.metadata["skip_reasons"]["invalid_onset"].int == 1)
    #expect(bundle.metadata["statistics"]["invalid_values"].int == invalid)
    #expect(bundle.metadata["run_statistics"]["invalid_values"].int == invalid)
  }

  @Test(arguments: ["-7", "-0.1"])
  func `a window that ends before the recording begins is out of range`(onset: String) throws {
    var line = EventLine("e")
    line.onset = onset
    line.more = [#""context_ms":{"pre":0,"post":100}"#]
    let bundle = try outcome([line, EventLine("f")], ["--max-skip-rate", "0.5"]).bundle
    #expect(bundle.metadata["skip_reasons"]["out_of_range"].int == 1)
    #expect(bundle.clips == ["train/audio/f__kick.wav"])
  }

  @Test(arguments: ["3", "true", "null", #"["e"]"#, "\"\""])
  func `an id that is not a text, or is empty, is absent`(id: String) throws {
    var line = EventLine("e", session: "s")
    line.id = id
    let bundle = try outcome([line]).bundle
    let name = try #require(names(bundle).first)
    #expect(name.hasSuffix("__kick.wav"))
    #expect(name.prefix(40).allSatisfy { $0.isHexDigit })
    #expect((bundle.train + bundle.val).first?["event_id"].isNull == true)
  }

  @Test
  func `of equal keys the last one counts`() throws {
    var line = EventLine("first", labels: ["kick"])
    line.more = [#""components":[{"label":"x","label":"snare"}]"#, #""event_id":"last""#]
    #expect(names(try outcome([line]).bundle) == ["last__snare.wav"])
  }

  @Test(arguments: ["5", "null", "[]", "{}", #"[{"label":7}]"#, #"[{"label":" \u2003 "}]"#, "[3]"])
  func `without a label that is text an event has no components`(components: String) throws {
    var line = EventLine("e")
    line.components = components
    let bundle = try outcome([line, EventLine("good")]).bundle
    #expect(bundle.skips == ["1 no_components"])
    #expect(bundle.clips.count == 1)
  }

  @Test
  func `a label is trimmed of every white space`() throws {
    let bundle = try outcome([EventLine("e", labels: [#"\u2003 kick\u00a0\t"#])]).bundle
    #expect(bundle.components["components"].array.map(\.string) == ["kick"])
  }

  // MARK: Lines

  @Test
  func `a byte-order mark, CRLF, blank lines and a cut end of line are tolerated`() throws {
    let lines = ["one", "two", "three"].map { EventLine($0, onset: 0.2).text }
    let text = "\u{FEFF}\(lines[0])\r\n\r\n  \n\(lines[1])\n\n\t\n\(lines[2])"
    let bundle = try outcome(Array(text.utf8), events: 3).bundle
    #expect(names(bundle) == ["one__kick.wav", "two__kick.wav", "three__kick.wav"])
  }

  @Test
  func `U+2028 and U+2029 do not end a line`() throws {
    let bundle = try outcome([EventLine("a\u{2028}b\u{2029}c"), EventLine("d")]).bundle
    #expect(bundle.clips.count == 2)
    #expect((bundle.train + bundle.val).contains { $0["event_id"].string == "a\u{2028}b\u{2029}c" })
  }

  /// Lines that are no event, and the words that say why.
  static let malformed: [(name: String, line: [UInt8], words: String)] = [
    ("cut", Array(#"{"event_id":"x","onset"#.utf8), "line 2"),
    ("no object", Array("[1,2]".utf8), "line 2"), ("no JSON", Array("hello".utf8), "line 2"),
    ("UTF-8", Array(#"{"event_id":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8), "UTF-8"),
    ("surrogate", Array(#"{"event_id":"\ud800"}"#.utf8), "unpaired surrogate"),
    ("low surrogate", Array(#"{"x":["\udc00"]}"#.utf8), "unpaired surrogate"),
    (
      "nested", Array((#"{"x":"# + String(repeating: "[", count: 100_000)).utf8),
      "nested deeper than 1,024"
    ),
    (
      "nested and closed",
      Array(
        (#"{"x":"# + String(repeating: "[", count: 100_000)
          + String(repeating: "]", count: 100_000) + "}").utf8), "nested deeper than 1,024"
    ),
    (
      "over-long",
      [UInt8](repeating: 0x20, count: 5) + [0x7B]
        + [UInt8](repeating: 0x20, count: 16 << 20) + [0x7D], "line 2"
    ),
  ]

  @Test(arguments: malformed.indices)
  func `a malformed line stops the export before a clip is written, or is counted`(
    number: Int
  ) throws {
    let (name, line, words) = Self.malformed[number]
    let good = Array((EventLine("good").text + "\n").utf8)
    let bytes = good + line + [0x0A] + Array(EventLine("more").text.utf8)
    let path = try scratch.write("corpus/manifest.jsonl", bytes)
    let stopped = try Program.export(path, scratch.file("out/bundle"))
    expectRefusal(
      stopped, code: 65, "1 malformed line in \(path)", "line 2 (byte \(good.count))", words,
      "--on-bad-line skip")
    #expect(FolderTree.paths(scratch.path).filter { $0.hasPrefix("out/") } == [], "\(name)")
    let bundle = try outcome(bytes, events: 3, ["--on-bad-line", "skip"]).bundle
    #expect(bundle.skips == ["2 malformed"])
    #expect(bundle.count("skipped_malformed") == 1)
    #expect(bundle.clips.count == 2)
  }

  @Test
  func `ten of many malformed lines are named, and all are counted`() throws {
    let path = try scratch.write(
      "corpus/manifest.jsonl", EventLine("e").text + "\n" + String(repeating: "x\n", count: 25))
    let result = try Program.export(path, scratch.file("out"))
    expectRefusal(
      result, code: 65, "25 malformed lines", "lines 2, 3,", "11 and 15 more (from byte ")
  }
}
