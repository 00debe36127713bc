import Foundation
import Testing

/// A corpus whose every event has its audio.
private func clean() throws -> Corpus {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("one", labels: ["kick", "snare"])
  corpus.add("two", labels: ["kick"])
  return corpus
}

@Test
func `a clean manifest ends with 0 and says so`() throws {
  let corpus = try clean()
  let shallow = try VerifyProcess(corpus)
  #expect(shallow.status == 0)
  #expect(shallow.errors == "")
  #expect(
    shallow.output.hasSuffix(
      "The recording of every event is there (--deep opens each of them).\nReady to export\n"))
  let deep = try VerifyProcess(corpus, ["--deep"])
  #expect(deep.status == 0)
  #expect(deep.output.contains("  recordings opened     1  1 × 44.1 kHz; 1 × mono\n"))
}

@Test
func `missing, malformed and unreadable each end with 1, and the last line says which`() throws {
  let missing = try clean()
  missing.add("gone", "gone.wav")
  let malformed = try clean()
  malformed.add(line: "{")
  let unreadable = try clean()
  try unreadable.write("b.wav", "no sound")
  unreadable.add("b", "b.wav")
  for (corpus, words) in [
    (missing, "1 event lacks its audio"), (malformed, "1 malformed line"),
    (unreadable, "1 unreadable recording"),
  ] {
    let run = try VerifyProcess(corpus, ["--deep"])
    #expect(run.status == 1)
    #expect(run.output.hasSuffix("Not ready: \(words)\n"))
  }
}

@Test
func `duplicates, a bad line outside a sample and impossible windows are not ready either`() throws
{
  let twice = try clean()
  for _ in 0..<2 { twice.add("two", labels: ["kick"]) }
  let sampled = try clean()
  sampled.add(line: "{")
  let early = try clean()
  early.add("early", onset: -1)
  early.add("late", onset: 1e300)
  for (corpus, flags, words) in [
    (twice, [], "2 duplicate events (more than --max-skip-rate 0.01 allows)"),
    (
      sampled, ["--limit", "2", "--sample", "stratified"], "1 malformed line outside the sample"
    ),
    (early, [], "2 events whose windows lie in no recording"),
  ] {
    let run = try VerifyProcess(corpus, flags)
    #expect(run.status == 1)
    #expect(run.output.hasSuffix("Not ready: \(words)\n"), "\(run.output.suffix(200))")
  }
}

@Test
func `verification and export allow the same events to be skipped, to the last one`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  // 0.57 × 100 is a little less than 57 in binary64; 57 ÷ 100 is 0.57.
  for event in 0..<43 { corpus.add("e\(event)", labels: ["kick"]) }
  for _ in 0..<57 { corpus.add("e0", labels: ["kick"]) }
  let run = try VerifyProcess(corpus, ["--max-skip-rate", "0.57"])
  #expect(run.output.hasSuffix("Ready to export\n"), "\(run.output.suffix(200))")
  let export = try VerifyProcess(
    [
      "export", corpus.path + "/manifest.jsonl", corpus.path + "/made", "--max-skip-rate", "0.57",
      "--progress", "none",
    ], in: "/", results: corpus.path + "-results")
  #expect(export.status == 0, "\(export.errors)")
}

@Test
func `a target where no bundle can be made is not ready`() throws {
  let corpus = try clean()
  _ = try VerifyProcess(corpus)
  let link = corpus.path + "/link"
  try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere")
  for (place, words) in [
    ("/a.wav", "@/a.wav is not a folder"), ("/a.wav/b", "@/a.wav is not a folder"),
    ("/link", "@/link is a link to nowhere, which is not there"),
    ("/" + String(repeating: "x", count: 300), "a name in its path is longer than 255 bytes"),
  ] {
    let run = try VerifyProcess(
      ["export", corpus.path + "/manifest.jsonl", corpus.path + place, "--verify-only"], in: "/",
      results: corpus.path + "-results")
    #expect(run.status == 1)
    let cause = words.replacingOccurrences(of: "@", with: corpus.path)
    #expect(run.output.hasSuffix("Not ready: the bundle cannot be made (\(cause))\n"))
  }
}

@Test
func `no manifest is 66, a missing root is 1, and an invalid taxonomy is refused`() throws {
  let corpus = try clean()
  let none = try VerifyProcess(
    ["export", corpus.path + "/none.jsonl", corpus.bundle, "--verify-only"], in: "/",
    results: corpus.path + "-results")
  #expect(none.status == 66)
  #expect(none.errors == "clipmill: no manifest at \(corpus.path)/none.jsonl\n")
  let root = try VerifyProcess(corpus, ["--audio-root-map", "set=/nowhere/at/all"])
  #expect(root.status == 1)
  #expect(root.output.contains("/nowhere/at/all: there is no such directory"))
  try corpus.write("taxonomy.json", "{}")
  let taxonomy = try VerifyProcess(corpus, ["--taxonomy", corpus.path + "/taxonomy.json"])
  #expect(taxonomy.status == 65)
  #expect(taxonomy.errors.contains("a taxonomy without a label"))
}

