import Bundle
import Dataset
import Foundation
import Planning
import Rendering
import TestSupport
import Testing

@Suite
struct RepairTests {
  private let bench = Workbench()

  /// A shard that renders these events again, as the bundle's second plan.
  private func repair(_ events: [PlannedEvent], of plan: Plan) throws -> Plan {
    var shard = PlanShard(
      index: ShardIndex(1), byteOffset: 0, byteCount: 0, firstOrdinal: 1,
      eventCount: events.count, digest: "", duplicates: [], sources: [])
    shard.repair = PlanShard.Repair(shard: ShardIndex(0), events: events)
    return try bench.plan(shard, for: plan.summary.manifest)
  }

  private func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: bench.folder.path(name))
  }

  /// A plan of another manifest for a bundle that has these rows.
  private func plan(_ text: String, after rows: [ReportRow]) throws -> Plan {
    var base = PlanBase()
    base.firstShard = 1
    base.classes = ["kick"]
    base.fanout = 0
    for row in rows { base.owners.note(row, options: bench.options.clips) }
    return try bench.plan(text, base: base, number: 2)
  }

  @Test
  func `a repair renders its events again, without the manifest`() throws {
    let sound = bench.record("a.wav")
    bench.options.bundle.labelFields = ["velocity"]
    var second = EventLine("f", onset: 1)
    second.components =
      #"[{"label":"kick","velocity":0.5},{"label":"kick"},{"label":"ride","velocity":[1, 2]}]"#
    second.more = [#""context_ms":{"pre":0,"post":125}"#]
    let plan = try bench.plan(line("e") + second.text + "\n" + line("g", onset: 0.5))
    let rows = try bench.render(plan).rows
    try remove("bundle/train")
    try remove("m.jsonl")
    let again = try repair([rows[1], rows[0]].map { PlannedEvent($0, at: .root(1)) }, of: plan)
    let rendered = try bench.render(again, number: 2)
    #expect(rendered.rows == [rows[1], rows[0]])
    #expect(rendered.rows[0].share.duplicates == 1)
    #expect(rendered.rows[0].share.carried == [["0.5"], ["[1,2]"]])
    #expect(bench.clips == ["e__kick", "f__kick", "f__ride"].map { "train/audio/\($0).wav" })
    #expect(bench.folder.read("bundle/train/audio/f__ride.wav") == wav(sound[8000..<9000]))
    #expect(rendered.marks.begun == [1, 1, 0])
    #expect(rendered.marks.finished == 2)
    #expect(rendered.shard.report.path.hasPrefix("0/"))
  }

  @Test
  func `an event of a repair is skipped if its source was not found, or it is quarantined`() throws
  {
    bench.record("4.wav")
    let plan = try bench.plan((0..<5).map { line("e\($0)", audio: "\($0).wav") }.joined())
    let rows = try bench.render(plan).rows
    let locations: [Dataset.SourceLocation] = [
      .missing, .outsideRoots, .denied, .root(1), .root(1),
    ]
    let again = try repair(
      zip(rows, locations).map { PlannedEvent($0, at: $1) }, of: plan)
    let rendered = try bench.render(again, number: 2, quarantined: [0, 3])
    #expect(
      rendered.outcomes == [
        "1 missing_file: no such file", "2 outside_roots: the path leaves every root",
        "3 unreadable: a folder on the way may not be searched",
        "4 quarantined: decoding it stops the renderer, or fails everywhere", "5 clips",
      ])
    #expect(rendered.marks.finished == 5)
  }

  @Test
  func `a root that the run does not have is the plan's fault`() throws {
    bench.record("a.wav")
    let plan = try bench.plan(line("e"))
    let rows = try bench.render(plan).rows
    let again = try repair([PlannedEvent(rows[0], at: .root(2))], of: plan)
    #expect(
      try bench.failure(again, number: 2)
        == .broken(words: "the plan names a root that the run does not have"))
  }

  @Test
  func `a clip that another manifest made is kept, and not rendered`() throws {
    bench.record("a.wav")
    let first = try bench.render(try bench.plan(line("e")))
    try remove("bundle/train")
    let more = try plan(
      line("e", ["kick", "ride"]) + line("f", ["tom", "kick"]), after: first.rows)
    let rendered = try bench.render(more, number: 2)
    #expect(rendered.rows.map(\.labels) == [["ride"], ["tom", "kick"]])
    #expect(rendered.rows.map(\.share.continues) == [true, false])
    #expect(rendered.rows.map(\.share.duplicates) == [0, 0])
    #expect(bench.clips == ["e__ride", "f__kick", "f__tom"].map { "train/audio/\($0).wav" })
    #expect(rendered.shard.tally.totalEvents == 1)
    #expect(rendered.shard.tally.slicedEvents == 1)
    #expect(rendered.shard.tally.trainClips == 3)
  }

  @Test
  func `a shard of only earlier events is planned if they have new labels`() throws {
    bench.record("a.wav")
    let first = try bench.render(try bench.plan(line("e")))
    let more = try plan(line("e", ["kick", "ride"]), after: first.rows)
    try #require(more.index.eventCounts == [0])
    #expect(try bench.render(more, number: 2).rows.map(\.labels) == [["ride"]])
    #expect(try plan(line("e"), after: first.rows).index.count == 0)
  }

  @Test
  func `an event with earlier clips does not count as skipped if its new ones fail`() throws {
    bench.record("a.wav")
    bench.record("b.wav")
    let first = try bench.render(try bench.plan(line("e")))
    try remove("a.wav")
    let more = try plan(line("e", ["kick", "ride"]) + line("f", audio: "b.wav"), after: first.rows)
    let rendered = try bench.render(more, number: 2)
    #expect(rendered.outcomes == ["1 missing_file: no such file", "2 clips"])
    #expect(rendered.shard.tally.totalEvents == more.index.eventCounts[0])
    #expect(rendered.shard.tally.skipped == [:])
  }

  @Test
  func `an event whose clips all exist has a row only for its duplicates`() throws {
    bench.record("a.wav")
    let first = try bench.render(
      try bench.plan(line("e") + line("f") + line("g", ["kick", "tom"])))
    try remove("bundle/train")
    let more = try plan(
      line("e") + line("f", ["kick", "kick"]) + line("g", ["tom", "kick", "tom", "ride"])
        + line("h"), after: first.rows)
    let rendered = try bench.render(more, number: 2)
    #expect(rendered.outcomes == ["2 kept", "3 clips", "4 clips"])
    #expect(rendered.rows.map(\.share.duplicates) == [1, 1, 0])
    #expect(rendered.rows.map(\.labels) == [[], ["ride"], ["kick"]])
    #expect(rendered.rows.map(\.share.continues) == [true, true, false])
    #expect(rendered.marks.finished == 4)
    #expect(rendered.shard.tally.totalEvents == 1)
    #expect(rendered.shard.tally.duplicates == 2)
  }

  @Test
  func `a repaired row of an event with earlier clips still states them`() throws {
    bench.record("a.wav")
    let first = try bench.render(try bench.plan(line("e")))
    let more = try plan(line("e", ["kick", "ride"]) + line("f"), after: first.rows)
    let rows = try bench.render(more, number: 2).rows
    try remove("bundle/train")
    let again = try repair([PlannedEvent(rows[0], at: .root(1))], of: more)
    let rendered = try bench.render(again, number: 2)
    #expect(rendered.rows == [rows[0]])
    #expect(rows[0].share.continues)
    #expect(bench.clips == ["train/audio/e__ride.wav"])
    #expect(rendered.shard.tally.totalEvents == 0)
  }
}
