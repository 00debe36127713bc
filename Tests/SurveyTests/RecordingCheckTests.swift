import Dataset
import Foundation
import Planning
import Survey
import Testing

/// Post-roll that makes a window of exactly this many frames at 44.1 kHz.
private func window(frames: Int) -> String {
  #","context_ms":{"pre":0,"post":\#(Double(frames) * 1000 / 44100 - 0.001)}"#
}

@Test
func `a window is past the end from the first frame that is not there`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("fits", onset: 0.5, more: window(frames: 22050))
  corpus.add("one over", onset: 0.5, more: window(frames: 22051))
  corpus.add("last frame", onset: 44099.5 / 44100, more: window(frames: 1))
  corpus.add("behind", onset: 1, more: window(frames: 1))
  corpus.add("nothing wanted", onset: 100, labels: [])
  let report = try corpus.verify(deep: true)
  let found = try #require(report.recordings)
  #expect(found.opened == 1)
  #expect(found.outOfRange == 1)
  #expect(found.cutShort == 1)
  #expect(report.examples[.outOfRange].map(\.eventID) == ["behind"])
  #expect(report.examples[.outOfRange].first?.detail == "onset 1.0 s of 1.0 s")
  #expect(report.examples[.cutShort].map(\.eventID) == ["one over"])
  #expect(report.examples[.cutShort].first?.detail == "22050 of 22051 frames")
  #expect(!report.readiness.isReady)
}

@Test
func `opening the recordings corrects the expected clips and their length`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  try corpus.write("noise.wav", String(repeating: "?", count: 4096))
  corpus.add("whole", onset: 0.5, labels: ["kick", "snare"], more: window(frames: 22050))
  corpus.add("half", onset: 0.5, labels: ["kick"], more: window(frames: 44100))
  corpus.add("behind", onset: 2, labels: ["kick"], more: window(frames: 100))
  corpus.add("noise", "noise.wav", source: "other", labels: ["crash"], more: window(frames: 100))
  let planned = try corpus.verify()
  #expect(planned.expected.clipCount == 5)
  #expect(planned.expected.frames.value == 2 * 22050 + 44100 + 200)
  let opened = try corpus.verify(deep: true)
  #expect(opened.expected.clipCount == 3 && opened.expected.events == 2)
  #expect(opened.expected.frames.value == 3 * 22050)
  #expect(opened.expected.sources.map(\.name) == ["set"])
  #expect(opened.labels.map(\.clips) == [2, 1, 0] && opened.labels.map(\.components) == [3, 1, 1])
  let padded = try corpus.verify(deep: true) { $0.options.clips.padToSeconds = 1 }
  #expect(padded.expected.frames.value == 3 * 44100)
}

@Test
func `windows that are only cut short leave a manifest clean`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("short", onset: 0.9)
  let report = try corpus.verify(deep: true)
  #expect(report.recordings?.cutShort == 1)
  #expect(report.readiness.isReady)
}

@Test
func `a file that is not audio is named with the library's words and its events are counted`()
  throws
{
  let corpus = try Corpus()
  try corpus.write("noise.wav", String(repeating: "?", count: 4096))
  try corpus.write("empty.wav", "")
  corpus.add("1", "noise.wav")
  corpus.add("2", "noise.wav")
  corpus.add("3", "empty.wav")
  let report = try corpus.verify(deep: true)
  let found = try #require(report.recordings)
  #expect(found.unreadableFiles == 2)
  #expect(found.unreadableEvents == 3)
  #expect(found.unreadable.first?.words == "Format not recognised.")
  #expect(found.unreadable.allSatisfy { !$0.words.contains(corpus.path) })
  #expect(report.examples[.unreadable].map(\.eventID) == ["1", "3"])
  #expect(report.missingTotal == 0)
  #expect(!report.readiness.isReady)
  #expect(try corpus.verify().readiness.isReady)
}

