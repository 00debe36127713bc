import Dataset
import Files
import Foundation
import Planning
import Survey
import Testing

@Test
func `every event is counted once, with or without its audio and its components`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("one", labels: ["kick", "snare"])
  corpus.add("two", "gone.wav", source: "other")
  corpus.add("three", labels: [])
  corpus.add(line: "{broken")
  corpus.add("one", labels: ["kick", "hat"])
  let report = try corpus.verify()
  #expect(report.plan.totalEvents == 5)
  #expect(report.withComponents == 3)
  #expect(report.withoutComponents == 1)
  #expect(report.malformed.count == 1)
  #expect(report.resolved == 3)
  #expect(report.missing == [.missingFile: 1])
  #expect(report.plan.duplicates == 1)
  #expect(report.plan.sourceSets.map(\.eventsMissing) == [0, 1])
  #expect(report.labels.map(\.label) == ["kick", "snare", "hat"])
  #expect(report.labels.map(\.components) == [3, 1, 1])
  #expect(report.labels.map(\.clips) == [1, 1, 1])
  #expect(!report.readiness.isReady)
}

@Test
func `an example names its event, source, path and line, blank lines counted`() throws {
  let corpus = try Corpus()
  corpus.add(line: "")
  corpus.add("lost", "far/gone.wav", source: "other")
  let example = try #require(try corpus.verify().examples[.missing].first)
  #expect(example.eventID == "lost")
  #expect(example.source == SourceKey(audioPath: "far/gone.wav", sourceSet: "other"))
  #expect(example.line == 2)
  #expect(example.ordinal == 1)
  #expect(example.detail == "missing_file")
}

@Test
func `the expected length is that of the windows that will be clips, in frames`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 100)
  corpus.add("one", labels: ["kick", "snare"])
  corpus.add("one", labels: ["kick"])
  corpus.add("two", "gone.wav")
  corpus.add("three", source: "b", more: #","context_ms":{"pre":0,"post":1000}"#)
  let report = try corpus.verify()
  // 0.28 s at 44.1 kHz are 12,349 frames; the clips of one event share a file.
  #expect(report.expected.frames.value == 2 * 12_349 + 44_100)
  #expect(report.expected.sources.map(\.name) == ["b", "set"])
  #expect(report.expected.sources.map(\.frames) == [44_100, 24_698])
  #expect(report.labelledFrames == 4 * 12_349 + 44_100)
  #expect(report.plan.room.files == 2)
  #expect(report.expected.bytes.value == 44 + 24_698 + 44 + 88_200 + 3 * 700)
  let padded = try corpus.verify { $0.options.clips.padToSeconds = 0.5 }
  #expect(padded.expected.frames.value == 2 * 22_050 + 44_100)
  let copied = try corpus.verify { $0.options.bundle.linkIdentical = false }
  #expect(copied.plan.room.files == 3)
}

@Test
func `windows of any length add up to a number, not to a crash`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 100)
  for id in 0..<5 {
    corpus.add(
      "\(id)", onset: 1e300, labels: ["a", "b"], more: #","context_ms":{"post":1e308}"#)
    corpus.add("x\(id)", labels: ["a", "b"], more: #","context_ms":{"post":1e308}"#)
  }
  let planned = try corpus.verify()
  #expect(planned.expected.frames.value == 1 << 53)
  #expect(planned.expected.events == 5)
  let report = try corpus.verify(deep: true)
  #expect(report.expected.frames.value == 0 && report.expected.events == 0)
  #expect(report.recordings?.outOfRange == 10)
  #expect(!report.json().isEmpty)
}

@Test
func `malformed lines never stop it, and twenty are named`() throws {
  let corpus = try Corpus()
  for _ in 0..<25 { corpus.add(line: "[]") }
  try corpus.record("a.wav", frames: 44100)
  corpus.add("good")
  let report = try corpus.verify()
  #expect(report.malformed.count == 25)
  #expect(report.malformed.first.count == 20)
  #expect(report.malformed.first.last?.number == 20)
  #expect(report.malformed.first.last?.reason == "not a JSON object")
  #expect(report.resolved == 1)
}

@Test
func `a manifest without an event is refused`() throws {
  let corpus = try Corpus()
  #expect(throws: PlanError.self) { try corpus.verify() }
}

@Test
func `invalid values are counted by field, whatever the component's number`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add(
    line: #"{"event_id":"e","audio_path":"a.wav","onset_time":true,"#
      + #""components":[{"label":"a","velocity":"loud"},{"label":"b","velocity":[]}]}"#)
  let report = try corpus.verify()
  #expect(report.invalidValues.map(\.field) == ["components[].velocity", "onset_time"])
  #expect(report.invalidValues.map(\.count) == [2, 1])
  #expect(report.examples[.invalidValue].map(\.detail).contains("components[1].velocity"))
  #expect(report.readiness.verdict == "Not ready: 1 event without a usable onset")
}

@Test
func `a manifest that invents fields cannot make the table of invalid values grow`() throws {
  let corpus = try Corpus()
  for number in 0..<500 {
    corpus.add(line: #"{"field\#(number)":NaN,"audio_path":"a","onset_time":0,"components":[]}"#)
  }
  let report = try corpus.verify()
  #expect(report.invalidValues.count == 101)
  #expect(report.invalidValues.first?.field == "(other fields)")
  #expect(report.invalidValues.reduce(0) { $0 + $1.count } == 500)
}

@Test
func `ten thousand missing files are counted, twenty events and a thousand files named`() throws {
  let corpus = try Corpus()
  for number in 0..<10_000 { corpus.add("e\(number)", "gone/\(number).wav") }
  corpus.add("again", "gone/9999.wav")
  let report = try corpus.verify()
  #expect(report.missingTotal == 10_001)
  #expect(report.examples[.missing].count == 20)
  #expect(report.mostMissed(3).map(\.source.audioPath?.string).first == "gone/9999.wav")
  let document = try JSONSerialization.jsonObject(with: Data(report.json())) as? [String: Any]
  #expect((document?["missing_examples"] as? [Any])?.count == 20)
  #expect((document?["missing_files"] as? [Any])?.count == 1000)
}

@Test
func `only the events within the limit are judged`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("one")
  corpus.add("two", "gone.wav")
  let report = try corpus.verify { $0.options.events.limit = 1 }
  #expect(report.plan.totalEvents == 1)
  #expect(report.plan.manifestEvents == 2)
  #expect(report.readiness.isReady)
}

@Test
func `a manifest is grouped when the events of each found file are adjacent`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  try corpus.record("b.wav", frames: 44100)
  corpus.add("1", "a.wav")
  corpus.add("2", "gone.wav")
  corpus.add("3", "a.wav")
  corpus.add("4", "b.wav")
  #expect(try corpus.verify().isGrouped)
  corpus.add("5", "a.wav")
  let mixed = try corpus.verify()
  #expect(!mixed.isGrouped)
  #expect(mixed.sourceChanges == 3)
}

@Test
func `the free space is that of the bundle's target, and nothing is made`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("one")
  let report = try corpus.verify { $0.bundle = "\(corpus.path)/not/there/yet" }
  #expect(report.free?.path == corpus.path)
  #expect(report.readiness.lack == nil)
  #expect(
    try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted() == [
      "a.wav", "manifest.jsonl",
    ])
}
