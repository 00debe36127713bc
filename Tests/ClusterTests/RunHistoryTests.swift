import Bundle
import Dataset
import Files
import TestSupport
import Testing

@testable import Cluster
@testable import Export

/// A resume's findings about earlier runs.
@Suite
struct RunHistoryTests {
  private let folder = ScratchFolder()
  private var layout: BundleLayout { BundleLayout(folder.path("bundle")) }

  /// The journal of the first epoch, with these records and no others.
  private func journal(_ records: String...) throws -> String {
    try FileSystem.makeDirectories(layout.state)
    let path = layout.journal(Epoch(1))
    try FileSystem.remove(path)
    var journal = try Journal(creating: path)
    for record in records { journal.append(Array(record.utf8)) }
    try journal.sync()
    return path
  }

  @Test(arguments: [
    (1, #"{"started":{"_0":{"epoch":1}}}"#), (1, #"{"ended":7}"#), (2, #"{"version":2}"#),
  ])
  func `run state of another version is refused with advice`(
    version: Int, first: String
  ) throws {
    _ = try journal(first, #"{"new":1}"#)
    #expect {
      _ = try RunHistory.read(layout)
    } throws: { error in
      guard let failure = error as? RunFailure, failure.kind == .cannotMake else { return false }
      return [
        layout.root, layout.state, "run state of version \(version)", "reads version 3",
        "the version of clipmill that began the bundle", "--overwrite",
      ].allSatisfy { failure.description.contains($0) }
    }
  }

  @Test func `a run that had only just begun its journal has no past`() throws {
    _ = try journal()
    #expect(try RunHistory.read(layout)?.past.isEmpty == true)
    _ = try journal(#"{"version":3}"#)
    #expect(try RunHistory.read(layout)?.past.isEmpty == true)
  }

  @Test func `a record of an unknown kind is refused with advice`() throws {
    for record in [
      #"{"begun":{"epoch":1}}"#, #"{"synced":"x"}"#, #"{"synced":1,"ended":2}"#, "7",
    ] {
      let path = try journal(#"{"version":3}"#, record)
      #expect {
        _ = try RunHistory.read(layout)
      } throws: { error in
        let words = (error as? StorageError)?.description ?? ""
        return [path, "no known kind", "another version of clipmill", "--overwrite"]
          .allSatisfy { words.contains($0) }
      }
    }
  }

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
