import Foundation
import TestSupport
import Testing

/// A way to damage a bundle, and the faults that must be found, no more and no fewer.
struct Damage: CustomTestStringConvertible, Sendable {
  let words: String
  let faults: [String: Int]
  /// Part of the name, and of the detail, of an example of the first kind in `shown`.
  let shown: (kind: String, name: String, detail: String)
  let apply: @Sendable (DamagedBundle) throws -> Void
  var testDescription: String { words }
}

/// Foundation finds no empty text in any.
private func holds(_ text: String, _ part: String) -> Bool { part.isEmpty || text.contains(part) }

/// The clip of an event with one label, so that no other row's clip is the same file.
private func lonelyClip(_ bundle: DamagedBundle) throws -> (clip: String, row: ReadJSON) {
  let rows = try bundle.rows("train")
  var counts: [String: Int] = [:]
  for row in rows { counts[row["event_id"].string ?? "", default: 0] += 1 }
  let row = try #require(rows.first { counts[$0["event_id"].string ?? ""] == 1 })
  return ("train/\(row["file"].string ?? "")", row)
}

private let documents: [Damage] = [
  Damage(
    words: "an unfinished bundle", faults: ["incomplete": 1],
    shown: ("incomplete", "metadata.json", "7 events remain")
  ) { bundle in
    try bundle.replace(in: "metadata.json", #""complete": true"#, #""complete": false"#)
    try bundle.replace(in: "metadata.json", #""events_remaining": 0"#, #""events_remaining": 7"#)
  },
  Damage(
    words: "no metadata.json", faults: ["incomplete": 1],
    shown: ("incomplete", "metadata.json", "not there")
  ) { try $0.remove("metadata.json") },
  Damage(
    words: "another count in metadata.json", faults: ["wrong_count": 1],
    shown: ("wrong_count", "label_counts.kick", "metadata.json says 1, the bundle has ")
  ) { bundle in
    try bundle.change("metadata.json") { data in
      let text = String(decoding: data, as: UTF8.self)
      let start = try #require(text.range(of: #""label_counts": {"#)).upperBound
      let place = try #require(
        text.range(
          of: #""kick": \d+"#, options: .regularExpression,
          range: start..<text.endIndex))
      data = Data(text.replacingCharacters(in: place, with: #""kick": 1"#).utf8)
    }
  },
  Damage(
    words: "a label file that is cut",
    faults: ["damaged_document": 1],
    shown: ("damaged_document", "val/val_labels.json", "ends within")
  ) { bundle in
    try bundle.change("val/val_labels.json") { $0.removeLast(40) }
  },
  Damage(
    words: "components.json with another byte", faults: ["changed_document": 2],
    shown: ("changed_document", "components.json", "SHA-256")
  ) { bundle in
    try bundle.change("components.json") { $0.append(0x0A) }
  },
]

private let clips: [Damage] = [
  Damage(
    words: "a clip that is gone", faults: ["missing_clip": 1],
    shown: ("missing_clip", "train/audio/", "")
  ) { try $0.remove(lonelyClip($0).clip) },
  Damage(
    words: "a file that no row names", faults: ["unlabelled_file": 2],
    shown: ("unlabelled_file", "train/audio/", "")
  ) { bundle in
    try bundle.write(lonelyClip(bundle).clip + ".copy.wav", Data([1]))
    try bundle.write("val/stray.json", Data())
  },
  Damage(
    words: "a clip with one sample changed", faults: ["changed_clip": 1, "changed_document": 1],
    shown: ("changed_clip", "train/audio/", "XXH3-128")
  ) { bundle in try bundle.change(lonelyClip(bundle).clip) { $0[1000] ^= 1 } },
  Damage(
    words: "a clip that is no audio",
    faults: ["undecodable_clip": 1, "changed_clip": 1, "changed_document": 1],
    shown: ("undecodable_clip", "train/audio/", "unreadable: ")
  ) { bundle in try bundle.write(lonelyClip(bundle).clip, Data("no audio at all".utf8)) },
  Damage(
    words: "a clip at another rate",
    faults: ["wrong_rate": 1, "changed_clip": 1, "changed_document": 1],
    shown: ("wrong_rate", "train/audio/", "48000 Hz, not 44100 Hz")
  ) { bundle in
    try bundle.change(lonelyClip(bundle).clip) { data in
      data.replaceSubrange(24..<32, with: [0x80, 0xBB, 0, 0, 0, 0x77, 1, 0])
    }
  },
  Damage(
    words: "a clip of another length",
    faults: ["wrong_length": 1, "changed_clip": 1, "changed_document": 1],
    shown: ("wrong_length", "train/audio/", "1000 frames, not 12349")
  ) { bundle in
    try bundle.write(
      lonelyClip(bundle).clip, Data(Sound(frames: 1000, seed: 1).wav()))
  },
  Damage(
    words: "a stereo clip",
    faults: ["wrong_format": 1, "changed_clip": 1, "changed_document": 1],
    shown: ("wrong_format", "train/audio/", "2 channels")
  ) { bundle in
    try bundle.write(
      lonelyClip(bundle).clip, Data(Sound(channels: 2, frames: 12_349, seed: 1).wav()))
  },
  Damage(
    words: "a folder in the place of a clip", faults: ["undecodable_clip": 1],
    shown: ("undecodable_clip", "train/audio/", "not a regular file")
  ) { bundle in
    let clip = try lonelyClip(bundle).clip
    try bundle.remove(clip)
    try FileManager.default.createDirectory(
      atPath: bundle.file(clip), withIntermediateDirectories: false)
  },
]

private let rows: [Damage] = [
  Damage(
    words: "a row with another label",
    faults: ["wrong_row": 3, "wrong_count": 4, "changed_document": 2],
    shown: ("wrong_row", "train/train_labels.json row 1", "metadata.jsonl has another label")
  ) { bundle in
    let label = try #require(try bundle.rows("train").first?["label"].string)
    let other = label == "kick" ? "snare" : "kick"
    try bundle.replace(
      in: "train/train_labels.json", #""label":"\#(label)""#, #""label":"\#(other)""#)
  },
  Damage(
    words: "a last row without its other half", faults: ["wrong_row": 1, "changed_document": 1],
    shown: ("wrong_row", "val/metadata.jsonl", "has no other half")
  ) { bundle in
    try bundle.change("val/metadata.jsonl") { data in
      let end = try #require(data.dropLast().lastIndex(of: 0x0A))
      data = data[...end]
    }
  },
  Damage(
    words: "a row with another level", faults: ["wrong_row": 1, "changed_document": 1],
    shown: ("wrong_row", "train/audio/", " at frame 99999, rms ")
  ) { bundle in
    try bundle.change("train/metadata.jsonl") { data in
      let text = String(decoding: data, as: UTF8.self)
      let frame = try #require(text.firstMatch(of: /"peak_frame":\d+/))
      data = Data(text.replacingCharacters(in: frame.range, with: #""peak_frame":99999"#).utf8)
    }
  },
  Damage(
    words: "a row that is gone",
    faults: ["unlabelled_file": 1, "wrong_count": 7, "changed_document": 3],
    shown: ("unlabelled_file", "val/audio/", "")
  ) { bundle in
    // From both halves, as someone would who knows of both.
    for name in ["val/val_labels.json", "val/metadata.jsonl"] {
      try bundle.change(name) { data in
        var lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        lines.remove(at: name.hasSuffix("l") ? 1 : 2)
        data = Data((lines.joined(separator: "\n") + "\n").utf8)
      }
    }
  },
  Damage(
    words: "a session in both splits",
    faults: [
      "session_in_both_splits": 1, "wrong_split": 1, "wrong_row": 1, "changed_document": 2,
    ],
    shown: ("session_in_both_splits", "", "")
  ) { bundle in
    let train = try #require(try bundle.rows("train").first?["session_id"].string)
    let val = try #require(try bundle.rows("val").first?["session_id"].string)
    try bundle.replace(
      in: "val/val_labels.json", #""session_id":"\#(val)""#, #""session_id":"\#(train)""#)
  },
]

@Suite
struct BundleDamageTests {
  @Test
  func `no fault is found in the exported bundle`() throws {
    let run = try HealthRun(["--bundle", try DemoBundle.path])
    #expect(run.result.code == 0, "\(run.result.errors)")
    #expect(run.result.errors.isEmpty)
    #expect(run.faults == [:])
    let metadata = try ReadBundle(try DemoBundle.path).metadata
    let bundle = run.report["bundle"]
    #expect(run.report["passed"].bool == true && bundle["faults"].int == 0)
    #expect(bundle["clips"].int == 5866 && bundle["clips_decoded"].int == 5866)
    #expect(bundle["bundle_digest"].string == metadata["bundle_digest"].string)
    #expect(bundle["checks"].keys.count == 14)
  }

  @Test(arguments: documents + clips + rows)
  func `damage is reported with its number and name`(damage: Damage) throws {
    let bundle = try DemoBundle.copy()
    try damage.apply(bundle)
    let run = try HealthRun(["--bundle", bundle.path, "-q"])
    #expect(run.result.code == 2)
    var found = run.faults
    // Rows that are lost behind a cut change every count, as many as there are labels.
    if damage.words.contains("is cut") {
      #expect(found["wrong_count"] ?? 0 > 3 && found["unlabelled_file"] == 1)
      #expect(found["changed_document"] == 2)
      for kind in ["wrong_count", "unlabelled_file", "changed_document", "wrong_row"] {
        found[kind] = nil
      }
    }
    #expect(found == damage.faults)
    let example = try #require(run.examples(damage.shown.kind).first)
    #expect(holds(example.name, damage.shown.name), "\(example)")
    #expect(holds(example.detail, damage.shown.detail), "\(example)")
    #expect(run.report["passed"].bool == false)
    #expect(run.result.errors.hasPrefix("clipmill: Not healthy: "))
  }

  @Test
  func `twenty of many missing clips are named`() throws {
    let bundle = try DemoBundle.copy()
    let lost = Array(Set(try bundle.clips("val"))).sorted().prefix(30)
    for clip in lost { try bundle.remove(clip) }
    let run = try HealthRun(["--bundle", bundle.path])
    #expect(run.faults == ["missing_clip": 30])
    #expect(run.examples("missing_clip").count == 20)
    let text = try Program.run(["health", "--bundle", bundle.path])
    #expect(text.code == 2 && text.output.contains("Missing clips: 30\n"))
    #expect(text.output.contains("and 10 more"))
  }

  @Test
  func `a changed clip is named in full, its digests in short`() throws {
    let bundle = try DemoBundle.copy()
    let (clip, _) = try lonelyClip(bundle)
    try bundle.change(clip) { $0[$0.count - 1] ^= 1 }
    let text = try Program.run(["health", "--bundle", bundle.path]).output
    let row = try #require(text.split(separator: "\n").first { $0.contains("XXH3-128") })
    #expect(row.contains(clip) && row.contains("…, stated "))
    #expect(try row.firstMatch(of: Regex("[0-9a-f]{32}, ")) == nil)
  }

  @Test
  func `a folder that is not a bundle is reported with 66`() throws {
    let scratch = try Scratch()
    for place in [scratch.path, scratch.file("nowhere")] {
      let result = try Program.run(["health", "--bundle", place])
      #expect(result.code == 66)
      #expect(result.errors.contains(place))
    }
  }
}
