import Bundle
import Dataset
import Files
import Merging
import TestSupport
import Testing

/// Rows that are copied from reports are those that are written of what reports say.
@Suite
struct SplicingTests {
  private static let texts: [Text] = [
    "a", "kick", "e12", "x y", "é", "a\"b", "back\\slash", "tab\t", "a__b", "_a", "a_", ".a", "a.b",
    "-", "~", "\u{7F}", "日本", "a/b", "..", Text(String(repeating: "long", count: 49)),
    Text(String(repeating: "y", count: 190)),
  ]

  private func clips(_ numbers: inout SeededNumbers) -> RenderedClips {
    let frames = [0, 1, 1000, 12_349, 30_000][numbers.below(5)]
    var clips = RenderedClips(
      clipFrames: frames, size: 44 + 2 * frames,
      digest: ContentDigest(high: UInt64(numbers.below(1 << 30)), low: UInt64(frames)),
      start: numbers.below(1 << 40), frames: 2 * frames, sourceRate: 16_000)
    clips.level = ClipLevel(
      peak: numbers.below(32_769), peakFrame: numbers.below(99),
      rms: Double(numbers.below(1 << 20)) / 64)
    if numbers.below(3) > 0 {
      clips.source = ContentDigest(high: 7, low: UInt64(numbers.below(3)))
    }
    if numbers.below(20) == 0 { clips.isEarlier = true }
    if numbers.below(20) == 0 { clips.sha256 = String(repeating: "5", count: 64) }
    return clips
  }

  private func row(_ ordinal: Int, _ numbers: inout SeededNumbers) -> ReportRow {
    func text() -> Text { Self.texts[numbers.below(Self.texts.count)] }
    var event = Event(
      ordinal: ordinal, eventID: numbers.below(9) == 0 ? nil : Text("\(text())\(ordinal)"),
      sessionID: numbers.below(9) == 0 ? "" : text(),
      sourceSet: numbers.below(2) == 0 ? "x" : text(),
      audioPath: numbers.below(3) == 0 ? text() : "a.wav")
    event.window.onset = Double(numbers.below(1 << 30)) / 1024
    event.hasOnset = numbers.below(9) > 0
    var labels: [Text] = []
    for _ in 0...numbers.below(3) { labels.append(text()) }
    if numbers.below(15) == 0 {
      return ReportRow(
        event: event, labels: labels, duplicates: 1,
        outcome: .skipped(.unreadable, detail: "why"))
    }
    var row = ReportRow(
      event: event, labels: labels, duplicates: numbers.below(3),
      outcome: .rendered(clips(&numbers)))
    if numbers.below(20) == 0 { row.share.invalidValues = 2 }
    if numbers.below(20) == 0 { row.share.caseTwins = 1 }
    if numbers.below(20) == 0 { row.share.continues = true }
    return row
  }

  /// The files and the result of a merge of these shards; rows are built if `isBuilt`.
  private func merged(
    _ shards: [[ReportRow]], isBuilt: Bool, fanout: Int, format: ClipFormat, huggingFace: Bool
  ) throws -> (files: [String: [UInt8]], merged: MergedBundle) {
    let reports = Reports()
    reports.plan.classes = Self.texts
    reports.plan.fanout = fanout
    reports.options.clips.format = format
    reports.options.clips.valRatio = 0.4
    reports.options.bundle.huggingFace = huggingFace
    let sources = try shards.enumerated().map { number, rows in
      var source = ShardSource(
        shard: ShardIndex(number),
        report: try reports.report(rows, isOfThisRun: number % 2 == 0), isSuperseded: false)
      // Nothing is replaced, but each row has to be asked for that.
      if isBuilt { source.replaced = ReplacedClips([], options: reports.options.clips) }
      return source
    }
    let merged = try Merger.merge(
      sources, of: reports.plan, options: reports.options, into: reports.layout)
    let names = reports.folder.files(under: "bundle").filter { !$0.contains("reports/") }
    let files = names.map { ($0, reports.folder.read("bundle/\($0)") ?? []) }
    return (Dictionary(uniqueKeysWithValues: files), merged)
  }

  @Test(arguments: 1..<9 as Range<UInt64>)
  func `spliced rows are those that are built, byte for byte, and count the same`(seed: UInt64)
    throws
  {
    var numbers = SeededNumbers(seed: seed)
    var ordinal = 0
    let shards = (0..<4).map { _ in
      (0..<100).map { _ -> ReportRow in
        ordinal += 1
        return row(ordinal, &numbers)
      }
    }
    let format: ClipFormat = seed % 2 == 0 ? .flac : .wav
    let fanout = Int(seed % 5)
    let spliced = try merged(
      shards, isBuilt: false, fanout: fanout, format: format, huggingFace: seed % 3 > 0)
    let built = try merged(
      shards, isBuilt: true, fanout: fanout, format: format, huggingFace: seed % 3 > 0)
    #expect(spliced.files.count >= 5)
    #expect(spliced.files == built.files)
    #expect(spliced.merged.counts == built.merged.counts)
    #expect(spliced.merged.changed == built.merged.changed)
    #expect(spliced.merged.clips == built.merged.clips)
    #expect(spliced.merged.bundleDigest == built.merged.bundleDigest)
    #expect(spliced.merged.clipsDigest == built.merged.clipsDigest)
  }

  @Test
  func `an ordinary row is spliced, and one in another form is not`() throws {
    let line = #"""
      {"ordinal":1,"event_id":"e1","session_id":"s","source_set":"x","audio_path":"a.wav","onset_time":0.5,"pre":80.0,"post":200.0,"duration_seconds":null,"labels":["kick","ride"],"duplicates":0,"clip_frames":12349,"size":24742,"xxh3_128":"0123456789abcdef0123456789abcdef","start_frame":7,"frames":12349,"source_rate":44100,"peak":9,"peak_frame":3,"rms":2.5}
      """#
    func isSpliced(_ line: String) -> Bool {
      Array(line.utf8).withUnsafeBytes { ReportLine($0) != nil }
    }
    #expect(isSpliced(line))
    for (old, new) in [
      (#""e1""#, "null"), (#""e1""#, #""é""#), (#""e1""#, #""e\n1""#), (#""e1""#, #""e1"#),
      (#""s","#, #""s", "#), ("}", "},"), ("}", ""), (#""ride""#, #""""#),
      (#"["kick","ride"]"#, "[]"),
      (":24742", ":-24742"), ("cdef\"", "cde\""), (#","peak":9"#, ""),
      (#""rms":2.5"#, #""rms":null"#),
      (#""duplicates":0"#, #""duplicates":0,"continues":true"#),
      ("}", #","earlier":true}"#), ("}", #","source":"0123"}"#),
    ] {
      #expect(!isSpliced(line.replacing(old, with: new)), "\(old) as \(new)")
    }
    #expect(isSpliced(line.replacing("}", with: #","source":"0123456789abcdef0123456789abcdef"}"#)))
    for count in 0..<line.utf8.count { #expect(!isSpliced(String(line.utf8.prefix(count)) ?? "")) }
  }
}
