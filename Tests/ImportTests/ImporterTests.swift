import Foundation
import TestSupport
import Testing

/// The results of `clipmill import` for each kind of file.
struct ImporterTests {
  private static let events = [
    #"{"event_id": "a", "session_id": "s", "audio_path": "a.wav", "onset_time": 1, "components":"#
      + #" [{"label": "kick", "velocity": 0.5}], "more": {"x": [1, null]}}"#,
    #"{"event_id": "b", "session_id": "t", "audio_path": "b.wav", "onset_time": 0.25,"#
      + #" "components": [{"label": "snare"}]}"#,
  ]
  private static let manifest = [
    #"{"event_id":"a","session_id":"s","audio_path":"a.wav","onset_time":1.0,"components":"#
      + #"[{"label":"kick","velocity":0.5}],"more":{"x":[1,null]}}"#,
    #"{"event_id":"b","session_id":"t","audio_path":"b.wav","onset_time":0.25,"components":"#
      + #"[{"label":"snare"}]}"#,
  ]

  private static func wide(_ text: String, _ units: Int, mark: Bool) -> [UInt8] {
    let text = (mark ? "\u{FEFF}" : "") + text
    if units == 2 { return text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
    return text.unicodeScalars.flatMap { scalar in
      (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> (24 - 8 * $0)) }
    }
  }

  private static let array = "[" + events.joined(separator: ",\n ") + "]\n"
  private static let lines = events.joined(separator: "\n") + "\n"

  private static let packings: [(name: String, bytes: [UInt8], words: String)] = [
    ("e.json", Array(array.utf8), "one JSON array"),
    ("e.json", Array(("\u{FEFF}" + array).utf8), "one JSON array"),
    ("e.json.gz", gzip(Array(array.utf8)), "one JSON array, gzip-compressed"),
    (
      "e.jsonl.gz", gzip(Array((events[0] + "\n").utf8)) + gzip(Array(events[1].utf8)) + [0, 0],
      "JSON Lines, gzip-compressed"
    ),
    ("e.jsonl", wide(lines, 2, mark: true), "JSON Lines, UTF-16 text"),
    ("e.jsonl", wide(lines, 2, mark: false), "JSON Lines, UTF-16 text"),
    ("e.jsonl", wide(array, 4, mark: true), "one JSON array, UTF-32 text"),
    ("e.jsonl", Array(lines.utf8), "JSON Lines"),
  ]

  @Test(arguments: packings.indices)
  func `a JSON array and JSON Lines become the same manifest, however they are packed`(
    number: Int
  ) throws {
    let (name, bytes, words) = Self.packings[number]
    let file = try ImportedFile(name, bytes)
    #expect(file.result.code == 0 && file.errors == "")
    #expect(file.words.hasPrefix("\(name): \(words)\n  event_id    -> event_id\n"))
    #expect(file.words.contains("\nCarried along, filling no field of a clip: more\n"))
    #expect(file.words.hasSuffix("2 events in out.jsonl\nNext: clipmill inspect out.jsonl\n"))
    #expect(file.lines == Self.manifest)
  }

  @Test
  func `a field with the manifest's own name is taken unchanged`() throws {
    let event =
      #"{"audio_path":"a.wav","onset_time":1.0,"context_ms":{"pre":5},"components":"kick","n":2}"#
    let file = try ImportedFile("e.json", Array("[\(event)]".utf8))
    #expect(file.result.code == 0)
    #expect(file.words.contains("\nTaken as it is: context_ms\n"))
    #expect(file.words.contains("\nCarried along, filling no field of a clip: n\n"))
    #expect(file.lines.first?.contains(#""context_ms":{"pre":5}"#) == true)
  }

