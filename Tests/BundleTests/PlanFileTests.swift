import Bundle
import Dataset
import Files
import Foundation
import TestSupport
import Testing

@Suite
struct PlanFileTests {
  private let folder = ScratchFolder()

  private var path: String { folder.path("state/plan") }

  private func shard(_ number: Int) -> PlanShard {
    PlanShard(
      index: ShardIndex(number), byteOffset: number * 1000, byteCount: 1000,
      firstOrdinal: number * 10 + 1, eventCount: 10 + number,
      digest: ContentDigest(of: [UInt8(number)]).description,
      duplicates: Array(0..<number), sources: [.root(1), .missing, .outsideRoots, .denied])
  }

  private var summary: PlanSummary {
    var summary = PlanSummary(
      manifest: FileStamp(path: "/m e\u{301}/\n.jsonl", size: 3, sha256: "00"))
    summary.classes = ["e\u{301}", "é", "\u{2028}\"\\\u{0}", "🥁"]
    summary.plannedClips = [.train: 4, .val: 5]
    summary.skipped = [.noComponents: 1, .outOfRange: 2]
    summary.sourceSets = [SourceSetCount(name: ""), SourceSetCount(name: "é")]
    summary.fanout = 2
    return summary
  }

  private func write(_ count: Int) throws -> (FileStamp, PlanIndex) {
    var writer = try PlanWriter(path)
    for number in 0..<count { try writer.append(shard(number)) }
    #expect(writer.shardCount == count)
    return try writer.finish(summary)
  }

  @Test(arguments: [0, 1, 2, 25])
  func `a plan returns its shards, one at a time or all, and its summary`(count: Int) throws {
    let (file, index) = try write(count)
    let (indexRead, summaryRead) = try PlanFile.read(path, sha256: file.sha256)
    #expect(summaryRead == summary)
    for plan in [index, indexRead] {
      #expect(plan.count == count)
      #expect(plan.eventCounts == (0..<count).map { 10 + $0 })
      for number in 0..<count {
        #expect(try PlanFile.shard(plan[ShardIndex(number)], of: path) == shard(number))
      }
    }
    for number in 0..<count {
      #expect(index[ShardIndex(number)] == indexRead[ShardIndex(number)])
    }
  }

  @Test
  func `a plan has its events by split, and one of an older build has none`() throws {
    var writer = try PlanWriter(path)
    var told = shard(0)
    told.splits = SplitEvents(train: 7, val: 3)
    try writer.append(told)
    try writer.append(shard(1))
    var summary = summary
    summary.plannedEvents = SplitEvents(train: 7, val: 3)
    var frames = CappedSum()
    frames.add(1 << 40, times: 1 << 40)
    summary.plannedFrames = [.val: frames]
    let (file, index) = try writer.finish(summary)
    let (indexRead, summaryRead) = try PlanFile.read(path, sha256: file.sha256)
    #expect(summaryRead == summary)
    #expect(summaryRead.plannedFrames?[.val]?.value == 1 << 53)
    #expect(summaryRead.plannedFrames?[.train] == nil)
    for plan in [index, indexRead] {
      #expect(plan.splitCounts == [SplitEvents(train: 7, val: 3), nil])
    }
    let text = String(decoding: try FileSystem.read(path, limit: 1 << 20), as: UTF8.self)
    let rows = text.split(separator: "\n")
    #expect(rows[0].contains(#""splits":{"train":7,"val":3}"#))
    #expect(!rows[1].contains("splits"))
  }

  @Test
  func `rows longer and shorter than one read are all found`() throws {
    var writer = try PlanWriter(path)
    let lengths = [100_000, 0, 300_000, 1, 40_000]
    for (number, length) in lengths.enumerated() {
      var long = shard(number)
      long.duplicates = Array(0..<length)
      try writer.append(long)
    }
    let (file, index) = try writer.finish(summary)
    let (indexRead, summaryRead) = try PlanFile.read(path, sha256: file.sha256)
    #expect(summaryRead == summary)
    #expect(indexRead.count == lengths.count)
    for number in lengths.indices {
      #expect(indexRead[ShardIndex(number)] == index[ShardIndex(number)])
    }
  }

  @Test
  func `the same plan is the same bytes`() throws {
    let (first, _) = try write(5)
    let bytes = folder.read("state/plan")
    let (second, _) = try write(5)
    #expect(first == second)
    #expect(folder.read("state/plan") == bytes)
  }

  @Test
  func `any flipped bit of a row is found when the row is read`() throws {
    let (file, index) = try write(3)
    let whole = try #require(folder.read("state/plan"))
    let row = index[ShardIndex(1)]
    for position in row.offset..<row.offset + row.length {
      var damaged = whole
      damaged[position] ^= UInt8(1 << (position % 8))
      folder.write("state/plan", damaged)
      do throws(StorageError) {
        _ = try PlanFile.shard(row, of: path)
        Issue.record("byte \(position) was flipped, and the row was taken")
      } catch {
        #expect(
          error.description
            == "could not use \(path): its row at byte \(row.offset) is not the one planned")
      }
      #expect(throws: Never.self) { try PlanFile.shard(index[ShardIndex(2)], of: path) }
      #expect(throws: StorageError.self) { try PlanFile.read(path, sha256: file.sha256) }
    }
  }

  @Test
  func `a plan that was cut is refused`() throws {
    let (file, index) = try write(2)
    let whole = try #require(folder.read("state/plan"))
    let row = index[ShardIndex(1)]
    folder.write("state/plan", Array(whole.prefix(row.offset + row.length - 1)))
    #expect(throws: StorageError.self) { try PlanFile.shard(row, of: path) }
    do throws(StorageError) {
      _ = try PlanFile.read(path, sha256: file.sha256)
      Issue.record("a cut plan was read")
    } catch {
      #expect(error.reason == "it is not the plan that the journal names")
    }
  }

  @Test
  func `an abandoned plan leaves nothing behind`() throws {
    var writer = try PlanWriter(path)
    try writer.append(shard(0))
    writer.abandon()
    #expect(folder.files() == [])
  }
}
