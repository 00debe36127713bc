import Dataset
import Files
import Manifest
import Testing

@Suite
struct EventParserHostileTests {
  private func nested(_ depth: Int, _ inner: String = "", open: String = "[", close: String = "]")
    -> String
  {
    // The line's own object is the first level.
    #"{"x":"# + String(repeating: open, count: depth - 1) + inner
      + String(repeating: close, count: depth - 1) + "}"
  }

  @Test
  func `nesting of 1,024 is fine and a level more is malformed`() {
    for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
      #expect(event(nested(1024, "1", open: open, close: close)) != nil)
      #expect(reason(nested(1025, "1", open: open, close: close)) == "nested deeper than 1,024")
    }
    #expect(event(nested(1024)) != nil)
    #expect(reason(nested(1025)) == "nested deeper than 1,024")
    #expect(reason(nested(100_000)) == "nested deeper than 1,024")
    #expect(reason(String(repeating: "[", count: 100_000)) == "nested deeper than 1,024")
    #expect(reason(String(repeating: #"{"a":"#, count: 100_000)) == "nested deeper than 1,024")
  }

  @Test
  func `brackets in strings and side by side are not nesting`() {
    let brackets = String(repeating: #"[{\""#, count: 5000)
    #expect(event(#"{"event_id":"\#(brackets)"}"#)?.eventID?.bytes.count == 15_000)
    #expect(
      event(#"{"x":[\#(Array(repeating: "[]", count: 5000).joined(separator: ","))]}"#) != nil)
  }

  @Test
  func `nesting of 1,024 works with rewritten numbers and in carried fields`() {
    #expect(event(nested(1024, "NaN"))?.invalidFields.count == 1)
    #expect(reason(nested(1025, "NaN")) == "nested deeper than 1,024")
    guard case .event(_, let carried) = parsed(nested(1024, "1"), carrying: ["x"]) else {
      Issue.record("the line is an event")
      return
    }
    #expect(carried.ofEvent[0]?.bytes.count == 2 * 1023 + 1)
  }

  @Test(arguments: [
    #"\ud800"#, #"\udc00"#, #"\udfff"#, #"\uDBFFx"#, #"\ud800\ud800"#, #"\udc00\ud800"#,
    #"\ud834\u0041"#, #"\ud834\\udd1e"#, #"\ud834\n"#, #"a\\\udd1e"#, #"\ud834\udd1e\udd1e"#,
  ])
  func `an unpaired surrogate is malformed at any place`(text: String) {
    for line in [
      #"{"event_id":"\#(text)"}"#, #"{"\#(text)":1}"#, #"{"x":[{"y":["\#(text)"]}]}"#,
      #"{"n":NaN,"x":"\#(text)"}"#,
    ] {
      #expect(reason(line) == "an unpaired surrogate escape", "\(line)")
    }
  }

  @Test(arguments: [
    (#"\ud834\udd1e"#, "𝄞"), (#"\\ud834"#, #"\ud834"#), (#"\\\\udc00"#, #"\\udc00"#),
    (#"\uD7FF\uE000"#, "\u{D7FF}\u{E000}"), (#"\uDBFF\uDFFF"#, "\u{10FFFF}"), (#"\u0000"#, "\0"),
    ("\u{2028}\u{2029}\u{85}", "\u{2028}\u{2029}\u{85}"),
    (#"../../etc/passwd"#, "../../etc/passwd"), (#"\"'`$(x)"#, #""'`$(x)"#),
    ("שלום\u{202E}", "שלום\u{202E}"), ("e\u{301}", "e\u{301}"), (#"\/"#, "/"),
  ])
  func `any other text is kept byte for byte`(text: String, meaning: String) {
    #expect(event(#"{"event_id":"\#(text)"}"#)?.eventID?.bytes == Array(meaning.utf8))
  }

  @Test
  func `an id of 300 characters is an id`() {
    let id = String(repeating: "x", count: 300)
    #expect(event(#"{"event_id":"\#(id)"}"#)?.eventID == Text(id))
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0xFF],
      [0xE2, 0x82],
    ] as [[UInt8]])
  func `invalid UTF-8 is malformed at any place`(bytes: [UInt8]) {
    for (before, after) in [(#"{"x":""#, #""}"#), (#"{"x"#, #"":1}"#), (#"{"x":1}"#, "")] {
      let line = Array(before.utf8) + bytes + Array(after.utf8)
      guard case .malformed(let reason) = parsed(line) else {
        Issue.record("the line is malformed")
        return
      }
      #expect(reason == "invalid UTF-8")
    }
  }

  @Test(arguments: [
    ("[]", "not a JSON object"), ("1", "not a JSON object"), (#""a""#, "not a JSON object"),
    ("null", "not a JSON object"), ("NaN", "not a JSON object"), ("[{}]", "not a JSON object"),
    ("", "empty"),
    (#"{"a":"b"#, "cut or broken JSON: a string is not closed"),
    (#"{"a":1"#, "cut or broken JSON: a comma, colon, bracket or value is missing or misplaced"),
    (#"{"a":"#, "cut or broken JSON: a comma, colon, bracket or value is missing or misplaced"),
    ("{}{}", "cut or broken JSON: a comma, colon, bracket or value is missing or misplaced"),
    ("{\"a\":\"\t\"}", "broken JSON: an unescaped control character in a string"),
    (#"{"a":"\x"}"#, "broken JSON: a string with a bad escape"),
    (#"{"a":"\ud834\udd1e\uz"}"#, "broken JSON: a string with a bad escape"),
    (#"{"a":01}"#, "broken JSON: a bad number"), (#"{"a":-}"#, "broken JSON: a bad number"),
    (#"{"a":nul}"#, "broken JSON: a bad true, false or null"),
  ])
  func `a malformed line has its reason`(line: String, words: String) {
    #expect(reason(line) == words)
  }

  @Test(arguments: [
    #"{"a":+1}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":nan}"#, #"{"a":-NaN}"#, #"{"a":+Infinity}"#,
    #"{"a":Infinity1}"#, #"{"a":infinity}"#, #"{NaN:1}"#, #"{"a":NaN NaN}"#, #"{"a":0x10}"#,
    #"{"a":1e}"#, #"{'a':1}"#, #"{"a":1,}"#, #"{a:1}"#, #"{"a":[1,]}"#, "{\"a\":1}\u{0B}",
    "{\"a\":1}\0",
    #"{"a":00NaN}"#, #"{"a":NaN}x"#, #"{"a":1e400,"b":1.}"#, "// {}", "\u{FEFF}{}", "\u{A0}{}",
  ])
  func `text that no reader of JSON accepts is malformed`(line: String) {
    #expect(reason(line) != nil)
  }

  @Test
  func `every cut of a line is malformed`() {
    let line = Array(
      #"{"event_id":"é\n","onset_time":NaN,"c":[{"label":"k","v":1e400}],"t":true}"#.utf8)
    for length in 1..<line.count {
      guard case .malformed = parsed(Array(line.prefix(length))) else {
        Issue.record("a line cut to \(length) bytes is malformed")
        continue
      }
    }
  }

  @Test
  func `a line over 16 MiB is malformed and one of 16 MiB is not`() {
    let room = ManifestLine.lengthLimit - #"{"event_id":""}"#.utf8.count
    var parser = EventParser()
    for (count, isEvent) in [(room, true), (room + 1, false), (1, true)] {
      let line = Array(#"{"event_id":"\#(String(repeating: "x", count: count))"}"#.utf8)
      switch line.withUnsafeBytes({ parser.parse($0, ordinal: 1) }) {
      case .event(let event, _): #expect(isEvent && event.eventID?.bytes.count == count)
      case .malformed(let reason): #expect(!isEvent && reason == "longer than 16 MiB")
      }
    }
  }
}