@Test
func `the document has every promised name, on standard output and in the file`() throws {
  let corpus = try clean()
  corpus.add("gone", "gone.wav", source: "far")
  let file = corpus.path + "/sub/folder/summary.json"
  let run = try VerifyProcess(corpus, ["--json", "--summary-json", file])
  #expect(run.status == 1)
  #expect(
    run.errors == "note: summary in \(file)\nclipmill: Not ready: 1 event lacks its audio\n")
  #expect(try String(contentsOfFile: file, encoding: .utf8) == run.output)
  let document = try run.document
  let statistics = try #require(document["statistics"] as? [String: Double])
  #expect(statistics["total_events"] == 3)
  #expect(statistics["with_components"] == 3)
  #expect(statistics["missing_components"] == 0)
  #expect(statistics["resolved_audio"] == 2)
  #expect(statistics["missing_audio"] == 1)
  // Foundation reads the last digit of a double wrong: the text is looked at.
  #expect(run.output.contains(#""expected_seconds": \#(Double(3 * 12_349) / 44_100),"#))
  #expect(document["label_counts"] as? [String: Int] == ["kick": 3, "snare": 1])
  #expect(document["missing_sources"] as? [String: Int] == ["far": 1])
  let bySource = try #require(document["expected_seconds_by_source"] as? [String: Double])
  #expect(Array(bySource.keys) == ["set"])
  let example = try #require((document["missing_examples"] as? [[String: Any]])?.first)
  #expect(example["event_id"] as? String == "gone")
  #expect(example["source_set"] as? String == "far")
  #expect(example["audio_path"] as? String == "gone.wav")
  #expect(example["line"] as? Int == 3)
}

@Test
func `nothing is written under the bundle, whether it exists or not`() throws {
  let corpus = try clean()
  _ = try VerifyProcess(corpus, ["--deep"])
  #expect(!FileManager.default.fileExists(atPath: corpus.bundle))
  try corpus.write("bundle/metadata.json", "{}")
  let before = try FileManager.default.attributesOfItem(atPath: corpus.bundle)
  let run = try VerifyProcess(corpus, ["--deep"])
  #expect(run.status == 0)
  let after = try FileManager.default.attributesOfItem(atPath: corpus.bundle)
  #expect(before[.modificationDate] as? Date == after[.modificationDate] as? Date)
  #expect(try FileManager.default.subpathsOfDirectory(atPath: corpus.bundle) == ["metadata.json"])
}

