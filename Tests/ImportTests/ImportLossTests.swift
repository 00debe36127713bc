import TestSupport
import Testing

/// Records that were once lost, merged or misread without a word.
struct ImportLossTests {
  @Test
  func `quotes in a label track are ordinary characters`() throws {
    let track = "0.1\t0.1\t12\" tom\n0.2\t0.2\t\"kick\"\n0.3\t0.3\t14\" tom\n"
    let file = try ImportedFile("l.txt", track, ["--audio", "a.wav"])
    #expect(
      file.lines.compactMap { $0.split(separator: #""components":"#).last } == [
        #"[{"label":"12\" tom"}]}"#, #"[{"label":"\"kick\""}]}"#, #"[{"label":"14\" tom"}]}"#,
      ])
    let wide = try ImportedFile("l.txt", "1\t1\tk\n2\t2\tk\tx\n", ["--from", "audacity"])
    wide.expectRefusal(
      65, "line 2 of l.txt: 4 fields, where a label track has start, end and label")
  }

  @Test
  func `a key that no record has is named`() throws {
    let table = try ImportedFile(
      "h.csv", "path,onset,label,ses\na.wav,0,k,s0\n", ["--field", "session_id=sess"])
    table.expectRefusal(
      65,
      "no record of h.csv has the key sess; found: path, onset, label, ses (correct the --field that"
        + " names it)")
    let objects = try ImportedFile(
      "h.jsonl", #"{"path":"a.wav","onset":1,"label":"k","x":{"y":"s"}}"# + "\n",
      ["--field", "session_id=x.z"])
    objects.expectRefusal(
      65,
      "no record of h.jsonl has the key x.z; found: path, onset, label, x (correct the --field that"
        + " names it)")
  }

  @Test
  func `one key is not used for two fields`() throws {
    let file = try ImportedFile(
      "k.csv", "path,onset,label\na.wav,1,k\n",
      ["--field", "session_id=label", "--field", "components=label"])
    file.expectRefusal(
      64, "--field: label fills both session_id and components (one key fills one field)")
  }

  @Test
  func `numbers beyond 64 bits are not ids, and numbers in a list are labels`() throws {
    let file = try ImportedFile(
      "j.json",
      #"[{"id":12345678901234567890123,"path":"a","start":1,"labels":["k",2,3.5]},"#
        + #"{"id":7,"path":"a","start":2,"labels":[]}]"#)
    #expect(
      file.lines == [
        #"{"session_id":"a","audio_path":"a","onset_time":1.0,"components":[{"label":"k"},{"label":"2"},{"label":"3.5"}]}"#,
        #"{"event_id":"7","session_id":"a","audio_path":"a","onset_time":2.0}"#,
      ])
  }

  @Test(arguments: [
    (#""1.0""#, #""0.5""#, #""onset_time":1.5"#), ("null", "0.5", nil), ("1", #""x""#, nil),
  ])
  func `a cut's times are numbers or texts that spell them, and other values are not 0`(
    start: String, offset: String, onset: String?
  ) throws {
    let cut = { (id: String, start: String, offset: String) in
      #"{"id":"c","start":\#(start),"duration":2,"recording":{"id":"r","sources":[{"type":"file","source":"a"}]},"#
        + #""supervisions":[{"id":"\#(id)","recording_id":"r","start":\#(offset),"text":"k"}]}"#
        + "\n"
    }
    let file = try ImportedFile("c.jsonl", cut("s1", start, offset) + cut("s2", "1", "2"))
    #expect(file.lines.count == 2)
    #expect(file.lines.first?.contains(onset ?? #""audio_path":"a","components""#) == true)
    #expect(file.words.contains("Without onset_time that is a number: 1 event") == (onset == nil))
  }

  @Test
  func `late keys are named, and none is written twice`() throws {
    let plain = String(repeating: #"{"path":"a","onset":1,"label":"k"}"# + "\n", count: 1000)
    let file = try ImportedFile(
      "late.jsonl",
      plain + #"{"path":"a","onset":1,"label":"k","components":["z"],"session_id":"own","more":1}"#)
    #expect(
      file.lines.last
        == #"{"session_id":"a","audio_path":"a","onset_time":1.0,"components":[{"label":"k"}],"more":1}"#
    )
    #expect(file.words.contains("\nCarried along, filling no field of a clip: more\n"))
    #expect(file.words.contains("\nNot taken: components, session_id\n"))
  }

  @Test
  func `a quote that is never closed is reported, however many lines follow`() throws {
    let lines = String(repeating: "a.wav,0.2,kick\n", count: 20_000)
    let closed = try ImportedFile("q.csv", "path,onset,label\na.wav,1,12\" tom\n" + lines)
    closed.expectRefusal(
      65,
      "line 2 of q.csv: 40003 fields, where the header has 3 (is a quote opened there and closed lines"
        + " later?)")
  }

  @Test
  func `gzip is unpacked piece by piece, and no record is longer than 16 MiB`() throws {
    let spaces = [UInt8](repeating: 0x20, count: 40 << 20)
    let file = try ImportedFile("b.csv.gz", gzip(Array("path,onset,label\n".utf8) + spaces))
    file.expectRefusal(
      65,
      "line 2 of b.csv.gz: a record is longer than 16 MiB (is a quote opened there and not closed?)"
    )
  }
}
