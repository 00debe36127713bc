import Bundle
import Dataset
import TestSupport
import Testing

@Suite
struct RepairedRowTests {
  private let reports = Reports()

  private var labelled: [String] {
    (reports.text("train/train_labels.json") ?? "").split(separator: "\n").compactMap { line in
      line.split(separator: "\"").dropFirst(3).first.map(String.init)
    }
  }

  private var skippedOrdinals: [String] {
    (reports.text("skipped.jsonl") ?? "").split(separator: "\n").map {
      String($0.dropFirst(#"{"ordinal":"#.count).prefix { $0 != "," })
    }
  }

  @Test
  func `a repair replaces its rows at their place`() throws {
    let merged = try reports.merge(
      try reports.shard(
        [row(1), skipped(2, .missingFile), row(3), skipped(4, .outsideRoots)],
        repairs: [
          ([skipped(4, .unreadable), row(2, ["ride"])], true), ([row(2, ["ride"])], true),
        ]),
      try reports.shard([row(5)]))
    #expect(labelled == [1, 2, 3, 5].map { "audio/e\($0)__\($0 == 2 ? "ride" : "kick").wav" })
    #expect(skippedOrdinals == ["4"])
    #expect(reports.text("skipped.jsonl")?.contains(#""reason":"unreadable""#) == true)
    #expect(merged.lifetime.tally.totalEvents == 5)
    #expect(merged.lifetime.tally.skipped == [.unreadable: 1])
  }

  @Test
  func `a repair with the same clips gives the same bundle`() throws {
    let rows = [row(1), row(2, ["kick", "ride"]), skipped(3, .unreadable)]
    let first = try reports.merge(try reports.shard(rows))
    let healed = try reports.merge(try reports.shard(rows, repairs: [([rows[1], rows[0]], true)]))
    #expect(healed.bundleDigest == first.bundleDigest)
    #expect(healed.lifetime == first.lifetime)
    #expect(healed.run == first.run)
  }

  @Test
  func `of several repairs the row of the last one counts`() throws {
    let merged = try reports.merge(
      try reports.shard(
        [row(1), row(2)], isOfThisRun: false,
        repairs: [
          ([row(1, clips: audio(500)), row(2)], false), ([row(1, clips: audio(700))], false),
          ([skipped(2, .unreadable)], true),
        ]))
    #expect(labelled == ["audio/e1__kick.wav"])
    #expect(skippedOrdinals == ["2"])
    #expect(merged.lifetime.tally.writtenFrames == 700)
    #expect((merged.lifetime.tally.totalEvents, merged.lifetime.tally.slicedEvents) == (2, 1))
    #expect(merged.counts.healed.tally.writtenClips == 2)
    #expect(merged.run.tally == Tally())
  }

  @Test(arguments: [
    // The repair of an earlier run, of this one, of both; shards of an earlier run and of this one.
    ([false], 2, 0), ([true], 2, 2), ([false, true], 4, 2), ([true, true], 4, 4), ([], 0, 0),
  ])
  func `each healing counts in its own run, and never as a written clip`(
    repairs: [Bool], clips: Int, ofThisRun: Int
  ) throws {
    for isOfThisRun in [false, true] {
      let merged = try reports.merge(
        try reports.shard(
          [row(1), row(2, ["kick", "ride"], clips: audio(500))], isOfThisRun: isOfThisRun,
          repairs: repairs.map { ([row(2, ["kick", "ride"], clips: audio(500))], $0) }))
      let counts = merged.counts
      #expect(counts.healed.tally.writtenClips == clips)
      #expect(counts.healed.tally.trainFrames == clips * 500)
      #expect(counts.healed.clipsByClass == [clips / 2, 0, clips / 2])
      #expect(counts.runHealed.tally.writtenClips == ofThisRun)
      #expect(counts.lifetime.tally.writtenClips == 3)
      #expect(counts.run.tally.writtenClips == (isOfThisRun ? 3 : 0))
      #expect((counts.recovered, counts.runRecovered) == (0, 0))
    }
  }

  @Test
  func `only lost clips count as healed`() throws {
    var repair = row(1, ["kick", "snare", "ride"], clips: audio(500))
    repair.share.healing = [2]
    let counts = try reports.merge(
      try reports.shard(
        [row(1, ["kick", "snare", "ride"], clips: audio(500))], repairs: [([repair], true)])
    ).counts
    #expect(counts.runHealed.clipsByClass == [0, 0, 1])
    #expect(counts.healed.tally.trainFrames == 500)
  }

  @Test
  func `an event that has clips at last is recovered once, and its clips are that run's`() throws {
    let merged = try reports.merge(
      try reports.shard(
        [skipped(1, .missingFile), skipped(2, .outsideRoots), skipped(3, .missingFile)],
        isOfThisRun: false,
        repairs: [
          ([row(1)], false), ([row(1), row(2, ["kick", "ride"])], true),
          ([skipped(3, .missingFile)], true),
        ]))
    let counts = merged.counts
    #expect((counts.recovered, counts.runRecovered) == (2, 1))
    #expect((counts.healed.tally.writtenClips, counts.runHealed.tally.writtenClips) == (1, 1))
    #expect(counts.lifetime.tally.slicedEvents == 2)
    #expect(counts.lifetime.tally.skipped == [.missingFile: 1])
    #expect(counts.run.tally.slicedEvents == 1)
    #expect(counts.run.tally.writtenClips == 2)
    #expect(counts.run.tally.skipped == [:])
    #expect(counts.run.sources.map(\.frames) == [2000])
  }

  @Test
  func `rows that another manifest repeats are dropped, while clips and missing audio stay`() throws
  {
    let rows = [
      skipped(1, .malformed), skipped(2, .noComponents, labels: []),
      skipped(3, .duplicate, labels: [], duplicates: 2), row(4, duplicates: 3),
      skipped(5, .missingFile, duplicates: 1), skipped(6, .outsideRoots),
      skipped(7, .unreadable), skipped(8, .outOfRange), skipped(9, .quarantined),
    ]
    var kept = row(10, [], duplicates: 4)
    kept.outcome = .kept
    let merged = try reports.merge(try reports.shard(rows + [kept], isSuperseded: true))
    #expect(labelled == ["audio/e4__kick.wav"])
    #expect(skippedOrdinals == ["5", "6", "7", "8", "9"])
    #expect(merged.lifetime.tally.totalEvents == 6)
    #expect(merged.lifetime.tally.duplicates == 0)
    #expect(merged.run == merged.lifetime)
    let anew = try reports.merge(try reports.shard(rows + [kept]))
    #expect(anew.lifetime.tally.totalEvents == 9)
    #expect(anew.lifetime.tally.duplicates == 10)
  }

  @Test
  func `an event in two manifests counts once, and each manifest's clips and duplicates count`()
    throws
  {
    var kept = row(2, [], id: "b", duplicates: 1)
    kept.outcome = .kept
    let merged = try reports.merge(
      try reports.shard(
        [row(1, id: "a", duplicates: 5), row(2, id: "b")], isOfThisRun: false, isSuperseded: true),
      try reports.shard([
        row(1, ["ride"], id: "a", duplicates: 2, continues: true), kept, row(3, id: "c"),
      ]))
    let (lifetime, run) = (merged.lifetime.tally, merged.run.tally)
    #expect(labelled == ["a__kick", "b__kick", "a__ride", "c__kick"].map { "audio/\($0).wav" })
    #expect((lifetime.totalEvents, lifetime.slicedEvents, lifetime.writtenClips) == (3, 3, 4))
    #expect(lifetime.duplicates == 3)
    #expect((run.totalEvents, run.slicedEvents, run.writtenClips) == (1, 1, 2))
    #expect(merged.lifetime.clipsByClass == [3, 0, 1])
    #expect(reports.text("skipped.jsonl") == "")
  }

  @Test
  func `an event with earlier clips is not a skipped one if its new ones fail`() throws {
    var failed = skipped(1, .missingFile, labels: ["ride"])
    failed.share.continues = true
    let merged = try reports.merge(
      try reports.shard([row(1)], isSuperseded: true), try reports.shard([failed]))
    #expect(skippedOrdinals == [])
    #expect((merged.lifetime.tally.totalEvents, merged.lifetime.tally.slicedEvents) == (1, 1))
    #expect(merged.lifetime.tally.skippedTotal == 0)
  }

  @Test
  func `a superseded shard's repairs count as others do`() throws {
    let merged = try reports.merge(
      try reports.shard(
        [row(1), skipped(2, .missingFile, duplicates: 1), skipped(3, .malformed)],
        isOfThisRun: false, isSuperseded: true,
        repairs: [([row(1), row(2, duplicates: 1)], true)]))
    #expect(labelled == ["audio/e1__kick.wav", "audio/e2__kick.wav"])
    #expect((merged.counts.recovered, merged.counts.runHealed.tally.writtenClips) == (1, 1))
    #expect(merged.lifetime.tally.duplicates == 0)
    #expect(merged.lifetime.tally.totalEvents == 2)
    #expect(merged.run.tally.totalEvents == 1)
  }
}
