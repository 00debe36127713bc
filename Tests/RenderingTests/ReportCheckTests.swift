import Bundle
import Dataset
import Files
import Glibc
import Planning
import Rendering
import TestSupport
import Testing

/// Reports of a worker that has a valid key and lies.
struct ReportCheckTests {
  private let bench = Workbench()
  private let plan: Plan
  private let honest: Rendered

  /// One event of each fate: rendered, out of range, missing, without labels, malformed, duplicate.
  private static let lines = [
    #"{"event_id":"a","session_id":"s","source_set":"k","audio_path":"a.wav","onset_time":1,"#
      + #""components":[{"label":"kick"},{"label":"snare"}]}"#,
    #"{"event_id":"b","session_id":"s","audio_path":"a.wav","onset_time":90,"#
      + #""components":[{"label":"kick"}]}"#,
    #"{"event_id":"c","audio_path":"none.wav","onset_time":1,"components":[{"label":"kick"}]}"#,
    #"{"event_id":"d","audio_path":"a.wav"}"#,
    "nonsense",
    #"{"event_id":"a","session_id":"s","audio_path":"a.wav","onset_time":1,"#
      + #""components":[{"label":"kick"}]}"#,
    #"{"event_id":"e","audio_path":"a.wav","onset_time":"soon","components":["kick"]}"#,
  ]

  init() throws {
    bench.record("a.wav")
    plan = try bench.plan(Self.lines.joined(separator: "\n"))
    honest = try bench.render(plan)
  }

  private func finding(
    _ rows: [ReportRow], tally: Tally? = nil, path: String = "0/lie.jsonl"
  ) throws -> ReportCheck.Finding {
    var writer = try ReportWriter(
      "0/lie.jsonl", beneath: bench.layout.reports, valRatio: bench.options.clips.valRatio)
    for row in rows { try writer.append(row) }
    var (report, sum) = try writer.finish()
    report.path = path
    return try finding(RenderedShard(report: report, tally: tally ?? sum))
  }

  private func finding(
    _ told: RenderedShard, quarantined: [Int] = [], sampleSize: Int = 9
  ) throws -> ReportCheck.Finding {
    try ReportCheck(
      bench.job(plan), row: plan.index[ShardIndex(0)], quarantined: quarantined,
      sampleSize: sampleSize
    ).finding(told.report, told.tally)
  }

  private func isUnsound(_ finding: ReportCheck.Finding) -> Bool {
    if case .unsound = finding { true } else { false }
  }

  @Test
  func `a renderer's report passes`() throws {
    #expect(try finding(honest.shard) == .sound)
    #expect(honest.rows.count == 7)
    let quarantined = try bench.render(plan, quarantined: [0])
    #expect(try finding(quarantined.shard, quarantined: [0]) == .sound)
    #expect(isUnsound(try finding(quarantined.shard)))
  }

  @Test(arguments: [0, 3, 5])
  func `a row that is missing or doubled is noticed`(position: Int) throws {
    var rows = honest.rows
    let row = rows.remove(at: position)
    #expect(isUnsound(try finding(rows)))
    rows.insert(row, at: position)
    #expect(try finding(rows) == .sound)
    #expect(isUnsound(try finding(rows + [row])))
    rows.swapAt(position, (position + 1) % 6)
    #expect(isUnsound(try finding(rows)))
  }

  /// Each makes one row say what it must not.
  static let lies: [(String, @Sendable (inout ReportRow) -> Void)] = [
    ("ordinal", { $0.share.event.ordinal += 1 }), ("event", { $0.share.event.eventID = "other" }),
    ("session", { $0.share.event.sessionID = "other" }),
    ("source set", { $0.share.event.sourceSet = "other" }),
    ("file", { $0.share.event.audioPath = "../../etc/passwd" }),
    ("window", { $0.share.event.window.pre += 1 }),
    ("label", { $0.labels[0] = "other" }), ("fewer labels", { $0.labels.removeLast() }),
    ("more labels", { $0.labels.append("tom") }), ("duplicates", { $0.share.duplicates = 1 << 60 }),
    ("continues", { $0.share.continues = true }), ("healing", { $0.share.healing = [0] }),
    ("kept", { $0.outcome = .kept }),
    ("missing", { $0.outcome = .skipped(.missingFile, detail: "no such file") }),
    ("quarantined", { $0.outcome = .skipped(.quarantined, detail: "") }),
  ]

  @Test(arguments: lies.indices)
  func `a row about another event, or with another fate, is noticed`(number: Int) throws {
    var rows = honest.rows
    Self.lies[number].1(&rows[0])
    #expect(isUnsound(try finding(rows)), "\(Self.lies[number].0)")
  }

  @Test(arguments: 1..<6)
  func `an event that cannot be rendered has no clip`(position: Int) throws {
    guard case .rendered = honest.rows[0].outcome else { return }
    var rows = honest.rows
    rows[position].outcome = rows[0].outcome
    #expect(isUnsound(try finding(rows)))
  }

