import Foundation
import TestSupport
import Testing

/// Names out of a manifest that move cursors, fake lines, set titles or turn the direction of writing.
@Suite
struct HostileTextTests {
  private static let texts = [
    "\u{1B}[2J\u{1B}]0;title\u{7}", "a\u{9B}31mb", "a\u{202E}b", "a\u{2066}b\u{2069}", "a\u{200F}b",
    "a\u{61C}b", "a\u{2028}b", "a\u{7F}b", "a\nFAKE line", "a\r\tb", "=1+2", "@a", "\u{1B}[1mbold",
  ]
  private static let corpus = Result { try make() }

  private static func make() throws -> (scratch: Scratch, summary: ProcessResult) {
    let scratch = try Scratch()
    try scratch.write("audio/a.wav", Sound(frames: 88_200, seed: 1).wav())
    var lines = ""
    for (number, text) in texts.enumerated() {
      let json = String(decoding: try JSONEncoder().encode([text]), as: UTF8.self).dropFirst()
        .dropLast()
      for (id, path, label) in [("e", "\"a.wav\"", json), ("m", json, "\"kick\"")] {
        lines +=
          #"{"event_id":"\#(id)\#(number)\#(json.dropFirst()),"session_id":\#(json),"#
          + #""source_set":\#(json),"audio_path":\#(path),"onset_time":0.\#(number + 10),"#
          + #""components":[{"label":\#(label),"techniques":[\#(json)]}],"techniques":[\#(json)],"#
          + #"\#(json):1}"# + "\n"
      }
    }
    try scratch.write("m.jsonl", lines)
    try scratch.write(
      "hits.csv", "id,path,start,label,x\u{1B}[2J\u{202E}\n\u{7}a,a.wav,0.5,\u{9B}k,1\n")
    let summary = try Program.run(
      [
        "export", "m.jsonl", "b", "--audio-root", "audio", "--max-skip-rate", "1", "--log-file",
        "log",
        "--expected-duration-csv", "csv", "--progress", "plain", "--workers", "1",
        "--allow-missing-source", texts[0],
      ], in: scratch.path)
    _ = try Program.run(
      ["export", "m.jsonl", "c", "--audio-root", "audio", "--max-skip-rate", "1", "--limit", "3"],
      in: scratch.path)
    return (scratch, summary)
  }

  private func expectVisible(_ text: String, _ what: String) {
    let hidden = text.unicodeScalars.filter { scalar in
      scalar != "\n"
        && [.control, .format, .lineSeparator, .paragraphSeparator]
          .contains(scalar.properties.generalCategory)
    }
    #expect(hidden.map { String($0.value, radix: 16) } == [], "\(what): \(text.debugDescription)")
    #expect(!text.split(separator: "\n").contains { $0.hasPrefix("FAKE") }, "\(what): \(text)")
  }

  @Test(arguments: [
    "status b", "compare b c", "merge b", "health --bundle b --events m.jsonl",
    "metrics --manifest m.jsonl", "inspect m.jsonl --audio-root audio",
    "import hits.csv out.jsonl --overwrite", "reproduce b 1", "reproduce b 2",
    "export m.jsonl none --audio-root audio --verify-only",
    "export m.jsonl none --audio-root audio --verify-only --deep", "export m.jsonl b",
    "export m.jsonl none --audio-root audio", "health --events m.jsonl --require-label a\u{1B}b",
  ])
  func `no command shows a hidden character of a name, on either output`(command: String) throws {
    let scratch = try Self.corpus.get().scratch
    let words = command.split(separator: " ").map(String.init)
    for flags in [[], ["--json"]] where flags.isEmpty || words[0] != "import" {
      let result = try Program.run(words + flags, in: scratch.path)
      #expect(!(result.output + result.errors).isEmpty)
      expectVisible(result.output, "\(command) \(flags): output")
      expectVisible(result.errors, "\(command) \(flags): errors")
    }
  }

  @Test
  func `summary, progress, log, table and card of an export hold no hidden character`() throws {
    let (scratch, summary) = try Self.corpus.get()
    #expect(summary.code == 0, "\(summary.errors)")
    expectVisible(summary.output, "summary")
    expectVisible(summary.errors, "progress")
    for name in ["log", "csv", "b/README.md"] {
      expectVisible(try String(contentsOfFile: scratch.file(name), encoding: .utf8), name)
    }
    let table = try String(contentsOfFile: scratch.file("csv"), encoding: .utf8)
    for cell in ["'=1+2", "'@a", #"a\u{A}FAKE line"#] { #expect(table.contains("total,\(cell),")) }
    #expect(!table.contains(",=") && !table.contains(",@"))
  }

  @Test
  func `JSON on standard output has the values of the documents, and the files keep the text`()
    throws
  {
    let scratch = try Self.corpus.get().scratch
    let file = try Data(contentsOf: URL(filePath: scratch.file("b/metadata.json")))
    let text = String(decoding: file, as: UTF8.self)
    #expect(text.contains("a\u{202E}b") && text.contains("a\u{9B}31mb"))
    let shown = try Program.run(["merge", "b", "--json"], in: scratch.path)
    let (left, right) = (try JSONSerialization.jsonObject(with: file), Data(shown.output.utf8))
    #expect(
      (left as? NSDictionary)?["label_counts"] as? NSDictionary
        == (try JSONSerialization.jsonObject(with: right) as? NSDictionary)?["label_counts"]
        as? NSDictionary)
  }
}
