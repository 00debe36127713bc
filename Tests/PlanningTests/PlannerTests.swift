import Bundle
import Dataset
import Foundation
import Planning
import TestSupport
import Testing

@Suite
struct PlannerTests {
  @Test(arguments: 0..<12 as Range<UInt64>)
  func `shards follow one another, cover the file, and know their bytes`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    var text = Bool.random(using: &numbers) ? "\u{FEFF}" : ""
    for number in 0..<Int.random(in: 1...60, using: &numbers) {
      text += line("e\(number)", audio: "\(number / 5).wav")
      text += ["\n", "\r\n", "\n\n", "\n \t\r\n"].randomElement(using: &numbers) ?? "\n"
    }
    if Bool.random(using: &numbers) { text += line("cut") }
    let manifest = PlannedManifest(text, files: (0...12).map { "\($0).wav" } + ["a.wav"])
    manifest.options.events.shardEvents = Int.random(in: 1...12, using: &numbers)
    let plan = try manifest.plan()
    let bytes = Array(text.utf8)
    var (offset, ordinal) = (0, 1)
    for shard in try manifest.shards(of: plan) {
      #expect(shard.byteOffset == offset)
      #expect(shard.firstOrdinal == ordinal)
      offset += shard.byteCount
      ordinal += shard.eventCount
      let range = Array(bytes[shard.byteOffset..<offset])
      #expect(shard.digest == ContentDigest(of: range).description)
      #expect(range.last == 0x0A || offset == bytes.count)
    }
    #expect(offset == bytes.count)
    #expect(ordinal - 1 == plan.summary.totalEvents)
    #expect(plan.summary.manifestEvents == plan.summary.totalEvents)
    #expect(plan.summary.manifest.size == bytes.count)
    #expect(plan.summary.manifest.sha256 == SHA256.hexadecimal(of: bytes))
    #expect(plan.summary.shardCount == plan.index.count)
  }

  @Test(arguments: [
    (8, [6, 6, 6, 6], 6), (8, [7, 7, 7, 3], 7), (8, [10, 10, 4], 24), (1, [1, 1, 1], 3),
    (4, [5, 3], 8),
  ])
  func `a shard ends where the file changes, from three to five quarters of its target`(
    aim: Int, counts: [Int], run: Int
  ) throws {
    let total = counts.reduce(0, +)
    let lines = (0..<total).map { line("e\($0)", audio: "\($0 / run).wav") + "\n" }
    let manifest = PlannedManifest(
      lines.joined(), files: (0...total / run).map { "\($0).wav" })
    manifest.options.events.shardEvents = aim
    let plan = try manifest.plan()
    #expect(plan.index.eventCounts == counts)
  }

  @Test
  func `the first in manifest order has a clip, within an event too, and each split by itself`()
    throws
  {
    let manifest = PlannedManifest(
      [
        line("e", ["kick", "kick", "snare"]), line("e", ["snare", "ride"]), line("e", ["kick"]),
        line("e", ["kick"], session: "s7"), line(nil, ["kick"]), line(nil, ["kick"]),
      ].joined(separator: "\n"))
    manifest.options.sources.maxSkipRate = 1
    let plan = try manifest.plan()
    #expect(try manifest.shards(of: plan).map(\.duplicates) == [[1, 3, 5, 8]])
    #expect(plan.summary.duplicates == 4)
    #expect(plan.summary.skipped == [.duplicate: 2])
    #expect(plan.summary.plannedClips == [.train: 4, .val: 1])
    #expect(plan.summary.plannedEvents == SplitEvents(train: 5, val: 1))
    #expect(try manifest.shards(of: plan).map(\.splits) == [SplitEvents(train: 5, val: 1)])
    // A window of 280 ms at 44.1 kHz.
    #expect(plan.summary.plannedFrames?.mapValues(\.value) == [.train: 4 * 12349, .val: 12349])
    #expect(plan.summary.sourceSets.map(\.plannedClips) == [5])
    #expect(plan.summary.sourceSets.map(\.plannedFrames?.value) == [5 * 12349])
    #expect(plan.summary.classes == ["kick", "snare", "ride"])
  }

  @Test
  func `classes are numbered as their labels appear, whether or not their audio exists`() throws {
    let manifest = PlannedManifest(
      [
        line("a", [" ride ", "é"], audio: "gone.wav"), line("b", ["kick", "e\\u0301"]),
        line("c", ["ride", ""]),
      ].joined(separator: "\n"))
    manifest.options.sources.maxSkipRate = 1
    #expect(try manifest.plan().summary.classes == ["ride", "é", "kick", "e\u{301}"])
  }

  @Test
  func `behind the limit events are hashed, not judged`() throws {
    let text = [line("a"), line("b"), "not JSON", line("d", ["late"], audio: "gone.wav"), ""]
      .joined(separator: "\n")
    let manifest = PlannedManifest(text)
    manifest.options.events.limit = 2
    let summary = try manifest.plan().summary
    #expect((summary.totalEvents, summary.manifestEvents) == (2, 4))
    #expect(summary.classes == ["kick"])
    #expect(summary.skipped == [:])
    #expect(summary.manifest.sha256 == SHA256.hexadecimal(of: Array(text.utf8)))
  }

  @Test(arguments: [nil, 0, 1, 4] as [Int?])
  func `a requested fanout is used`(digits: Int?) throws {
    let manifest = PlannedManifest(line("a"))
    manifest.options.bundle.clipFanout = digits
    #expect(try manifest.plan().summary.fanout == digits ?? 0)
  }

  @Test(arguments: [(4096, 0), (4097, 1)])
  func `a plan of more than 4,096 clips fans out`(clips: Int, digits: Int) throws {
    let manifest = PlannedManifest(
      (1...clips).map { line("e\($0)", audio: "a.wav") }.joined(separator: "\n"))
    #expect(try manifest.plan().summary.fanout == digits)
  }

  @Test
  func `malformed lines stop the plan, the first ten with their line, byte and reason`() throws {
    let manifest = PlannedManifest(
      "\u{FEFF}\(line("a"))\r\n\n" + String(repeating: "[]\n", count: 12))
    let error = try #require(try manifest.refusal())
    let first = Array("\u{FEFF}\(line("a"))\r\n\n".utf8).count
    #expect(
      error.description.hasPrefix(
        "12 malformed lines in \(manifest.path): lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more"
          + " (from byte \(first)): not a JSON object"))
    #expect(
      error.description.hasSuffix(
        " (fix them, or count and skip them with --on-bad-line skip)"))
    #expect(manifest.folder.files() == ["a.wav", "m.jsonl"])
  }

  @Test
  func `malformed lines that may be skipped are counted`() throws {
    let manifest = PlannedManifest("[]\n\(line("a"))\n{\n")
    manifest.options.events.onBadLine = .skip
    manifest.options.sources.maxSkipRate = 1
    let summary = try manifest.plan().summary
    #expect(summary.skipped == [.malformed: 2])
    #expect(summary.totalEvents == 3)
  }

  @Test(arguments: ["", "\n \r\n", "\u{FEFF}"])
  func `a manifest without events is refused, and no plan is left`(text: String) throws {
    let manifest = PlannedManifest(text)
    #expect(
      try manifest.refusal()?.description
        == "no events in \(manifest.path): nothing to export")
    #expect(manifest.folder.files() == ["a.wav", "m.jsonl"])
  }
}
