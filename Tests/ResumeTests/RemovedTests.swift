import Foundation
import TestSupport
import Testing

/// Resumes with manifests from which events of the bundle are gone: refused, or with their clips kept.
@Suite
struct RemovedTests {
  private static let undisturbed = Result { try Resumed(events: 120, seed: 83) }

  /// A manifest of some of the corpus's lines.
  private func manifest(_ lab: Resumed, _ name: String, _ lines: [EventLine]) throws -> String {
    try lab.corpus.scratch.write("\(name).jsonl", lines.manifest)
  }

  /// Deletes the bundle's run state if requested.
  private func loseState(_ bundle: String, _ isLost: Bool) throws {
    if isLost { try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill") }
  }

  @Test(arguments: [false, true])
  func `a manifest without some events is refused, and ten of them are named`(losingState: Bool)
    throws
  {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("refused-\(losingState)")
    try loseState(bundle, losingState)
    let fewer = try manifest(lab, "fewer-\(losingState)", Array(lab.corpus.lines[15...]))
    let result = try Program.export(fewer, bundle, ["--resume"])
    expectStop(
      result, code: 65, "15 events of the bundle are gone from \(fewer)", "event 1 (take-0-0)",
      "event 10 (take-0-9) and 5 more", "--removed keep", "--removed drop")
    #expect(!result.errors.contains("take-0-10"))
    expectSame(try FolderTree.dataset(bundle), lab.files)
    #expect(try Resumed.lifetime(bundle) == lab.lifetime)
    // With the manifest as it was nothing has happened.
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test
  func `an event that has lost one of its labels is refused`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("label")
    var lines = lab.corpus.lines
    lines[3].components = #"[{"label":"ride"}]"#
    let result = try Program.export(try manifest(lab, "label", lines), bundle, ["--resume"])
    expectStop(result, code: 65, "1 event of the bundle is gone", "event 4 (take-0-3)")
    expectSame(try FolderTree.dataset(bundle), lab.files)
  }

  @Test
  func `a manifest without a skipped event is refused too`() throws {
    let lab = try Resumed(events: 60, seed: 84, alone: ["take-0-3"])
    let lines = lab.corpus.lines
    let bundle = lab.place("skipped")
    try FileManager.default.removeItem(atPath: lab.place("audio/studio/take-0-3.wav"))
    #expect(
      try Program.export(lab.manifest, bundle, lab.flags + ["--max-skip-rate", "1"]).code == 0)
    let fewer = try manifest(lab, "skipless", lines.filter { $0.id != #""take-0-3""# })
    expectStop(
      try Program.export(fewer, bundle, ["--resume"]), code: 65, "1 event of the bundle is gone",
      "event 4 (take-0-3)")
  }

  @Test(arguments: [false, true])
  func `kept events stay, and are counted in every description of the bundle`(
    losingState: Bool
  ) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("kept-\(losingState)")
    try loseState(bundle, losingState)
    let fewer = try manifest(lab, "kept-\(losingState)", Array(lab.corpus.lines[30..<90]))
    let result = try Program.export(fewer, bundle, ["--resume", "--removed", "keep"])
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("removed"), "\(result.output)")
    try expectKept(bundle, events: 60, lab)
    let status = try ReadJSON(
      Data(try Program.run(["status", bundle, "--json"]).output.utf8))
    #expect(status["events"]["removed"].int == 60)
    #expect(
      try Program.run(["status", bundle]).output.contains(
        "60 events of the bundle are gone from the manifest"))
    let health = try Program.run(["health", "--bundle", bundle])
    #expect(health.code == 0)
    #expect(health.output.contains("removed events"), "\(health.output)")
    // Once the decision is on record, it is not requested again, even if only the bundle has the record.
    try loseState(bundle, losingState)
    #expect(try Program.export(fewer, bundle, ["--resume"]).code == 0)
    try expectKept(bundle, events: 60, lab)
    // Events that come back are gone no more.
    let back = try manifest(lab, "back-\(losingState)", Array(lab.corpus.lines[10...]))
    expectStop(
      try Program.export(back, bundle, ["--resume"]), code: 65, "10 events of the bundle are gone")
    #expect(try Program.export(back, bundle, ["--resume", "--removed", "keep"]).code == 0)
    try expectKept(bundle, events: 10, lab)
    #expect(try lab.resume(bundle).code == 0)
    try expectKept(bundle, events: 0, lab)
  }

  /// The bundle is that of the whole corpus, and so many events of it are gone from the manifest.
  private func expectKept(_ bundle: String, events: Int, _ lab: Resumed) throws {
    let read = try ReadBundle(bundle)
    #expect(read.digest == lab.undisturbed.digest)
    #expect(read.clips == lab.undisturbed.clips)
    #expect(read.metadata["removed_events"].int == events)
    #expect(read.count("total_events") == 120)
    #expect(read.count("sliced_events") + read.count("skipped_total") == 120)
    #expect(read.metadata["run_statistics"]["written_clips"].int == 0)
  }

  @Test
  func `a limit that is raised after events were kept counts none twice`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("limit")
    let flags = lab.flags + ["--limit", "40"]
    #expect(try Program.export(lab.manifest, bundle, flags).code == 0)
    let turned = try manifest(lab, "turned", lab.corpus.lines.reversed())
    #expect(try Program.export(turned, bundle, ["--resume", "--removed", "keep"]).code == 0)
    #expect(try ReadBundle(bundle).metadata["removed_events"].int == 40)
    let result = try Program.export(turned, bundle, ["--resume", "--limit", "none"])
    #expect(result.code == 0, "\(result.errors)")
    let read = try ReadBundle(bundle)
    #expect(read.count("total_events") == 120)
    #expect(read.clips.sorted() == lab.undisturbed.clips.sorted())
    #expect(read.metadata["removed_events"].int == 0)
  }

  @Test
  func `events that were not committed under the old manifest do not belong to the bundle`() throws
  {
    let lab = try Resumed(events: 60, seed: 85)
    let bundle = lab.place("uncommitted")
    let harm = try Harm.environment(["take-5": .hang])
    let victim = try Victim(lab.manifest, bundle, lab.flags, environment: harm)
    #expect(try victim.waits(untilCommitted: 8))
    _ = try victim.killAll()
    let lines = lab.corpus.lines.filter { $0.path != #""audio/stage/take-5.wav""# }
    let result = try Program.export(try manifest(lab, "nothing", lines), bundle, ["--resume"])
    #expect(result.code == 0, "\(result.errors)")
    #expect(try ReadBundle(bundle).count("total_events") == 50)
  }

  @Test
  func `the changed events' refusal does not recommend a flag that was given`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("both")
    var lines = lab.corpus.lines
    lines[17].onset = "0.5117"
    lines.remove(at: 40)
    let both = try manifest(lab, "both", lines)
    expectStop(try Program.export(both, bundle, ["--resume"]), code: 65, "--rerender-changed")
    let result = try Program.export(both, bundle, ["--resume", "--rerender-changed"])
    expectStop(result, code: 65, "1 event of the bundle is gone", "--removed keep")
    #expect(!result.errors.contains("--rerender-changed"))
    let kept = try Program.export(
      both, bundle, ["--resume", "--rerender-changed", "--removed", "keep"])
    #expect(kept.code == 0, "\(kept.errors)")
    #expect(try ReadBundle(bundle).metadata["removed_events"].int == 1)
  }
}
