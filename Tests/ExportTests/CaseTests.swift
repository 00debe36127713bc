import Foundation
import TestSupport
import Testing

/// Bundles on a file system that takes names which differ in case only for one.
@Suite(.enabled(if: FoldingDisk.isPossible, "it takes exFAT by FUSE"))
struct CaseTests {
  private let scratch: Scratch
  private let disk: FoldingDisk

  init() throws {
    scratch = try Scratch()
    disk = try FoldingDisk()
    try scratch.write("a.wav", Sound(frames: 88_200, seed: 3).wav())
  }

  /// A manifest of these events, each a tenth of a second after the one before.
  private func manifest(_ ids: [String]) throws -> String {
    try scratch.write(
      "m.jsonl",
      ids.enumerated().map { EventLine($1, path: "a.wav", onset: 0.2 + Double($0) / 10) }.manifest)
  }

  private var bundle: String { disk.path + "/bundle" }
  private let clash =
    "cannot hold all clips: 1 name differs from an earlier one's in case only, which the file system"
    + " ignores: event 1 (Take), event 3 (take)"

  @Test
  func `two clips that would be one file are named before anything is rendered`() throws {
    let result = try Program.export(try manifest(["Take", "other", "take"]), bundle)
    expectRefusal(result, code: 73, "\(bundle) \(clash)", "nothing was rendered")
    #expect(!result.errors.contains("--resume"))
    #expect(!FileManager.default.fileExists(atPath: bundle))
  }

  @Test
  func `a manifest without such names is exported to such a file system`() throws {
    let result = try Program.export(try manifest(["Take", "other", "taken"]), bundle)
    _ = try expectBundle(result, bundle, events: 3)
  }

  @Test
  func `verification reports them too if the file system can be asked`() throws {
    let manifest = try manifest(["Take", "other", "take"])
    let flags = ["--verify-only"]
    #expect(try Program.export(manifest, bundle, flags).code == 0)
    try Data().write(to: URL(filePath: disk.path + "/Readme"))
    let result = try Program.export(manifest, bundle, flags)
    #expect(result.code == 1)
    #expect(result.output.contains("Not ready: names that the file system cannot hold apart"))
    #expect(result.output.contains("event 1 (Take), event 3 (take)"))
    #expect(!FileManager.default.fileExists(atPath: bundle))
  }

  @Test(arguments: [[], ["--deep"]])
  func `a bundle copied to such a file system is not healed by another clip's bytes`(
    flags: [String]
  ) throws {
    let manifest = try manifest(["Take", "other", "take"])
    let made = scratch.file("made")
    _ = try expectBundle(try Program.export(manifest, made), made, events: 3)
    // cp copies what it can, and ends with 1 over the second of the two.
    _ = try RunningProcess(["/bin/cp", "-r", made, bundle]).wait()
    let clips = FolderTree.paths(bundle).filter { $0.hasSuffix(".wav") }
    #expect(clips.count == 2)
    if flags.isEmpty { try FileManager.default.removeItem(atPath: "\(bundle)/\(clips[0])") }
    let before = try FolderTree.dataset(bundle)
    let result = try Program.export(manifest, bundle, ["--resume"] + flags)
    // Faults of the clips are reported before the names are checked.
    expectRefusal(result, code: 73, clash, warnings: 1)
    #expect(try FolderTree.dataset(bundle) == before)
    let status = try Program.run(["status", bundle])
    #expect(status.output.contains("1 clip differs from others in case only"))
    let compared = try Program.run(["compare", made, bundle])
    #expect(compared.code == 1, "\(compared.output)")
  }
}