  @Test
  func `a table is read in the form that spreadsheets write`() throws {
    let file = try ImportedFile(
      "hits.csv",
      "\u{FEFF}path,Start Time,\"label\",vel,comment\r\n"
        + "a.wav,0.5,kick,0.3,\"two\r\nlines, \"\"q\"\"\"\r\n\r\nb.wav,1,\" snare \",,007\r\n")
    #expect(
      file.lines == [
        #"{"session_id":"a.wav","audio_path":"a.wav","onset_time":0.5,"components":"#
          + #"[{"label":"kick","velocity":0.3}],"comment":"two\r\nlines, \"q\""}"#,
        #"{"session_id":"b.wav","audio_path":"b.wav","onset_time":1.0,"components":"#
          + #"[{"label":"snare"}],"comment":"007"}"#,
      ])
    #expect(file.words.contains("  'Start Time'  -> onset_time\n"))
    #expect(
      file.words.contains("  path          -> session_id too, as nothing else names sessions\n"))
  }

  @Test
  func `semicolons, decimal commas and milliseconds are read, and reported`() throws {
    let file = try ImportedFile("h.csv", "file;onset_ms;class\na.wav;1500,5;kick\nb.wav;20;snare\n")
    #expect(file.words.contains("  onset_ms  -> onset_time, from milliseconds\n"))
    #expect(
      file.lines == [
        #"{"session_id":"a.wav","audio_path":"a.wav","onset_time":1.5005,"components":[{"label":"kick"}]}"#,
        #"{"session_id":"b.wav","audio_path":"b.wav","onset_time":0.02,"components":[{"label":"snare"}]}"#,
      ])
  }

  @Test
  func `the index and the lists that pandas writes are read`() throws {
    let file = try ImportedFile(
      "p.csv", ",file,onset,labels\n0,a.wav,0.1,\"['kick', 'crash']\"\n1,b.wav,,[]\n2,c.wav,x,hat\n"
    )
    #expect(
      file.lines == [
        #"{"session_id":"a.wav","audio_path":"a.wav","onset_time":0.1,"components":[{"label":"kick"},{"label":"crash"}]}"#,
        #"{"session_id":"b.wav","audio_path":"b.wav"}"#,
        #"{"session_id":"c.wav","audio_path":"c.wav","onset_time":"x","components":[{"label":"hat"}]}"#,
      ])
    #expect(file.words.contains("Not taken: (a column without a name)\n"))
    #expect(
      file.words.contains(
        "Without onset_time that is a number: 2 events, the first on line 3 (export skips them)\n"
          + "Without components: 1 event, the first on line 3 (export skips them)\n"))
  }

  @Test
  func `a start and an end, or a length, are the clip's window`() throws {
    let ends = try ImportedFile("e.csv", "wav,start,end,tag\na.wav,1.5,2,kick\na.wav,3,3,kick\n")
    #expect(
      ends.lines == [
        #"{"session_id":"a.wav","audio_path":"a.wav","onset_time":1.5,"context_ms":{"pre":0,"post":0},"duration_seconds":0.5,"components":[{"label":"kick"}]}"#,
        #"{"session_id":"a.wav","audio_path":"a.wav","onset_time":3.0,"components":[{"label":"kick"}]}"#,
      ])
    #expect(ends.words.contains("  end    -> the clip's end\n"))
    #expect(ends.words.contains("\nWithout a length: 1 event (a clip begins 80 ms before"))
    let own = try ImportedFile(
      "o.csv", "audio_path,onset_time,duration,label\na.wav,1.5,2,kick\n")
    #expect(
      own.lines == [
        #"{"session_id":"a.wav","audio_path":"a.wav","onset_time":1.5,"components":[{"label":"kick"}],"duration":2}"#
      ])
  }

  @Test
  func `columns are mapped by name`() throws {
    let file = try ImportedFile(
      "m.json", #"[{"a": {"b": "x.wav"}, "start": 1, "sec": 2, "what": ["k", "s"], "who": 7}]"#,
      [
        "--field", "audio_path=a.b", "--field", "onset_time=sec", "--field", "components=what",
        "--field", "drummer_id=who",
      ])
    #expect(
      file.lines == [
        #"{"session_id":"x.wav","audio_path":"x.wav","onset_time":2.0,"components":[{"label":"k"},{"label":"s"}],"drummer_id":7,"a":{"b":"x.wav"},"start":1}"#
      ])
  }

  @Test
  func `a NeMo manifest begins at 0 if it states no offset`() throws {
    let file = try ImportedFile(
      "train.json",
      #"{"audio_filepath":"/d/a.wav","duration":1.5,"text":"no"}"# + "\n"
        + #"{"audio_filepath":"/d/a.wav","offset":2,"duration":0.5,"label":"yes"}"# + "\n")
    #expect(file.words.hasPrefix("train.json: a NeMo manifest\n"))
    #expect(
      file.lines == [
        #"{"session_id":"/d/a.wav","audio_path":"/d/a.wav","onset_time":0.0,"context_ms":{"pre":0,"post":0},"duration_seconds":1.5,"components":[{"label":"no"}],"text":"no"}"#,
        #"{"session_id":"/d/a.wav","audio_path":"/d/a.wav","onset_time":2.0,"context_ms":{"pre":0,"post":0},"duration_seconds":0.5,"components":[{"label":"yes"}]}"#,
      ])
  }

  @Test
  func `an Audacity label track uses the recording beside it, or the named one`() throws {
    let track = "0.5\t0.5\tkick\n\\\t100\t200\n1.5\t1.75\tsnare hit\n"
    let beside = try ImportedFile("take 1.txt", track, beside: ["take 1.flac"])
    #expect(
      beside.lines == [
        #"{"session_id":"take 1.flac","audio_path":"take 1.flac","onset_time":0.5,"components":[{"label":"kick"}]}"#,
        #"{"session_id":"take 1.flac","audio_path":"take 1.flac","onset_time":1.5,"context_ms":{"pre":0,"post":0},"duration_seconds":0.25,"components":[{"label":"snare hit"}]}"#,
      ])
    let named = try ImportedFile("l.txt", track, ["--audio", "x/y.wav"])
    #expect(named.lines[0].hasPrefix(#"{"session_id":"x/y.wav","audio_path":"x/y.wav","#))
  }

  @Test
  func `an audiofolder's files are sounds without an onset`() throws {
    let file = try ImportedFile("metadata.csv", "file_name,label\na.wav,kick\n")
    #expect(
      file.lines == [
        #"{"session_id":"a.wav","audio_path":"a.wav","components":[{"label":"kick"}]}"#
      ])
    #expect(file.words.contains("the first on line 2 (export them with --default-onset 0)\n"))
  }
}
