import Dataset
import Manifest
import Testing

/// Parses one line of a manifest written as text.
func parsed(_ line: String, carrying names: [Text] = []) -> ParsedLine {
  parsed(Array(line.utf8), carrying: names)
}

func parsed(_ line: [UInt8], carrying names: [Text] = []) -> ParsedLine {
  var parser = EventParser(carrying: names)
  return line.withUnsafeBytes { parser.parse($0, ordinal: 1) }
}

/// The event of a line; nil if it is malformed.
func event(_ line: String) -> Event? {
  if case .event(let event, _) = parsed(line) { event } else { nil }
}

func reason(_ line: String) -> String? {
  if case .malformed(let reason) = parsed(line) { reason } else { nil }
}

@Suite
struct EventParserTests {
  @Test
  func `a whole line becomes its event`() {
    let line = #"""
      {"event_id":"e1","session_id":"s","source_set":"egmd","audio_path":"a/b.wav","onset_time":1.25,
      "context_ms":{"pre":50,"post":"100.5"},"duration_seconds":2,
      "components":[{"label":" kick ","velocity":0.5},{"label":"ride"}],"techniques":["flam"]}
      """#.filter { $0 != "\n" }
    let expected = Event(
      ordinal: 1, eventID: "e1", sessionID: "s", sourceSet: "egmd", audioPath: "a/b.wav",
      window: Window(onset: 1.25, pre: 50, post: 100.5, durationSeconds: 2),
      labels: ["kick", "ride"])
    #expect(event(line) == expected)
  }

  private var eventWithoutOnset: Event {
    var event = Event(ordinal: 1)
    event.hasOnset = false
    return event
  }

  @Test(arguments: ["{}", " {} \r", #"{"unknown":[1,{"a":null}]}"#])
  func `an absent field has its default`(line: String) {
    #expect(event(line) == eventWithoutOnset)
  }

  @Test(arguments: [
    ("1", 1.0), ("-0.5", -0.5), (#""1.5""#, 1.5), (#"" +1. ""#, 1), (#""\u00a0.5e1\t""#, 5),
    (#""007""#, 7), ("123456789012345678901234567890", 123456789012345678901234567890.0),
    ("18446744073709551615", 18446744073709551615.0), ("9007199254740993", 9007199254740992.0),
    ("0.1", 0.1), ("1e-400", 0), ("0e99999999999999999999999", 0),
    ("2.2250738585072011e-308", 0x1p-1022.nextDown),
    (#""1e-400""#, 0), ("-9223372036854775809", -9223372036854775808.0),
    (#""123456789012345678901234567890.5""#, 123456789012345678901234567890.5),
  ])
  func `a number is a JSON number or a string that spells one`(text: String, value: Double) {
    let event = event(#"{"onset_time":\#(text)}"#)
    #expect(event?.window.onset == value)
    #expect(event?.hasOnset == true)
    #expect(event?.invalidFields == [])
  }

  @Test(arguments: [
    "true", "false", "[]", "{}", "[1]", #""""#, #"" ""#, #""x""#, #""1e400""#, #""NaN""#,
    #""0x10""#,
    #""1,5""#, #""1_000""#, #"".""#, #""+""#, #""1e""#, #""١""#, #""--1""#, #""inf""#, #""1 2""#,
    "NaN", "Infinity", "-Infinity", "1e400", "-1e400", #""1\u0000""#,
    String(repeating: "9", count: 400), "-" + String(repeating: "9", count: 400),
    "1" + String(repeating: "0", count: 400) + ".5e1",
  ])
  func `any other value of a number is absent and named as invalid`(text: String) {
    for line in [#"{"onset_time":\#(text)}"#, #" { "onset_time" : \#(text) , "x":1} "#] {
      let event = event(line)
      #expect(event?.window == Window())
      #expect(event?.hasOnset == false)
      #expect(event?.invalidFields == ["onset_time"])
    }
  }

  @Test(arguments: ["onset_time", "context_ms", "duration_seconds", "components", "event_id"])
  func `null is absent without a note`(name: String) {
    #expect(event(#"{"\#(name)":null}"#) == eventWithoutOnset)
  }

  @Test(
    arguments: [
      (#"{"pre":10}"#, 10.0, 200.0, []), (#"{"post":10}"#, 80, 10, []), ("{}", 80, 200, []),
      (#"{"pre":null,"post":0}"#, 80, 0, []), ("[1,2]", 80, 200, ["context_ms"]),
      (#"{"pre":NaN,"post":7}"#, 80, 7, ["context_ms.pre"]),
      (#"{"pre":1,"pre":2,"post":true,"post":3}"#, 2, 3, []),
    ] as [(String, Double, Double, [String])])
  func `each side of the context defaults on its own`(
    text: String, pre: Double, post: Double, invalid: [String]
  ) {
    let event = event(#"{"context_ms":\#(text)}"#)
    #expect(event?.window.pre == pre)
    #expect(event?.window.post == post)
    #expect(event?.invalidFields == invalid)
  }

  @Test
  func `of equal keys the last counts, however it is spelled and whatever it is`() {
    let line =
      #"{"event_id":"a","onset_time":true,"event_id":"b","onset_time":2,"event\u005fid":"c"}"#
    #expect(event(line)?.eventID == "c")
    #expect(event(line)?.window.onset == 2)
    #expect(event(line)?.invalidFields == [])
    #expect(event(#"{"event_id":"a","event_id":""}"#)?.eventID == nil)
    #expect(event(#"{"components":[{"label":"a","label":"b"}]}"#)?.labels == ["b"])
    #expect(event(#"{"components":[{"label":"a"}],"components":[]}"#)?.labels == [])
  }

  @Test(
    arguments: [
      (#"[{"label":"\u2003kick\u00a0"}]"#, ["kick"]), (#"[{"label":" "}]"#, []),
      (#"[{"label":""}]"#, []), (#"[{"label":7},{"label":"x"}]"#, ["x"]), (#"[{}]"#, []),
      (#"[" kick",{"label":"ride"},""]"#, ["kick", "ride"]), (#"{"label":"kick"}"#, []),
      (#""kick""#, ["kick"]), (#"" ""#, []), ("7", []),
      (#"[{"label":"a"},{"label":"a"}]"#, ["a", "a"]),
      (#"[{"label":"é"},{"label":"e\u0301"}]"#, ["é", "e\u{301}"]),
    ] as [(String, [Text])])
  func `labels are trimmed, and only remaining text is a label`(text: String, labels: [Text]) {
    #expect(event(#"{"components":\#(text)}"#)?.labels == labels)
  }

  @Test
  func `a number beyond binary64 anywhere leaves the rest of its line alone`() {
    let line =
      #"{"event_id":"NaN 1e400","loudness":{"LUFS_i":-Infinity},"components":[{"label":"k","velocity":NaN}],"n":18446744073709551615}"#
    let event = event(line)
    #expect(event?.eventID == "NaN 1e400")
    #expect(event?.labels == ["k"])
    #expect(event?.invalidFields == ["components[0].velocity", "loudness.LUFS_i"])
  }

  @Test
  func `at most 20 invalid fields are named`() {
    let many = Array(repeating: "NaN", count: 5000).joined(separator: ",")
    #expect(event(#"{"x":[\#(many)]}"#)?.invalidFields.count == 20)
  }

  @Test
  func `carried fields are compact JSON, the event's and each label's own`() {
    let line =
      #"{"b":NaN,"a": [1, 2.50 ,"\u00e9\n\"",18446744073709551615, {"x":1,"x":null}],"components":[{"a":true},{"label":"k","a":1e2},{"label":"r"}]}"#
    guard case .event(_, let carried) = parsed(line, carrying: ["a", "b", "c"]) else {
      Issue.record("the line is an event")
      return
    }
    #expect(carried.ofEvent == [#"[1,2.5,"é\n\"",1.8446744073709552e+19,{"x":null}]"#, nil, nil])
    #expect(carried.ofLabels == [["100.0", nil, nil], [nil, nil, nil]])
  }

  @Test(arguments: [
    (#"{"bpm":120,"tempo_bpm":90,"components":["k"]}"#, "120"),
    (#"{"tempo_bpm":90,"components":["k"]}"#, nil),
    (#"{"bpm":120,"components":[{"label":"k","tempo_bpm":60}]}"#, "60"),
  ])
  func `a carried field is read from its mapped key`(line: String, value: Text?)
    throws
  {
    var options = FieldOptions()
    options.mappings = [try #require(FieldMapping("tempo_bpm=bpm"))]
    var parser = EventParser(options, carrying: ["tempo_bpm", "bpm"])
    let parsed = Array(line.utf8).withUnsafeBytes { parser.parse($0, ordinal: 1) }
    guard case .event(_, let carried) = parsed else {
      Issue.record("the line is an event")
      return
    }
    #expect(carried.ofLabel(0).first == value)
  }
}
