import Bundle
import Dataset
import Files
import Foundation
import Planning
import Rendering
import TestSupport
import Testing

@Suite
struct RowTests {
  private let bench = Workbench()

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `rows are in manifest order and clips hold their window, whatever the order of rendering`(
    seed: UInt64
  ) throws {
    var numbers = SeededNumbers(seed: seed)
    let names = ["a.wav", "b.wav", "c.wav"]
    let sounds = names.enumerated().map { bench.record($1, seed: seed + UInt64($0)) }
    let takes = (0..<24).map { _ in
      (file: Int.random(in: 0..<3, using: &numbers), slot: Int.random(in: 0..<15, using: &numbers))
    }
    let text = takes.enumerated().map { number, take in
      line("e\(number)", audio: names[take.file], onset: Double(take.slot) / 8)
    }.joined()
    bench.options.events.shardEvents = Int.random(in: 3...24, using: &numbers)
    let plan = try bench.plan(text)
    var rows: [ReportRow] = []
    for shard in 0..<plan.index.count { rows += try bench.render(plan, shard: shard).rows }
    #expect(rows.map(\.event.ordinal) == Array(1...24))
    for (number, take) in takes.enumerated() {
      let window = take.slot * 1000..<take.slot * 1000 + 1000
      let file = wav(sounds[take.file][window])
      #expect(bench.folder.read("bundle/train/audio/e\(number)__kick.wav") == file)
      var clips = RenderedClips(
        clipFrames: 1000, size: 2044, digest: ContentDigest(of: file), start: window.lowerBound,
        frames: 1000, sourceRate: 8000)
      clips.level = sounds[take.file].withUnsafeBufferPointer {
        ClipLevel(of: UnsafeBufferPointer(rebasing: $0[window]))
      }
      clips.source = try ContentSample.digest(of: bench.folder.path(names[take.file]))
      #expect(rows[number].outcome == .rendered(clips))
    }
  }

