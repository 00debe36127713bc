import Bundle
import Dataset
import TestSupport
import Testing

@testable import Export

/// A resume's look at the rows of a shard.
@Suite
struct ShardLookTests {
  private let folder = ScratchFolder()
  private var layout: BundleLayout { BundleLayout(folder.path("bundle")) }

  @Test func `the inspection of a shard ends before the row at which it is cancelled`() throws {
    let rows = (1...5).map { ordinal in
      ReportRow(
        event: Event(
          ordinal: ordinal, eventID: Text("e\(ordinal)"), sessionID: "s", sourceSet: "x",
          audioPath: "a.wav"),
        labels: ["kick"], duplicates: 0, outcome: .skipped(.missingFile, detail: "why"))
    }
    let path = BundleLayout.report(ShardIndex(0), attempt: "1")
    var writer = try ReportWriter(path, beneath: layout.reports, valRatio: 0.1)
    for row in rows { try writer.append(row) }
    let (file, _) = try writer.finish()
    let source = ShardSource(
      shard: ShardIndex(0),
      report: ShardSource.Report(file, isOfThisRun: false),
      isSuperseded: false)
    let look = ShardLook(
      bundle: layout, options: ExportOptions(), fanout: 0, isDeep: false, unsynced: [],
      retriesQuarantined: false)
    #expect(try look.findings(in: source, while: { true }).needed.count == 5)
    var asked = 0
    #expect {
      _ = try look.findings(in: source) {
        asked += 1
        return asked < 3
      }
    } throws: { "\($0)".contains("could not look on through \(path)") }
    #expect(asked == 3)
  }
}
