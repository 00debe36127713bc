import Foundation
import TestSupport
import Testing

/// Source directories that go away, before a run and during it.
@Suite
struct SourceLossTests {
  /// A corpus with its audio under a root of its own.
  private struct Mounted {
    let lab: Resumed
    let root: String
    let flags: [String]

    init(seed: UInt64) throws {
      lab = try Resumed(events: 240, seed: seed)
      root = try lab.corpus.scratch.makeFolder("mount")
      try FileManager.default.moveItem(atPath: lab.place("audio"), toPath: "\(root)/audio")
      flags = lab.flags + ["--audio-root", root]
    }

    func moveAway() throws { try FileManager.default.moveItem(atPath: root, toPath: "\(root)-2") }

    func moveBack() throws { try FileManager.default.moveItem(atPath: "\(root)-2", toPath: root) }

    func expectUndisturbed(_ result: ProcessResult, _ bundle: String) throws {
      #expect(result.code == 0, "\(result.errors)")
      expectSame(try FolderTree.dataset(bundle), lab.files)
      #expect(try ReadBundle(bundle).digest == lab.undisturbed.digest)
    }
  }

  @Test
  func `a missing root stops a run before anything is made`() throws {
    let mounted = try Mounted(seed: 51)
    let bundle = mounted.lab.place("before")
    try mounted.moveAway()
    expectStop(
      try Program.export(mounted.lab.manifest, bundle, mounted.flags), code: 66, mounted.root,
      "--audio-root")
    _ = try mounted.lab.corpus.scratch.makeFolder("mount")
    expectStop(
      try Program.export(mounted.lab.manifest, bundle, mounted.flags), code: 66, mounted.root,
      "mounted")
    #expect(!FileManager.default.fileExists(atPath: bundle))
    try FileManager.default.removeItem(atPath: mounted.root)
    try mounted.moveBack()
    try mounted.expectUndisturbed(
      try Program.export(mounted.lab.manifest, bundle, mounted.flags), bundle)
  }

  @Test
  func `a missing source set stops a run before it renders`() throws {
    let mounted = try Mounted(seed: 52)
    let bundle = mounted.lab.place("set")
    let stage = "\(mounted.root)/audio/stage"
    try FileManager.default.moveItem(atPath: stage, toPath: "\(stage)-2")
    expectStop(
      try Program.export(mounted.lab.manifest, bundle, mounted.flags), code: 1, "stage",
      "--allow-missing-source")
    #expect(!FileManager.default.fileExists(atPath: bundle))
    try FileManager.default.moveItem(atPath: "\(stage)-2", toPath: stage)
    try mounted.expectUndisturbed(
      try Program.export(mounted.lab.manifest, bundle, mounted.flags), bundle)
  }

  @Test
  func `a root that disappears during a run stops it by name, and one resume is enough`() throws {
    let mounted = try Mounted(seed: 53)
    let bundle = mounted.lab.place("during")
    let victim = try Victim(
      mounted.lab.manifest, bundle, mounted.flags + ["--patience", "2s"])
    #expect(try victim.waits(untilCommitted: 4))
    try mounted.moveAway()
    let end = try victim.process.wait()
    expectStop(
      end, code: 75, "sources unreachable", mounted.root,
      "cannot be read by anyone (mount it, then resume)", "resume with:")
    expectStop(
      try mounted.lab.resume(bundle, ["--patience", "2s"]), code: 75, mounted.root, "resume with:")
    try mounted.moveBack()
    let result = try mounted.lab.resume(bundle)
    try mounted.expectUndisturbed(result, bundle)
    let outcomes = try ReadBundle(bundle).metadata["runs"].array.map { $0["outcome"].string }
    #expect(outcomes == ["stopped", "stopped", "complete"])
  }
}
