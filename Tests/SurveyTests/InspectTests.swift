import Foundation
import TestSupport
import Testing

/// The output of `clipmill inspect` for a manifest.
struct InspectTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func inspect(_ lines: [String], _ flags: [String] = []) throws -> String {
    try scratch.write("m.jsonl", lines.map { $0 + "\n" }.joined())
    let result = try Program.run(["inspect", "m.jsonl"] + flags, in: scratch.path)
    #expect(result.code == 0 && result.errors == "")
    return result.output.replacingOccurrences(of: scratch.path, with: "@")
  }

  private func line(
    _ id: Int, onset: String = "1", label: String = "kick", session: String = "s",
    audio: String = "a.wav"
  ) -> String {
    #"{"event_id":"e\#(id)","session_id":"\#(session)","audio_path":"\#(audio)","onset_time":"#
      + #"\#(onset),"components":[{"label":"\#(label)","velocity":0.5}]}"#
  }

  @Test
  func `a good manifest is described by its keys, fields, audio, clips and the next export`() throws
  {
    try scratch.write("a.wav", Sound(frames: 44100 * 3, seed: 1).wav())
    let words = try inspect([
      line(1), line(2, onset: "2.5", label: "snare", session: "t"), "[]",
    ])
    #expect(
      words == """
        @/m.jsonl: JSON Lines, 2 events, 242 bytes
        Malformed lines among them: line 3 (byte 239): not a JSON object

        Keys
          event_id               2  string
          session_id             2  string
          audio_path             2  string
          onset_time             2  number
          components             2  array
          components[].label     2  string
          components[].velocity  2  number

        Fields of a clip
          audio_path  2 of 2
          onset_time  2 of 2
          components  2 of 2
          session_id  2 of 2

        Onsets: 1.0 s to 2.5 s, the median at 2.5 s
        Labels: kick 1, snare 1

        Audio: 1 of 1 files found under @

        Clips as they would be cut
          event 1  a.wav  0.92 s, for 0.28 s  train/audio/e1__kick.wav
          event 2  a.wav  2.42 s, for 0.28 s  train/audio/e2__snare.wav

        Next: clipmill export @/m.jsonl @/m.bundle

        """)
  }

  @Test
  func `a recording that cannot be opened is reported, since its length is then unknown`() throws {
    try scratch.write("a.wav", "no sound")
    try scratch.write("b.wav", Sound(frames: 44100 * 3, seed: 1).wav())
    let words = try inspect([line(1, onset: "99"), line(2, audio: "b.wav")])
    #expect(
      words.contains(
        "Odd: recordings that cannot be opened: 1 of 2 tried, the first a.wav"
          + " (unreadable: Format not recognised.)"))
    #expect(!words.contains("beyond the recording's end"))
  }

  @Test
  func `fields that no event has are searched under the nearest keys`() throws {
    let words = try inspect([
      #"{"id":"a","file":"x/a.wav","start":-1,"label":"Kick Drum"}"#,
      #"{"id":"b","file":"x/a.wav","start":"2.5","label":"kick_drum"}"#,
    ])
    #expect(words.contains("  onset_time  no event has it  --field onset_time=start\n"))
    #expect(words.contains("  session_id  no event has it\n"))
    #expect(words.contains("Onsets: -1.0 s to 2.5 s, the median at 2.5 s\n"))
    #expect(words.contains("Odd: negative onsets: 1 event\n"))
    #expect(
      words.contains(
        "Odd: labels that differ in case, space or hyphen only: “Kick Drum” and “kick_drum”\n"))
    #expect(
      words.contains(
        "Odd: no session_id: all events are one session, and all clips go to train"
          + " (--field session_id=audio_path splits by recording)\n"))
    #expect(
      words.contains(
        "Audio: 0 of 1 files found under @\n  not found: x/a.wav\n"
          + "  --audio-root FOLDER says where they lie\n"))
    #expect(
      words.hasSuffix(
        "Next: clipmill export @/m.jsonl @/m.bundle --field audio_path=file"
          + " --field onset_time=start --field components=label\n"))
  }

  @Test
  func `if no key looks like an onset, none is invented`() throws {
    let words = try inspect([
      #"{"event_id":"a","session_id":"s","audio_path":"a.wav","components":["k"],"timing":{"hit":1.5}}"#
    ])
    #expect(
      words.contains(
        "  onset_time  no event has it  no key looks like one: --field onset_time=KEY names it;"
          + " --default-onset 0 only where each recording is one hit\n"))
    #expect(words.hasSuffix("Next: clipmill export @/m.jsonl @/m.bundle --field onset_time=KEY\n"))
  }

  @Test
  func `a key with milliseconds is imported, never read as seconds`() throws {
    let words = try inspect([
      #"{"event_id":"a","session_id":"s","audio_path":"a.wav","components":["k"],"start_ms":200}"#
    ])
    #expect(
      words.contains(
        "  onset_time  no event has it  start_ms holds milliseconds: clipmill import makes seconds from it\n"
      ))
    #expect(words.hasSuffix("Next: clipmill import @/m.jsonl @/m.manifest.jsonl\n"))
  }

  @Test(arguments: [
    (["1500", "2500"], "2 of 2; they fit as milliseconds, and onset_time is in seconds"),
    (["44100", "88200"], "2 of 2; they fit as samples, and onset_time is in seconds"),
    (["1", "2", "4"], "1 of 3"),
  ])
  func `onsets beyond the recording are reported, with the unit that would fit`(
    onsets: [String], words: String
  ) throws {
    try scratch.write("a.wav", Sound(frames: 44100 * 3, seed: 1).wav())
    let told = try inspect(onsets.enumerated().map { line($0, onset: $1) })
    #expect(told.contains("Odd: onsets beyond the recording's end: \(words)\n"))
  }

  @Test
  func `equal onsets, unusable onsets and far ones are odd`() throws {
    let equal = try inspect((0..<3).map { line($0) })
    #expect(equal.contains("Odd: all 3 onsets are equal: 1.0\n"))
    #expect(
      equal.contains("Odd: one session_id for all events read: all their clips go to train\n"))
    let mixed = try inspect([line(1), line(2, onset: "null"), line(3, label: " ")])
    #expect(mixed.contains("Odd: no onset_time that is a number: 1 event of the 3 read\n"))
    #expect(mixed.contains("Odd: no label in components: 1 event of the 3 read\n"))
    let far = try inspect([line(1, onset: "90000"), line(2, onset: "91000")])
    #expect(
      far.contains("Odd: onsets beyond ten hours: 2 events; are they milliseconds or samples?"))
  }

  @Test
  func `the root that would find the audio goes into the command`() throws {
    try scratch.write("wavs/a.wav", Sound(frames: 44100, seed: 1).wav())
    let words = try inspect([line(1)])
    #expect(words.contains("  0 of 1 files found; 1 would be found with --audio-root @/wavs\n"))
    #expect(words.hasSuffix("Next: clipmill export @/m.jsonl @/m.bundle --audio-root @/wavs\n"))
    let given = try inspect([line(1)], ["--audio-root", "wavs"])
    #expect(given.contains("Audio: 1 of 1 files found under @/wavs\n"))
    #expect(given.hasSuffix("Next: clipmill export @/m.jsonl @/m.bundle --audio-root @/wavs\n"))
    let mapped = try inspect([line(1)], ["--audio-root-map", "=wavs"])
    #expect(mapped.contains("Audio: 1 of 1 files found under @/wavs\n"))
  }

  @Test
  func `another tool's lines are sent to import, and a file that is not a manifest is refused`()
    throws
  {
    let words = try inspect([#"{"audio_filepath":"a.wav","offset":1,"duration":2,"text":"x"}"#])
    #expect(words.hasSuffix("Next: clipmill import @/m.jsonl @/m.manifest.jsonl\n"))
    try scratch.write("e.csv", "path,start\na.wav,1\n")
    let csv = try Program.run(["inspect", "e.csv"], in: scratch.path)
    #expect(
      csv.code == 65 && csv.errors.contains("/e.csv is CSV, not a manifest of one JSON object"))
    try scratch.write("bad.jsonl", "x\n")
    let bad = try Program.run(["inspect", "bad.jsonl"], in: scratch.path)
    #expect(
      bad.code == 65 && bad.errors.contains("no line of \(scratch.file("bad.jsonl")) is an event"))
    let map = try Program.run(["inspect", "m.jsonl", "--audio-root-map", "x"], in: scratch.path)
    #expect(map.code == 64 && map.errors.contains("--audio-root-map x: it takes SOURCE=PATH"))
  }

  @Test
  func `the first events and a spread of the rest of a long manifest are read`() throws {
    let lines = (0..<20_000).map { line($0, onset: "\($0)", session: "s\($0 / 5000)") }
    try scratch.write("m.jsonl", lines.map { $0 + "\n" }.joined())
    let result = try Program.run(["inspect", "m.jsonl", "--json"], in: scratch.path)
    let found = try ReadJSON(Data(result.output.utf8))
    #expect(found["events_read"].int == 2000 && found["is_estimate"].bool == true)
    let events = try #require(found["events"].int)
    #expect((19_800...20_200).contains(events))
    #expect(found["onsets"]["least"].double == 0)
    #expect(found["onsets"]["greatest"].double ?? 0 > 19_800)
    #expect(found["keys"].array[0]["key"].string == "event_id")
    #expect(found["fields"].array.map { $0["count"].int } == [2000, 2000, 2000, 2000])
    #expect(found["examples"].array.count == 3 && found["labels"].array[0]["count"].int == 2000)
  }
}
