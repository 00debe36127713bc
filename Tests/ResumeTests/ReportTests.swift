import Foundation
import TestSupport
import Testing

/// Reports that come to harm after their shards were committed.
@Suite
struct ReportTests {
  private static let undisturbed = Result { try Resumed(events: 120, seed: 62) }

  enum Harm: CaseIterable {
    case cut
    case changed
    case exchanged
    case gone
  }

  private func harm(_ report: URL, _ harm: Harm, other: URL) throws {
    var bytes = try Data(contentsOf: report)
    switch harm {
    case .cut: bytes.removeLast(7)
    case .changed: bytes[100] ^= 0x20
    case .exchanged: bytes = try Data(contentsOf: other)
    case .gone: return try FileManager.default.removeItem(at: report)
    }
    try bytes.write(to: report)
  }

  @Test
  func `a report that changes before the merge stops the run, and a resume makes it again`()
    throws
  {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("harmed-early")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    #expect(try victim.waits(untilCommitted: 3))
    victim.process.send(SIGSTOP)
    #expect(victim.records("ended") == 0)
    let folder = URL(filePath: "\(bundle)/.clipmill/reports/0")
    let report = try #require(
      try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "jsonl" }.min { $0.path < $1.path })
    try harm(report, .changed, other: report)
    victim.process.send(SIGCONT)
    let result = try victim.process.wait()
    if result.code == 0 {
      // It was merged by then, beside those who render.
      try lab.expectUndisturbed(result, bundle)
    } else {
      expectStop(
        result, code: 74, report.path,
        "though it was committed (a resume renders its shard again); resume with: clipmill export")
    }
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test(arguments: Harm.allCases)
  func `shards whose reports are damaged or gone are rendered again`(kind: Harm) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try harmed(lab, kind, "harmed-\(kind)")
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    // And the bundle is as good as before: nothing is left to do.
    let again = try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(again.metadata["run_statistics"]["written_clips"].int == 0)
  }

  @Test(arguments: [["--progress", "none"], ["-q", "--progress", "plain"]])
  func `a quiet resume warns of damaged reports, and prints no news`(flags: [String]) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try harmed(lab, .changed, "warned-\(flags.count)")
    let result = try lab.resume(bundle, flags)
    try lab.expectUndisturbed(result, bundle)
    #expect(result.errors == "2 reports are damaged or gone; rendering their shards again\n")
  }

  /// A copy of the bundle of which two reports came to harm.
  private func harmed(_ lab: Resumed, _ kind: Harm, _ name: String) throws -> String {
    let bundle = try lab.copy(name)
    let folder = URL(filePath: "\(bundle)/.clipmill/reports/0")
    let reports = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
    try harm(reports[2], kind, other: reports[3])
    try harm(reports[5], kind, other: reports[6])
    return bundle
  }
}
