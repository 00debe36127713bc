import Foundation
import TestSupport
import Testing

/// Files that are given as a manifest and are something else.
struct WrongFileTests {
  private static let event = #"{"event_id":"e","audio_path":"a.wav","onset_time":1}"#

  /// A file's name and bytes, and the words about it; `@` stands for the file.
  private static let files: [(name: String, bytes: [UInt8], words: String)] = [
    (
      "e.jsonl.gz", [0x1F, 0x8B, 8, 0, 0],
      "gzip-compressed, not a manifest of one JSON object a line"
        + " (clipmill import @e.jsonl.gz @e.jsonl makes one from it)"
    ),
    (
      "e.zst", [0x28, 0xB5, 0x2F, 0xFD],
      "zstd-compressed, not a manifest of one JSON object a line"
        + " (zstd -d @e.zst unpacks it; clipmill import makes a manifest from the result)"
    ),
    (
      "e.jsonl", Array("\u{FEFF}\(event)\n".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
      "UTF-16 text, not a manifest of one JSON object a line"
        + " (clipmill import @e.jsonl @e.manifest.jsonl makes one from it)"
    ),
    (
      "e.json", Array("[\(event),\n\(event)]".utf8),
      "one JSON array, not a manifest of one JSON object a line"
        + " (clipmill import @e.json @e.jsonl makes one from it)"
    ),
    (
      "e.csv", Array("path,start,label\na.wav,1,kick\n".utf8),
      "CSV, not a manifest of one JSON object a line"
        + " (clipmill import @e.csv @e.jsonl makes one from it)"
    ),
    (
      "e.wav", Array("RIFF\0\0\0\0WAVEfmt ".utf8),
      "a sound file (WAV), not a manifest of one JSON object a line (give the manifest that names"
        + " it; clipmill import LABELS MANIFEST --audio @e.wav makes one from a label track)"
    ),
    (
      "e.parquet", Array("PAR1\0".utf8),
      "Parquet, not a manifest of one JSON object a line"
        + " (save its rows as CSV or JSON, which clipmill import turns into a manifest)"
    ),
  ]

  private static let commands = [
    "export @ bundle --progress none", "export @ bundle --verify-only --summary-json out",
    "export @ bundle --limit 1 --sample stratified",
    "coordinator @ bundle --bind tcp://127.0.0.1:*", "metrics --manifest @ --output out",
    "health --events @ --output out --html-output page",
  ]

  @Test(arguments: files.indices)
  func `every command that reads a manifest names the kind of another file`(number: Int) throws {
    let (name, bytes, words) = Self.files[number]
    let scratch = try Scratch()
    let path = try scratch.write(name, bytes)
    for command in Self.commands {
      let arguments = command.split(separator: " ").map { $0 == "@" ? path : String($0) }
      let result = try Program.run(arguments, in: scratch.path)
      #expect(result.code == 65, "\(command): \(result.errors)")
      expectLine(
        result, "\(path) is " + words.replacingOccurrences(of: "@", with: scratch.path + "/"))
      #expect(result.output == "" && scratch.names == [name], "\(command)")
    }
  }

  @Test
  func `a field that no event has is named, with the keys found and the nearest`() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      "m.jsonl", #"{"id":"a","path":"a.wav","start":1,"label":"k"}"# + "\n" + #"{"x":1}"# + "\n")
    let words =
      "\(path): no event has audio_path, onset_time, components; found: id, path, start, label, x"
      + " (--field audio_path=path --field onset_time=start --field components=label)"
    for command in Self.commands where !command.contains("--limit") {
      let arguments = command.split(separator: " ").map { $0 == "@" ? path : String($0) }
      let result = try Program.run(arguments, in: scratch.path)
      #expect(result.code == 65, "\(arguments)")
      expectLine(result, words)
      #expect(result.output == "" && scratch.names == ["m.jsonl"])
    }
  }

  @Test(arguments: [
    (
      #"{"event_id":"a","audio_path":"a.wav","components":["k"],"start_ms":200}"#, [],
      "no event has onset_time; found: event_id, audio_path, components, start_ms (clipmill import"
        + " makes seconds from start_ms)"
    ),
    (
      #"{"event_id":"a","audio_path":"a.wav","components":["k"],"onset_time":null}"#, [],
      "no event has onset_time; found: event_id, audio_path, components, onset_time"
    ),
    (
      #"{"event_id":"a","audio_path":"a.wav","components":["k"],"onset_time":1}"#,
      ["--field", "onset_time=hit", "--default-onset", "0"],
      "no event has hit, which --field onset_time=hit reads; found: event_id, audio_path, components,"
        + " onset_time"
    ),
  ])
  func `a key that no event has is named, and no onset is invented`(
    event: String, flags: [String], words: String
  ) throws {
    let scratch = try Scratch()
    let path = try scratch.write("m.jsonl", event + "\n")
    try scratch.write("a.wav", Sound(frames: 44_100, seed: 1).wav())
    for more in [[], ["--verify-only"]] {
      let result = try Program.run(
        ["export", path, scratch.file("b"), "--progress", "none"] + flags + more)
      #expect(result.code == 65)
      expectLine(result, "\(path): \(words)")
    }
    #expect(scratch.names.sorted() == ["a.wav", "m.jsonl"])
  }

  @Test
  func `nothing is written for a manifest without an event`() throws {
    let scratch = try Scratch()
    let empty = try scratch.write("empty.jsonl", "\n")
    let bad = try scratch.write("bad.jsonl", "x\ny\n")
    for command in Self.commands {
      for path in [empty, bad] {
        let more = command.hasPrefix("export") && path == bad ? ["--on-bad-line", "skip"] : []
        let arguments = command.split(separator: " ").map { $0 == "@" ? path : String($0) } + more
        let result = try Program.run(arguments, in: scratch.path)
        #expect(result.code == 65, "\(arguments): \(result.errors)")
        #expect(result.output == "" && scratch.names == ["bad.jsonl", "empty.jsonl"])
      }
    }
    let export = try Program.run(
      ["export", bad, "bundle", "--on-bad-line", "skip"], in: scratch.path)
    expectLine(
      export,
      "no line of \(bad) is an event: lines 1 and 2 (from byte 0): … (see clipmill inspect \(bad))")
    let metrics = try Program.run(["metrics", "--manifest", bad], in: scratch.path)
    expectLine(
      metrics,
      "no line of \(bad) is an event: 2 malformed lines in \(bad) skipped: lines 1 and 2 (from byte 0): …"
    )
  }
}
