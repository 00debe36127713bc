import Bundle
import Dataset
import Files
import Foundation
import TestSupport
import Testing

@Suite
struct RefusalTests {
  private let reports = Reports()

  /// The bundle's files, except the reports.
  private var files: [String: [UInt8]] {
    let names = reports.folder.files(under: "bundle").filter { !$0.contains("reports/") }
    return Dictionary(
      uniqueKeysWithValues: names.map { ($0, reports.folder.read("bundle/\($0)") ?? []) })
  }

  private func path(_ report: ShardSource.Report) -> String {
    "\(reports.layout.reports)/\(report.file.path)"
  }

  @Test(arguments: [true, false])
  func `a report that is not the committed one is refused, like a repair's`(isRepair: Bool) throws {
    try reports.merge(try reports.shard([row(1)]))
    let before = files
    let source = try reports.shard([row(2)], repairs: [([row(2)], true)])
    let report = isRepair ? source.repairs[0] : source.report
    let bytes = try FileSystem.read(path(report))
    for content in [
      bytes + bytes, Array(bytes.dropLast()), bytes.map { $0 == 0x32 ? 0x33 : $0 }, [],
    ] {
      reports.folder.write("bundle/.clipmill/reports/\(report.file.path)", content)
      let error = try #require(try reports.refusal(source))
      #expect(error.kind == .damaged)
      #expect(error.path == path(report))
      #expect(files == before)
    }
    try FileSystem.remove(path(report))
    #expect(try reports.refusal(source)?.kind == .notThere)
    #expect(files == before)
  }

  @Test
  func `a label that the plan does not know is refused, by report and label`() throws {
    try reports.merge(try reports.shard([row(1)]))
    let before = files
    let source = try reports.shard([row(1), row(2, ["ride", "gong"])])
    #expect(
      try reports.refusal(source)?.description
        == "could not use \(source.report.file.path):"
        + " it names a label that the plan does not: gong")
    #expect(files == before)
  }

  @Test
  func `labels that only look alike are two labels`() throws {
    reports.plan.classes = ["é"]
    #expect(try reports.refusal(try reports.shard([row(1, ["e\u{301}"])])) != nil)
  }

  @Test
  func `a label of a skipped event needs no class`() throws {
    try reports.merge(try reports.shard([skipped(1, .missingFile, labels: ["gong"])]))
    #expect(reports.text("skipped.jsonl")?.isEmpty == false)
  }

  private struct Stop: Error {}

  @Test(arguments: [1, 2, 3])
  func `a merge that is stopped leaves the files as they were, and no part of others`(
    atCheck: Int
  ) throws {
    reports.options.bundle.checksums = true
    let shards = try (1...3).map { number in
      var clips = audio()
      clips.sha256 = String(repeating: "0", count: 64)
      return try reports.shard([row(number, session: number == 2 ? "s7" : "s", clips: clips)])
    }
    try reports.merge(shards[0])
    let before = files
    #expect(before.count == 9)
    var checks = 0
    #expect(throws: Stop.self) {
      try reports.merge(shards[0], shards[1], shards[2]) {
        checks += 1
        if checks == atCheck { throw Stop() }
      }
    }
    #expect(checks == atCheck)
    #expect(files == before)
    try reports.merge(shards[0], shards[1], shards[2]) { checks += 1 }
    #expect(checks == atCheck + 3)
    #expect(Set(files.keys) == Set(before.keys))
    #expect(files != before)
  }

  @Test
  func `a stopped first merge leaves nothing`() throws {
    let source = try reports.shard([row(1)])
    #expect(throws: Stop.self) { try reports.merge(source) { throw Stop() } }
    #expect(files == [:])
  }
}