@Test
func `characters in a name cannot control the terminal`() throws {
  let corpus = try Corpus()
  corpus.add(
    #"\u001b[2J\u0007evil"#, #"gone\n\u202egnp.wav"#, source: #"set\r\u0000"#,
    labels: [#"\u001b]0;title\u0007"#])
  let run = try VerifyProcess(corpus, ["--log-file", corpus.path + "/log"])
  let log = try String(contentsOfFile: corpus.path + "/log", encoding: .utf8)
  for text in [run.output, log] {
    let hidden = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202E}" }
    #expect(hidden.isEmpty)
    #expect(text.contains("\\u{1B}"))
  }
  #expect(log.contains("gone\\u{A}\\u{202E}gnp.wav"))
}

@Test
func `tables stay within a terminal's columns, and nothing is cut without one`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  let long = String(repeating: "long-name-", count: 30)
  for number in 0..<40 {
    corpus.add(
      "\(long)\(number)", "\(long)/\(number).wav", source: long,
      labels: [long + "\(number)", long + "\(number)"])
  }
  corpus.add(long, "a.wav", source: long, onset: 50, labels: ["kick"])
  corpus.add(line: "{" + long)
  for columns in [80, 160] {
    let run = try VerifyProcess(corpus, ["--deep"], columns: columns)
    let visible = run.output.replacing(/\u{1B}\[[\d;]*m/, with: "")
    let wide = visible.split(whereSeparator: \.isNewline).filter {
      $0.count > columns && !$0.contains("Verified")
    }
    #expect(wide == [])
    #expect(run.output.contains("  and 20 more\r\n"))
    #expect(run.output.contains("…"))
  }
  let piped = try VerifyProcess(corpus, ["--deep"])
  #expect(piped.output.contains("  \(long)19  "))
  #expect(piped.output.contains("  \(long)/19.wav\n"))
}

@Test
func `findings that stop an export come first, and harmless ones last`() throws {
  let corpus = try clean()
  try corpus.record("short.wav", frames: 22050)
  corpus.add("gone", "gone.wav")
  corpus.add("gone", "gone.wav")
  corpus.add("late", "short.wav", onset: 0.4)
  corpus.add("nothing", labels: [])
  corpus.add("odd", more: #","duration_seconds":"?""#)
  let run = try VerifyProcess(corpus, ["--deep"])
  let titles = [
    "Verified ", "Missing audio", "Events without a labelled component", "Expected dataset",
    "Source sets", "Labels, ", "Duplicates", "Windows that the end", "Worth a look", "Not ready: ",
  ]
  let lines = run.output.split(separator: "\n")
  let places = titles.map { title in lines.firstIndex { $0.hasPrefix(title) } ?? -1 }
  #expect(places == places.sorted() && !places.contains(-1), "\(places)\n\(run.output)")
  #expect(run.output.contains(" × 44.1 kHz; "))
}

@Test
func `a verification names the files that it has written`() throws {
  let corpus = try clean()
  let (summary, log) = (corpus.path + "/report.json", corpus.path + "/verify.log")
  let words = ["--summary-json", summary, "--log-file", log]
  let run = try VerifyProcess(corpus, words)
  #expect(run.output.contains("\nsummary in \(summary)\nlog in \(log)\n\n"))
  let json = try VerifyProcess(corpus, words + ["--json"])
  #expect(json.errors.contains("note: summary in \(summary)\n"))
}

@Test
func `the log is plain and as complete as the screen`() throws {
  let corpus = try clean()
  corpus.add("gone", "gone.wav")
  let log = corpus.path + "/logs/verify.log"
  let run = try VerifyProcess(corpus, ["--log-file", log])
  let text = try String(contentsOfFile: log, encoding: .utf8)
  #expect(!text.contains("\u{1B}"))
  for words in ["Verified ", "Source sets", "Missing audio", "Not ready: 1 event"] {
    #expect(text.contains(words))
    #expect(run.output.contains(words))
  }
}

@Test
func `durations are listed by source set, longest first and quoted if necessary`() throws {
  let corpus = try Corpus()
  try corpus.record("a.wav", frames: 44100)
  corpus.add("1", source: "plain")
  corpus.add("2", source: #"with \"quotes\", and a comma"#, more: #","context_ms":{"post":65000}"#)
  corpus.add("3", "gone.wav", source: "gone")
  let file = corpus.path + "/durations.csv"
  _ = try VerifyProcess(corpus, ["--expected-duration-csv", file])
  #expect(
    try String(contentsOfFile: file, encoding: .utf8) == """
      category,source_set,seconds,formatted_duration
      expected,"with ""quotes"", and a comma",65.08,1m 05.08s
      expected,plain,\(Double(12_349) / 44_100),0.28s

      """)
}

@Test
func `an export's durations are those of the bundle and of the run`() throws {
  let corpus = try clean()
  try corpus.writeManifest()
  let file = corpus.path + "/durations.csv"
  let run = try VerifyProcess(
    [
      "export", corpus.manifest, corpus.bundle, "--progress", "none", "--workers", "1",
      "--expected-duration-csv", file,
    ], in: "/", results: corpus.path + "-results")
  #expect(run.status == 0, "\(run.errors)")
  let seconds = Double(3 * 12_349) / 44_100
  #expect(
    try String(contentsOfFile: file, encoding: .utf8) == """
      category,source_set,seconds,formatted_duration
      total,set,\(seconds),0.84s
      run,set,\(seconds),0.84s

      """)
}

@Test
func `advice is given as it would be typed`() throws {
  let corpus = try Corpus()
  try corpus.record("raw audio/a.wav", frames: 100)
  corpus.add("1", "a.wav")
  let run = try VerifyProcess(corpus)
  #expect(
    run.output.contains(
      "0 of 1 files found; 1 would be found with --audio-root '\(corpus.path)/raw audio'"))
  let near = try VerifyProcess(
    corpus, ["--audio-root", corpus.path], in: corpus.path + "/raw audio")
  #expect(near.output.contains("0 of 1 files found; 1 would be found with --audio-root .\n"))
}

@Test
func `a root for a source set that no event has is reported, and fails nothing`() throws {
  let corpus = try clean()
  let flags = ["--audio-root", corpus.path, "--audio-root-map", "lops=\(corpus.path)"]
  let words = "no event that needs audio is of source set lops, which --audio-root-map names"
  let run = try VerifyProcess(corpus, flags)
  #expect(run.status == 0 && run.output.contains(words))
  #expect(try !VerifyProcess(corpus, flags + ["--limit", "1"]).output.contains(words))
}