  /// Numbers that no clip of the event can have; some would not fit into 64 bits when summed up.
  static let numbers: [(String, @Sendable (inout RenderedClips) -> Void)] = [
    ("no frames", { $0.clipFrames = 0 }), ("negative", { $0.clipFrames = -1 }),
    ("huge", { $0.clipFrames = .max / 2 }), ("longer", { $0.clipFrames += 10 }),
    ("size", { $0.size += 1 }), ("rate", { $0.sourceRate = 0 }),
    ("start", { $0.start += 1 }), ("source frames", { $0.frames = 1 << 40 }),
    ("checksum", { $0.sha256 = "x\ny" }),
  ]

  @Test(arguments: numbers.indices)
  func `a clip with impossible numbers is noticed`(number: Int) throws {
    var rows = honest.rows
    guard case .rendered(var clips) = rows[0].outcome else {
      Issue.record("the first event was not rendered")
      return
    }
    Self.numbers[number].1(&clips)
    rows[0].outcome = .rendered(clips)
    // The sum of the writer itself must not stop it.
    if clips.clipFrames > 1 << 40 { rows[0].labels = ["kick"] }
    #expect(isUnsound(try finding(rows)), "\(Self.numbers[number].0)")
  }

  @Test
  func `counts that are not those of the rows are noticed`() throws {
    var tally = honest.shard.tally
    tally.trainFrames += 1
    #expect(isUnsound(try finding(honest.rows, tally: tally)))
    tally = honest.shard.tally
    tally.sources[0].name = "other"
    #expect(isUnsound(try finding(honest.rows, tally: tally)))
  }

  @Test
  func `silence under the name of a clip with another digest is noticed`() throws {
    let split = Split(session: "s", valRatio: bench.options.clips.valRatio)
    let clip = "\(bench.layout.clipAudio(of: split))/a__kick.wav"
    let bytes = try FileSystem.read(clip)
    try FileSystem.replace(clip, with: [UInt8](repeating: 0, count: bytes.count))
    // Both labels share one file, which was given another.
    try FileSystem.remove(clip.replacing("kick", with: "snare"))
    #expect(link(clip, clip.replacing("kick", with: "snare")) == 0)
    #expect(isUnsound(try finding(honest.shard, sampleSize: 1)))
    #expect(try finding(honest.shard, sampleSize: 0) == .sound)
    try FileSystem.replace(clip, with: Array(bytes.dropLast()))
    try FileSystem.remove(clip.replacing("kick", with: "snare"))
    for _ in 0..<9 {
      let found = try finding(honest.shard, sampleSize: 1)
      if case .invisible = found { continue }
      #expect(isUnsound(found))
    }
  }

  @Test
  func `a report that is too large for its shard is not even read`() throws {
    var told = honest.shard
    told.report.size = 1 << 30
    #expect(isUnsound(try finding(told)))
  }

  @Test
  func `a link, a directory and a pipe are not reports`() throws {
    let reports = bench.layout.reports
    bench.folder.write("elsewhere/lie.jsonl", honest.report)
    let elsewhere = bench.folder.path("elsewhere")
    #expect(symlink("\(elsewhere)/lie.jsonl", "\(reports)/0/link.jsonl") == 0)
    #expect(symlink(elsewhere, "\(reports)/9") == 0)
    #expect(mkfifo("\(reports)/0/pipe.jsonl", 0o600) == 0)
    for path in ["0/link.jsonl", "9/lie.jsonl", "0/pipe.jsonl", "0", "../x", "0/../0/x", ""] {
      var told = honest.shard
      told.report.path = path
      #expect(try finding(told) != .sound, "\(path)")
    }
  }

  @Test
  func `a missing or different report may yet appear`() throws {
    var told = honest.shard
    told.report.path = "0/none.jsonl"
    guard case .invisible = try finding(told) else {
      Issue.record("it was found")
      return
    }
    told = honest.shard
    told.report.sha256 = String(repeating: "0", count: 64)
    guard case .invisible = try finding(told) else {
      Issue.record("it was taken")
      return
    }
  }

  @Test(arguments: ["{}\n", nil])
  func `if the manifest cannot be read as planned, no report passes`(other: String?) throws {
    let manifest = bench.folder.path + "/m.jsonl"
    let content = try FileSystem.read(manifest)
    if let other { bench.folder.write("m.jsonl", other) } else { try FileSystem.remove(manifest) }
    for rows in [honest.rows, Array(honest.rows.dropLast())] {
      guard case .invisible(let words) = try finding(rows) else {
        Issue.record("it was judged")
        return
      }
      #expect(
        words
          == (other == nil
            ? "no manifest at \(manifest)" : "\(manifest) has changed since it was planned"))
    }
    try FileSystem.replace(manifest, with: content)
    #expect(try finding(honest.rows) == .sound)
  }
}
