import Bundle
import Dataset
import Files
import Glibc
import Merging
import TestSupport
import Testing

/// Merging beside those who render gives what merging at the end does, or nothing.
@Suite
struct MergeAheadTests {
  /// Some shards' rows: of a thousand events in both splits, a tenth of them skipped.
  private static let shards: [[ReportRow]] = (0..<8).map { shard in
    (shard * 125 + 1...shard * 125 + 125).map { ordinal in
      if ordinal % 10 == 3 { return skipped(ordinal, .unreadable) }
      return row(
        ordinal, ["ride", "kick"], session: ordinal % 3 == 0 ? "s7" : "s",
        clips: audio(100 + ordinal))
    }
  }

  private func sources(_ reports: Reports) throws -> [ShardSource] {
    try Self.shards.enumerated().map { number, rows in
      ShardSource(
        shard: ShardIndex(number), report: try reports.report(rows), isSuperseded: false)
    }
  }

  private func ahead(_ reports: Reports) throws -> MergeAhead {
    try MergeAhead(of: reports.plan, options: reports.options, into: reports.layout)
  }

  /// The bundle's files but reports, by name.
  private func files(_ reports: Reports) -> [String: [UInt8]] {
    let names = reports.folder.files(under: "bundle").filter { !$0.contains("reports/") }
    return Dictionary(
      uniqueKeysWithValues: names.map { ($0, reports.folder.read("bundle/\($0)") ?? []) })
  }

  /// A bundle merged at the end, and another one that is to be the same.
  private func two() throws -> (
    merged: MergedBundle, files: [String: [UInt8]], other: Reports, sources: [ShardSource]
  ) {
    let (one, other) = (Reports(), Reports())
    let merged = try Merger.merge(
      try sources(one), of: one.plan, options: one.options, into: one.layout)
    return (merged, files(one), other, try sources(other))
  }

  private func expectSame(_ merged: MergedBundle?, _ other: MergedBundle) {
    #expect(merged?.bundleDigest == other.bundleDigest)
    #expect(merged?.clipsDigest == other.clipsDigest)
    #expect(merged?.counts == other.counts)
    #expect(merged?.clips == other.clips)
    #expect(merged?.clips.count == 2 * 900)
    #expect(merged?.files.mapValues(\.sha256) == other.files.mapValues(\.sha256))
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `shards that are committed in any order are merged to the same bytes`(seed: UInt64) throws {
    let (merged, expected, reports, sources) = try two()
    var numbers = SeededNumbers(seed: seed)
    let ahead = try ahead(reports)
    // Some are committed last, and merged by the end alone.
    for source in sources.shuffled(using: &numbers).dropLast(numbers.below(4)) {
      ahead.note(source.shard, source.report)
    }
    expectSame(try ahead.finish(sources) {}, merged)
    #expect(files(reports) == expected)
  }

  @Test func `shards count as merged once all before them are`() throws {
    let reports = Reports()
    let sources = try sources(reports)
    let ahead = try ahead(reports)
    for source in sources[2...] { ahead.note(source.shard, source.report) }
    #expect(ahead.shards == 0)
    for source in sources[..<2] { ahead.note(source.shard, source.report) }
    let deadline = ContinuousClock.now + .seconds(60)
    while ahead.shards < sources.count, ContinuousClock.now < deadline { sched_yield() }
    #expect(ahead.shards == sources.count)
    ahead.leave()
  }

  @Test
  func `a report that differs from the folded one gives no result, and no file is left`() throws {
    let (merged, expected, reports, sources) = try two()
    let ahead = try ahead(reports)
    for source in sources { ahead.note(source.shard, source.report) }
    var others = sources
    others[2] = ShardSource(
      shard: ShardIndex(2),
      report: try reports.report([row(251, ["kick"])]), isSuperseded: false)
    #expect(try ahead.finish(others) {} == nil)
    #expect(files(reports) == [:])
    // The caller merges from the beginning, whatever was begun.
    let again = try Merger.merge(
      sources, of: reports.plan, options: reports.options, into: reports.layout)
    expectSame(again, merged)
    #expect(files(reports) == expected)
  }

  @Test
  func `a repair of a folded shard gives no result`() throws {
    let (_, _, reports, sources) = try two()
    let ahead = try ahead(reports)
    for source in sources { ahead.note(source.shard, source.report) }
    var repaired = sources
    repaired[7].repairs = [try reports.report([row(876, ["kick"])])]
    #expect(try ahead.finish(repaired) {} == nil)
  }

  @Test
  func `a damaged report gives no result`() throws {
    let (_, _, reports, sources) = try two()
    let report = sources[3].report.file
    let path = "\(reports.layout.reports)/\(report.path)"
    try FileSystem.replace(path, with: [UInt8](repeating: 0x20, count: report.size))
    let ahead = try ahead(reports)
    for source in sources { ahead.note(source.shard, source.report) }
    #expect(try ahead.finish(sources) {} == nil)
    #expect(files(reports) == [:])
  }

  @Test
  func `a merge that is given up removes its files, and one that is stopped says why`() throws {
    let (_, _, reports, sources) = try two()
    let left = try ahead(reports)
    left.note(sources[0].shard, sources[0].report)
    left.leave()
    #expect(files(reports) == [:])
    let stopped = try ahead(reports)
    // Another host may have written it just now, so that it is waited for.
    let path = "\(reports.layout.reports)/\(sources[0].report.file.path)"
    try FileSystem.remove(path)
    #expect(throws: CancellationError.self) {
      _ = try stopped.finish(sources) { throw CancellationError() }
    }
    #expect(files(reports) == [:])
  }

  @Test
  func `values that a column cannot hold give no result`() throws {
    let reports = Reports()
    reports.options.bundle.labelFields = ["note"]
    reports.plan.columns = [CarriedColumn("note", .integer)]
    var odd = row(1)
    odd.share.carried = [["\"text\""]]
    let source = ShardSource(
      shard: ShardIndex(0), report: try reports.report([odd]), isSuperseded: false)
    let ahead = try ahead(reports)
    ahead.note(source.shard, source.report)
    #expect(try ahead.finish([source]) {} == nil)
    #expect(files(reports) == [:])
  }
}