@Test
func `a file of another kind is named as such, with advice`() throws {
  let corpus = try Corpus()
  let files = [
    ("a.wav", "version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
    ("b.wav", "<!DOCTYPE html><html></html>", "an HTML page"),
    ("c.wav", "\0\0\0 ftypM4A \0\0\0\0", "ffmpeg -i FILE -vn FILE.wav"),
    ("d.mp3", "\0\u{5}\u{16}\u{7}\0\u{2}\0\0", "an AppleDouble file"),
    ("e.flac", "", "the file is empty"),
  ]
  for (name, text, _) in files {
    try corpus.write(name, text)
    corpus.add(name, name)
  }
  let report = try corpus.verify(deep: true)
  let found = try #require(report.recordings?.unreadable)
  #expect(found.count == files.count)
  for (found, file) in zip(found, files) { #expect(found.words.contains(file.2), "\(found.words)") }
  #expect(report.examples[.unreadable].map(\.eventID) == files.map { Text($0.0) })
}

@Test
func `only events past a change of channels in a recording are unreadable`()
  throws
{
  let corpus = try Corpus()
  try corpus.write("chain.opus", monoThenStereo)
  corpus.add("before", "chain.opus", onset: 0.1)
  corpus.add("across", "chain.opus", onset: 0.4)
  corpus.add("behind", "chain.opus", onset: 0.8)
  let report = try corpus.verify(deep: true)
  let found = try #require(report.recordings)
  #expect((found.unreadableFiles, found.unreadableEvents, found.outOfRange) == (1, 2, 0))
  #expect(found.unreadable.first?.events == 2)
  #expect(report.examples[.unreadable].map(\.eventID) == ["across", "behind"])
  let words = "from 0.5 s on the file holds an Ogg stream of another rate or number of channels"
  #expect(report.examples[.unreadable].allSatisfy { "\($0.detail)".contains(words) })
}

/// Two Ogg Opus files of half a second of silence, one behind the other.
private let monoThenStereo =
  Data(
    base64Encoded: """
      T2dnUwACAAAAAAAAAAABAAAAAAAAAByf9dkBE09wdXNIZWFkAQE4AYC7AAAAAABPZ2dTAAAAAAAAAAAAAAEAAAABAAAA
      0u0/TwEuT3B1c1RhZ3MGAAAAZmZtcGVnAQAAABQAAABlbmNvZGVyPUxhdmMgbGlib3B1c09nZ1MABPheAAAAAAAAAQAA
      AAIAAADFZPC0GgcGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGCAvmOyOrYAgIrLMOxggIrLMOxggIrLMOxggIrLMOxggI
      rLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMO
      xggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxggIrLMOxk9nZ1MAAgAAAAAAAAAA
      AgAAAAAAAACXpoWlARNPcHVzSGVhZAECOAGAuwAAAAAAT2dnUwAAAAAAAAAAAAACAAAAAQAAAH9kvGMBLk9wdXNUYWdz
      BgAAAGZmbXBlZwEAAAAUAAAAZW5jb2Rlcj1MYXZjIGxpYm9wdXNPZ2dTAAT4XgAAAAAAAAIAAAACAAAAU0S9ahoHBgYG
      BgYGBgYGBgYGBgYGBgYGBgYGBgYGBggL5jsjq2AICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyz
      DsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYI
      CKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsYICKyzDsY=
      """, options: .ignoreUnknownCharacters) ?? Data()

@Test
func `rates and channels are counted by file`() throws {
  let corpus = try Corpus()
  for (name, rate) in [("a", 44100), ("b", 48000), ("c", 44100)] {
    try corpus.record("\(name).wav", frames: rate, rate: rate)
    corpus.add(name, "\(name).wav")
    corpus.add(name + "2", "\(name).wav", onset: 0.6)
  }
  let found = try #require(try corpus.verify(deep: true).recordings)
  #expect(found.opened == 3)
  #expect(found.sampleRates == [44100: 2, 48000: 1])
  #expect(found.channels == [1: 3])
}

@Test
func `the end is where decoding ends, not where the header says`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  let path = "\(corpus.path)/a.wav"
  let whole = try Data(contentsOf: URL(filePath: path))
  try whole.prefix(44 + 2 * 20_000).write(to: URL(filePath: path))
  corpus.add("gone", onset: 0.7)
  let report = try corpus.verify(deep: true)
  #expect(report.recordings?.outOfRange == 1)
  #expect(report.examples[.outOfRange].first?.detail == "onset 0.7 s of 0.454 s")
}

@Test
func `windows of events behind the limit are not looked at`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("1", onset: 5)
  corpus.add("2", onset: 6)
  let report = try corpus.verify(deep: true) { $0.options.events.limit = 1 }
  #expect(report.recordings?.outOfRange == 1)
}

@Test
func `only the chosen events of a sample are looked at`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  for number in 0..<50 { corpus.add("\(number)", source: "set\(number % 5)", onset: 5) }
  let report = try corpus.verify(deep: true) {
    $0.options.events.limit = 10
    $0.options.events.sample = .stratified
  }
  #expect(report.plan.totalEvents == 10)
  #expect(report.recordings?.outOfRange == 10)
}
