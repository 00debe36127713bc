import Dataset
import Foundation
import TestSupport
import Testing

@Suite
struct LabelFileTests {
  private let reports = Reports()

  @Test
  func `a bundle without clips has empty files of every kind`() throws {
    try reports.merge()
    #expect(reports.text("train/train_labels.json") == "[]\n")
    #expect(reports.text("val/val_labels.json") == "[]\n")
    #expect(reports.text("train/metadata.jsonl") == "")
    #expect(reports.text("val/metadata.jsonl") == "")
    #expect(reports.text("skipped.jsonl") == "")
    #expect(reports.text("SHA256SUMS") == nil)
  }

  @Test
  func `one clip is one entry, in the file of its split alone`() throws {
    try reports.merge(try reports.shard([row(3, ["ride"], id: "e/1", session: "s7")]))
    let digits = SHA1(of: Array("e/1\0ride".utf8)).bytes.prefix(8).hexadecimal
    #expect(reports.text("train/train_labels.json") == "[]\n")
    #expect(
      reports.text("val/val_labels.json") == """
        [
        {"file":"audio/e-1__ride~\(digits).wav","label":"ride","component_idx":2,\
        "event_id":"e/1","session_id":"s7","source_set":"x","duration_seconds":0.125}
        ]

        """)
    #expect(
      reports.text("val/metadata.jsonl") == """
        {"file_name":"audio/e-1__ride~\(digits).wav","label":"ride","component_idx":2,\
        "event_id":"e/1","session_id":"s7","source_set":"x","duration_seconds":0.125,\
        "audio_path":"a.wav","start_frame":7,"frames":2000,"source_rate":16000,"ordinal":3,\
        "xxh3_128":"000000000000000100000000000003e8","peak":9,"peak_frame":3,"rms":2.5}

        """)
  }

  @Test
  func `entries follow the sources and their rows, a clip a line`() throws {
    try reports.merge(
      try reports.shard([row(1, ["snare", "kick"]), row(2, session: "s7")]),
      try reports.shard([row(3, ["ride"], clips: audio(1))]))
    #expect(
      reports.text("train/train_labels.json") == """
        [
        {"file":"audio/e1__snare.wav","label":"snare","component_idx":1,"event_id":"e1",\
        "session_id":"s","source_set":"x","duration_seconds":0.125},
        {"file":"audio/e1__kick.wav","label":"kick","component_idx":0,"event_id":"e1",\
        "session_id":"s","source_set":"x","duration_seconds":0.125},
        {"file":"audio/e3__ride.wav","label":"ride","component_idx":2,"event_id":"e3",\
        "session_id":"s","source_set":"x","duration_seconds":0.000125}
        ]

        """)
    let rows = reports.text("train/metadata.jsonl")?.split(separator: "\n") ?? []
    #expect(rows.count == 3)
    #expect(rows.map { $0.hasPrefix("{\"file_name\":\"audio/e") } == [true, true, true])
    #expect(reports.text("val/val_labels.json")?.split(separator: "\n").count == 3)
  }

  @Test
  func `an event without an id, a fanout and another format show in the names`() throws {
    reports.plan.fanout = 2
    reports.options.clips.format = .flac
    var nameless = row(5, ["kick", "ride"])
    nameless.share.event.eventID = nil
    try reports.merge(try reports.shard([nameless]))
    let names = ["kick", "ride"].map { label in
      let id = nameless.event.clipID.string
      return "audio/\(SHA1(of: Array(id.utf8)).bytes.hexadecimal.prefix(2))/\(id)__\(label).flac"
    }
    let entries = reports.text("train/train_labels.json")?.split(separator: "\n") ?? []
    #expect(entries.count == 4)
    for (entry, name) in zip(entries.dropFirst(), names) {
      #expect(entry.contains("{\"file\":\"\(name)\","), "\(entry)")
      #expect(entry.contains("\"event_id\":null,"))
    }
  }

  @Test(arguments: [
    ("\"", #"\""#), ("\\", #"\\"#), ("/", "/"), ("\u{0}\u{1F}", #"\u0000\u001f"#),
    ("\n\r\t", #"\n\r\t"#), ("\u{7F}", "\u{7F}"), ("é", "é"), ("e\u{301}", "e\u{301}"),
    ("日本\u{1F941}", "日本\u{1F941}"), ("\u{2028}", "\u{2028}"), ("</script>", "</script>"),
    ("../..", "../.."), ("\u{FEFF}", "\u{FEFF}"),
  ])
  func `texts are unchanged except for escapes of JSON`(text: String, json: String) throws {
    reports.plan.classes = [Text(text)]
    var hostile = row(
      1, [Text(text)], id: Text(text), session: Text(text), set: Text(text))
    hostile.share.event.audioPath = Text(text)
    var skip = skipped(2, .unreadable, detail: text, set: Text(text))
    skip.share.event.eventID = Text(text)
    skip.share.event.audioPath = Text(text)
    try reports.merge(try reports.shard([hostile, skip]))
    let split = Split(session: Text(text), valRatio: 0.1).rawValue
    let name = ClipName(clipID: Text(text), label: Text(text)).path(fanout: 0, format: .wav)
    let entry = """
      "label":"\(json)","component_idx":0,"event_id":"\(json)","session_id":"\(json)",\
      "source_set":"\(json)","duration_seconds":0.125
      """
    let labels = "[\n{\"file\":\"\(name)\",\(entry)}\n]\n"
    #expect(reports.text("\(split)/\(split)_labels.json")?.utf8.elementsEqual(labels.utf8) == true)
    let origin = #""audio_path":"\#(json)","start_frame":7"#
    #expect(reports.text("\(split)/metadata.jsonl")?.contains("\(entry),\(origin)") == true)
    let line = """
      {"ordinal":2,"event_id":"\(json)","source_set":"\(json)","audio_path":"\(json)",\
      "reason":"unreadable","detail":"\(json)"}

      """
    #expect(reports.text("skipped.jsonl")?.utf8.elementsEqual(line.utf8) == true)
  }

  @Test
  func `carried fields come last, under their names, and are null if absent`() throws {
    reports.options.bundle.labelFields = ["velocity", "a \"b\""]
    var both = row(1, ["kick", "ride"])
    both.share.carried = [["0.5", nil], [nil, #"{"x":[1,"é"]}"#]]
    try reports.merge(try reports.shard([both]))
    let entries = reports.text("train/train_labels.json")?.split(separator: "\n") ?? []
    let rows = reports.text("train/metadata.jsonl")?.split(separator: "\n") ?? []
    let ends = [
      #","velocity":0.5,"a \"b\"":null}"#,
      #","velocity":null,"a \"b\"":"{\"x\":[1,\"é\"]}"}"#,
    ]
    #expect(entries.count == 4 && rows.count == 2)
    #expect(entries[1].hasSuffix(ends[0] + ",") && entries[2].hasSuffix(ends[1]))
    #expect(rows[0].hasSuffix(ends[0]) && rows[1].hasSuffix(ends[1]))
  }

  @Test
  func `every skipped event has its line, in order, with nulls for absent fields`() throws {
    var bare = skipped(1, .malformed, detail: "not a JSON object", set: "", labels: [])
    bare.share.event.eventID = nil
    bare.share.event.audioPath = nil
    try reports.merge(
      try reports.shard([bare, row(2), skipped(3, .missingFile, detail: "no such file")]),
      try reports.shard([skipped(4, .outOfRange)]))
    #expect(
      reports.text("skipped.jsonl") == """
        {"ordinal":1,"event_id":null,"source_set":"","audio_path":null,\
        "reason":"malformed","detail":"not a JSON object"}
        {"ordinal":3,"event_id":"e3","source_set":"x","audio_path":"a.wav",\
        "reason":"missing_file","detail":"no such file"}
        {"ordinal":4,"event_id":"e4","source_set":"x","audio_path":"a.wav",\
        "reason":"out_of_range","detail":"why"}

        """)
  }

  @Test
  func `without rows for Hugging Face there is no such file`() throws {
    reports.options.bundle.huggingFace = false
    try reports.merge(try reports.shard([row(1)]))
    #expect(reports.text("train/metadata.jsonl") == nil)
    #expect(reports.text("val/metadata.jsonl") == nil)
    #expect(reports.text("train/train_labels.json")?.split(separator: "\n").count == 3)
  }
}
