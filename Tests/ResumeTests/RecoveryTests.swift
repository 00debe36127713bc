import Foundation
import TestSupport
import Testing

/// Recordings that were missing and came back, and events that were quarantined and are tried again.
@Suite
struct RecoveryTests {
  @Test
  func `an event whose file came back is rendered and counted as recovered`() throws {
    let lab = try Resumed(events: 120, seed: 41)
    let take = lab.place("audio/stage/take-4.wav")
    try FileManager.default.moveItem(atPath: take, toPath: "\(take).away")
    let bundle = lab.place("recovered")
    let first = try Program.export(lab.manifest, bundle, lab.flags + ["--max-skip-rate", "0.5"])
    #expect(first.code == 0, "\(first.errors)")
    #expect(try ReadBundle(bundle).metadata["skip_reasons"]["missing_file"].int == 20)
    let still = try lab.resume(bundle)
    #expect(still.code == 0)
    #expect(try ReadBundle(bundle).count("recovered_events") == 0)
    try FileManager.default.moveItem(atPath: "\(take).away", toPath: take)
    let result = try lab.resume(bundle)
    #expect(result.code == 0, "\(result.errors)")
    expectSame(try FolderTree.dataset(bundle), lab.files)
    let read = try ReadBundle(bundle)
    #expect(read.digest == lab.undisturbed.digest)
    let lifetime = try Resumed.lifetime(bundle, without: ["options"])
    let undisturbed = try Resumed.lifetime(lab.undisturbed.path, without: ["options"])
    #expect(lifetime == undisturbed)
    #expect(read.count("recovered_events") == 20)
    let run = read.metadata["run_statistics"]
    #expect(run["recovered_events"].int == 20)
    #expect(run["sliced_events"].int == 20)
    #expect(run["healed_clips"].int == 0)
    #expect(result.output.contains("recovered"))
    let again = try lab.resume(bundle)
    #expect(again.code == 0)
    #expect(try ReadBundle(bundle).count("recovered_events") == 20)
    #expect(try ReadBundle(bundle).metadata["run_statistics"]["recovered_events"].int == 0)
  }

  @Test
  func `quarantined events are tried again only on request`() throws {
    let lab = try Resumed(events: 60, seed: 43, alone: ["take-0-3", "take-3-3"])
    let bundle = lab.place("quarantined")
    let first = try Program.export(
      lab.manifest, bundle, lab.flags,
      environment: try Harm.environment(["take-0-3": .crash, "take-3-3": .crash]))
    #expect(first.code == 1, "\(first.errors)")
    #expect(try ReadBundle(bundle).skips.count { $0.hasSuffix("quarantined") } == 2)
    // They are unchanged, and the exit code still shows it.
    let still = try lab.resume(bundle)
    #expect(still.code == 1, "\(still.errors)")
    #expect(try ReadBundle(bundle).skips.count { $0.hasSuffix("quarantined") } == 2)
    let half = try Program.export(
      lab.manifest, bundle, ["--resume", "--retry-quarantined"],
      environment: try Harm.environment(["take-3-3": .crash]))
    #expect(half.code == 1, "\(half.errors)")
    #expect(try ReadBundle(bundle).skips.count { $0.hasSuffix("quarantined") } == 1)
    try lab.expectUndisturbed(try lab.resume(bundle, ["--retry-quarantined"]), bundle)
  }
}