  @Test
  func `a row gives the first reason that applies`() throws {
    bench.record("a.wav")
    bench.folder.write("junk.wav", "this is no sound")
    var nameless = EventLine("nowhere")
    nameless.path = nil
    let plan = try bench.plan(
      "[]\n" + line("silent", [], audio: "gone.wav") + line("e")
        + line("e", audio: "../elsewhere.wav") + line("out", audio: "../elsewhere.wav")
        + line("gone", audio: "gone.wav") + nameless.text + "\n" + line("junk", audio: "junk.wav")
        + line("late", onset: 2) + line("hung", audio: "junk.wav"))
    let rendered = try bench.render(plan, quarantined: [0, 1, 3, 4, 5, 6, 9])
    let words = "Format not recognised"
    let found = rendered.outcomes
    try #require(found.count == 10)
    #expect(
      found == [
        "1 malformed: not a JSON object", "2 no_components: no component with a label", "3 clips",
        "4 duplicate: all its clips belong to earlier events",
        "5 outside_roots: the path leaves every root", "6 missing_file: no such file",
        "7 missing_file: no audio path", found[7],
        "9 out_of_range: the window holds no frame of the recording",
        "10 quarantined: decoding it stops the renderer, or fails everywhere",
      ])
    #expect(found[7].hasPrefix("8 unreadable: "))
    #expect(found[7].contains(words), "\(found[7])")
    #expect(!found[7].contains(bench.folder.path))
    #expect(rendered.shard.tally.totalEvents == 10)
    #expect(rendered.shard.tally.slicedEvents == 1)
    #expect(rendered.shard.tally.skipped[.missingFile] == 2)
    #expect(rendered.shard.tally.skippedMissingAudio == 5)
  }

  @Test
  func `a quarantined event is reported, but its file is not touched`() throws {
    bench.record("a.wav")
    bench.record("cursed.wav")
    let plan = try bench.plan(
      line("e") + line("x", audio: "cursed.wav") + line("f", onset: 1)
        + line("y", audio: "cursed.wav"))
    try FileManager.default.removeItem(atPath: bench.folder.path("cursed.wav"))
    let rendered = try bench.render(plan, quarantined: [1, 3])
    let words = "quarantined: decoding it stops the renderer, or fails everywhere"
    #expect(rendered.outcomes == ["1 clips", "2 \(words)", "3 clips", "4 \(words)"])
    #expect(rendered.marks.begun == [0, 0, 2])
    #expect(rendered.marks.finished == 4)
  }

  @Test
  func `a label that an earlier event has is omitted, with its carried fields`() throws {
    bench.record("a.wav")
    bench.options.bundle.labelFields = ["velocity", "meter"]
    let velocities =
      #"[{"label":"kick","velocity":0.5},{"label":"kick","velocity":0.25},"#
      + #"{"label":"ride","velocity":1.50}]"#
    var second = EventLine("e", onset: 1)
    second.components = velocities
    second.more = [#""meter":"4/4""#]
    let plan = try bench.plan(line("e") + second.text + "\n" + line("e", ["ride", "kick"]))
    let rendered = try bench.render(plan)
    #expect(rendered.rows.map(\.labels) == [["kick"], ["ride"], []])
    #expect(rendered.rows.map(\.share.duplicates) == [0, 2, 2])
    #expect(rendered.rows.map(\.share.carried) == [[[nil, nil]], [["1.5", #""4/4""#]], []])
    #expect(
      rendered.outcomes == [
        "1 clips", "2 clips", "3 duplicate: all its clips belong to earlier events",
      ])
    #expect(rendered.shard.tally.duplicates == 4)
    #expect(
      bench.clips == ["train/audio/e__kick.wav", "train/audio/e__ride.wav"])
    #expect(bench.folder.status("bundle/train/audio/e__kick.wav")?.links == 1)
  }

  @Test(arguments: [0..<1, 1..<3, 3..<6, 0..<6, 2..<2])
  func `a narrowed task renders and reports only its positions`(positions: Range<Int>) throws {
    bench.record("a.wav")
    bench.record("b.wav", seed: 2)
    let text = (0..<6).map {
      line("e\($0)", audio: ["b.wav", "a.wav", "gone.wav"][$0 % 3], onset: 1 - Double($0) / 8)
    }.joined()
    let plan = try bench.plan(text)
    let rendered = try bench.render(plan, narrowed: positions)
    let alone = try bench.render(plan).rows
    #expect(rendered.rows == Array(alone[positions]))
    #expect(rendered.marks.finished == positions.count)
    #expect(rendered.marks.clips == rendered.shard.tally.writtenClips)
    #expect(rendered.marks.skipped == rendered.shard.tally.skippedTotal)
    #expect(rendered.shard.tally.totalEvents == positions.count)
    #expect(Set(rendered.marks.begun) == Set(positions.filter { $0 % 3 != 2 }))
  }

  @Test
  func `only the clips of a narrowed task are written`() throws {
    bench.record("a.wav")
    let plan = try bench.plan((0..<5).map { line("e\($0)") }.joined())
    _ = try bench.render(plan, narrowed: 3..<5)
    #expect(bench.clips == ["train/audio/e3__kick.wav", "train/audio/e4__kick.wav"])
  }

  @Test
  func `events that are not decoded count only after those that are`() throws {
    bench.record("a.wav")
    let plan = try bench.plan("[]\n" + line("gone", audio: "gone.wav") + line("e") + line("f"))
    let marks = try bench.render(plan).marks
    #expect(marks.begun == [2, 2, 3])
    #expect(marks.finishedBefore == [0, 0, 1])
    #expect(marks.finished == 4)
  }

  @Test
  func `every event is marked when it is begun, by file and start, and when it ends`() throws {
    for name in ["a.wav", "b.wav"] { bench.record(name) }
    bench.folder.write("junk.wav", "no sound")
    let plan = try bench.plan(
      line("0", audio: "b.wav", onset: 0.5) + line("1", onset: 0.25) + "[]\n"
        + line("3", audio: "junk.wav") + line("4", audio: "b.wav", onset: 0.5)
        + line("5", audio: "b.wav") + line("6") + line("7", audio: "junk.wav")
        + line("8", onset: 9))
    let marks = try bench.render(plan).marks
    #expect(marks.breaths > 0)
    #expect(marks.begun == [5, 5, 0, 4, 6, 6, 1, 8, 3])
    #expect(marks.ordinals == marks.begun.map { $0 + 1 })
    #expect(marks.finished == 9)
  }

  @Test
  func `a sample's rows are those of the events that the plan chose`() throws {
    bench.record("a.wav")
    bench.options.events.limit = 3
    bench.options.events.sample = .stratified
    let text = (0..<12).map { number in
      var line = EventLine("e\(number)", source: number < 8 ? "x" : "y")
      line.components = #"[{"label":"l\#(number)"}]"#
      return line.text + "\n"
    }.joined()
    let plan = try bench.plan(text)
    let shard = try PlanFile.shard(plan.index[ShardIndex(0)], of: plan.file.path)
    let rows = try bench.render(plan).rows
    #expect(rows.count == 3)
    #expect(shard.chosen?.map { $0 + shard.firstOrdinal } == rows.map(\.event.ordinal))
    #expect(rows.allSatisfy { $0.labels == [Text("l\($0.event.ordinal - 1)")] })
    #expect(bench.clips.count == 3)
  }

  @Test
  func `two attempts write the same report, and the clips stay the same files`() throws {
    bench.record("a.wav", channels: 2)
    bench.options.bundle.checksums = true
    let plan = try bench.plan(line("e", ["kick", "ride"]) + line("late", onset: 7) + "{\n")
    let first = try bench.render(plan)
    let files = bench.clips.map { bench.folder.status("bundle/\($0)")?.inode }
    let second = try bench.render(plan)
    #expect(first.shard.report.path != second.shard.report.path)
    #expect(first.report == second.report)
    #expect(first.shard.report.size == second.shard.report.size)
    #expect(first.shard.report.sha256 == second.shard.report.sha256)
    #expect(first.shard.tally == second.shard.tally)
    #expect(files.count == 2)
    #expect(bench.clips.map { bench.folder.status("bundle/\($0)")?.inode } == files)
    #expect(bench.folder.files(under: "bundle/.clipmill/unfinished") == [])
    let clip = try #require(bench.folder.read("bundle/train/audio/e__kick.wav"))
    #expect(first.clips.map(\.sha256) == [SHA256.hexadecimal(of: clip)])
  }
}
