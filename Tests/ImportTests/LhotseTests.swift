import TestSupport
import Testing

/// lhotse's manifests.
struct LhotseTests {
  private static let supervision =
    #"{"id":"s1","recording_id":"r1","start":1.25,"duration":0.5,"channel":0,"text":"yes"}"#

  @Test
  func `supervisions name their recordings by id, from which a path is made`() throws {
    let refused = try ImportedFile("sup.jsonl", Self.supervision)
    refused.expectRefusal(
      65,
      "no key of sup.jsonl gives audio_path; found: id, recording_id, start, duration, channel,"
        + " text (--field audio_path=KEY; recordings by their id: --audio 'FOLDER/{}.wav')")
    let file = try ImportedFile("sup.jsonl", Self.supervision, ["--audio", "rec/{}.flac"])
    #expect(
      file.lines == [
        #"{"event_id":"s1","session_id":"r1","audio_path":"rec/r1.flac","onset_time":1.25,"context_ms":{"pre":0,"post":0},"duration_seconds":0.5,"components":[{"label":"yes"}],"channel":0}"#
      ])
  }

  @Test
  func `the times of a cut's supervisions count from its start`() throws {
    let recording =
      #""recording":{"id":"r1","sources":[{"type":"file","channels":[0],"source":"a.wav"}]}"#
    let cut = { (supervisions: String) in
      #"{"id":"c","start":10.0,"duration":5,"supervisions":[\#(supervisions)],\#(recording)}"#
        + "\n"
    }
    let file = try ImportedFile(
      "cuts.jsonl.gz", gzip(Array((cut(Self.supervision) + cut("")).utf8)))
    #expect(
      file.lines == [
        #"{"event_id":"s1","session_id":"r1","audio_path":"a.wav","onset_time":11.25,"context_ms":{"pre":0,"post":0},"duration_seconds":0.5,"components":[{"label":"yes"}],"channel":0}"#
      ])
    #expect(file.words.hasPrefix("cuts.jsonl.gz: a lhotse manifest, gzip-compressed\n"))
    #expect(file.words.contains("\nWithout a supervision, and so no event: 1 of the cuts\n"))
  }

  @Test
  func `a mixed cut is refused`() throws {
    let file = try ImportedFile("c.jsonl", #"{"id":"c","supervisions":[],"tracks":[]}"#)
    file.expectRefusal(
      65, "line 1 of c.jsonl: a cut mixed of several recordings has no place in one of them")
  }
}
