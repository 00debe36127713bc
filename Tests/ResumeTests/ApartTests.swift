import Foundation
import TestSupport
import Testing

/// Bundles whose run state lies in another folder.
@Suite
struct ApartTests {
  private static let lab = Result { try Resumed(events: 90, seed: 91) }
  private static let tars = Result {
    try Resumed(
      events: 90, seed: 92, ["--layout", "tar", "--tar-clips", "9", "--val-ratio", "0.35"])
  }

  /// An export with its run state in a folder beside the bundle.
  private struct Apart {
    let lab: Resumed
    let bundle: String
    let state: String
    let flags: [String]

    init(_ lab: Resumed, _ name: String) {
      self.lab = lab
      bundle = lab.place(name)
      state = lab.place("\(name)-state/run")
      flags = lab.flags + ["--state", state]
    }

    func export(_ more: [String] = []) throws -> ProcessResult {
      try Program.export(lab.manifest, bundle, flags + more)
    }

    /// Exports it undisturbed.
    static func made(_ lab: Resumed, _ name: String) throws -> Apart {
      let apart = Apart(lab, name)
      try lab.expectUndisturbed(try apart.export(), apart.bundle)
      return apart
    }

    /// All run state is in the other folder; the bundle says so and holds nothing else of it.
    func expectApart(sourceLocation: SourceLocation = #_sourceLocation) {
      let inside = FolderTree.paths("\(bundle)/.clipmill")
      #expect(inside == ["state.json"], sourceLocation: sourceLocation)
      let outside = FolderTree.paths(state)
      for name in ["journal.1", "coordinator.json", "plan-1.jsonl", "reports", "state.json"] {
        #expect(outside.contains(name), "\(name)", sourceLocation: sourceLocation)
      }
    }
  }

  private static func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: path)
  }

  @Test func `the bundle is that of a run whose state lies in it`() throws {
    for lab in [try Self.lab.get(), try Self.tars.get()] {
      let apart = try Apart.made(lab, "same")
      apart.expectApart()
      let read = try lab.expectUndisturbed(try lab.resume(apart.bundle), apart.bundle)
      #expect(read.metadata["runs"].array.count == 2)
      apart.expectApart()
    }
  }

  @Test(arguments: [false, true], [1, 2] as [UInt64])
  func `a run that is killed goes on without the flag`(isTar: Bool, seed: UInt64) throws {
    let lab = try (isTar ? Self.tars : Self.lab).get()
    print("seed \(seed)")
    var random = SeededNumbers(seed: seed)
    let apart = Apart(lab, "killed-\(seed)")
    for attempt in 0..<2 {
      let victim = try Victim(
        lab.manifest, apart.bundle, attempt == 0 ? apart.flags : ["--resume"], state: apart.state)
      let wanted = victim.committed + random.below(6)
      _ = try victim.process.waits { victim.committed >= wanted }
      _ = try victim.killAll()
    }
    // The bundle does not name the folder before the run has claimed it.
    let named = FolderTree.paths("\(apart.bundle)/.clipmill").contains("state.json")
    let flags = named ? [] : ["--state", apart.state]
    try lab.expectUndisturbed(try lab.resume(apart.bundle, flags), apart.bundle)
    apart.expectApart()
  }

  @Test func `every command finds the run state by the bundle alone`() throws {
    let lab = try Self.lab.get()
    let apart = Apart(lab, "found")
    let victim = try Victim(lab.manifest, apart.bundle, apart.flags, state: apart.state)
    #expect(try victim.waits(untilCommitted: 3))
    victim.process.send(SIGSTOP)
    expectStop(try Program.run(["merge", apart.bundle]), code: 73, "is being worked on")
    _ = try victim.killAll()
    let status = try Program.run(["status", apart.bundle, "--json"])
    #expect(status.code == 0, "\(status.errors)")
    let told = try ReadJSON(Data(status.output.utf8))
    #expect(told["source"].string == "files")
    #expect(told["bundle"].string == apart.bundle)
    let merged = try Program.run(["merge", apart.bundle])
    #expect(merged.code == 0, "\(merged.errors)")
    let event = try Program.run(["reproduce", apart.bundle, "1"])
    #expect(event.code == 0, "\(event.errors)")
    let found = try Program.run(["doctor", apart.bundle, "--json"])
    #expect(found.output.contains("in \(apart.state)"), "\(found.output)")
    try lab.expectUndisturbed(try lab.resume(apart.bundle), apart.bundle)
    let health = try Program.run(["health", apart.bundle])
    #expect(health.code == 0, "\(health.errors)")
    let same = try Program.run(["compare", apart.bundle, lab.undisturbed.path])
    #expect(same.code == 0, "\(same.output)")
  }

  @Test func `workers that others start find the coordinator by the bundle`() throws {
    let lab = try Self.lab.get()
    let apart = Apart(lab, "network")
    let sockets = lab.place("s")
    try FileManager.default.createDirectory(
      atPath: sockets, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let address = "ipc://\(sockets)/s"
    let worker = try RunningProcess([
      Program.clipmill, "worker", "--bundle", apart.bundle, "--slots", "2", "--patience", "60s",
    ])
    let coordinator = try RunningProcess(
      [Program.clipmill, "coordinator", lab.manifest, apart.bundle, "--bind", address]
        + apart.flags + ["--progress", "none"])
    try lab.expectUndisturbed(try coordinator.wait(), apart.bundle)
    #expect(try worker.wait().code == 0)
    apart.expectApart()
  }

  // MARK: Folders that are not the bundle's

  @Test func `the folder of another bundle is refused by every command, and left as it is`() throws
  {
    let lab = try Self.lab.get()
    let (one, other) = (try Apart.made(lab, "one"), try Apart.made(lab, "other"))
    let before = FolderTree.paths(other.state)
    let words = "holds the run state of another bundle, \(other.bundle), not of \(one.bundle)"
    let flag = ["--state", other.state]
    for command in [
      ["status", one.bundle], ["merge", one.bundle], ["reproduce", one.bundle, "1"],
      ["health", one.bundle], ["doctor", one.bundle], ["worker", "--bundle", one.bundle],
    ] {
      expectStop(try Program.run(command + flag), code: 73, words)
    }
    expectStop(try lab.resume(one.bundle, flag), code: 73, words)
    expectStop(try one.export(["--overwrite"] + flag), code: 73, words)
    expectStop(
      try Program.export(lab.manifest, lab.place("third"), lab.flags + flag), code: 73,
      "holds the run state of another bundle, \(other.bundle), not of \(lab.place("third"))")
    #expect(FolderTree.paths(other.state) == before)
    try lab.expectUndisturbed(try lab.resume(one.bundle), one.bundle)
    try lab.expectUndisturbed(try lab.resume(other.bundle), other.bundle)
  }

  @Test func `a folder that cannot be the run state's alone is refused`() throws {
    let lab = try Self.lab.get()
    let bundle = lab.place("nothing")
    func export(_ state: String, _ more: [String] = []) throws -> ProcessResult {
      try Program.export(lab.manifest, bundle, lab.flags + ["--state", state] + more)
    }
    for inside in [bundle, "\(bundle)/state", lab.place("")] {
      expectStop(
        try export(inside), code: 64,
        "lie in each other (name a folder outside the bundle")
    }
    expectStop(try export(""), code: 64, "the folder of --state is empty")
    try FileManager.default.createDirectory(
      atPath: lab.place("full"), withIntermediateDirectories: false)
    try Data().write(to: URL(filePath: lab.place("full/mine.txt")))
    expectStop(try export(lab.place("full")), code: 73, "is not empty and holds no run state")
    expectStop(
      try lab.resume(lab.undisturbed.path, ["--state", lab.place("empty")]), code: 73,
      "lies in \(lab.undisturbed.path)/.clipmill, not in", "give no --state")
    for command in [["worker", "--connect", "ipc:///none"], ["health", lab.manifest]] {
      expectStop(
        try Program.run(command + ["--state", lab.place("empty")]), code: 64,
        "--state is the folder of a bundle's run state: give --bundle BUNDLE too")
    }
    #expect(!FileManager.default.fileExists(atPath: bundle))
    #expect(FolderTree.paths(lab.place("full")) == ["mine.txt"])
    // What a killed run leaves before it has said whose the folder is counts for nothing.
    try FileManager.default.moveItem(
      atPath: lab.place("full/mine.txt"), toPath: lab.place("full/state.json.1234567890.part"))
    try lab.expectUndisturbed(try export(lab.place("full")), bundle)
    #expect(!FolderTree.paths(lab.place("full")).contains { $0.hasSuffix(".part") })
  }

  @Test func `a copy of the bundle does not go on with the run state of the original`() throws {
    let lab = try Self.lab.get()
    let apart = try Apart.made(lab, "original")
    let copy = lab.place("copied")
    try Shell.run(["/bin/cp", "-a", apart.bundle, copy])
    expectStop(
      try lab.resume(copy), code: 73, "is a copy of \(apart.bundle)",
      "is that bundle's (work on that one, or remove")
    let health = try Program.run(["health", copy])
    #expect(health.code == 0, "\(health.errors)")
    // Without the document it is a bundle without run state, which is made again.
    try Self.remove("\(copy)/.clipmill/state.json")
    try lab.expectUndisturbed(try lab.resume(copy), copy)
    try lab.expectUndisturbed(try lab.resume(apart.bundle), apart.bundle)
  }

  // MARK: Folders that move or go

  @Test func `run state that is not there is asked for, and found where it was moved`() throws {
    let lab = try Self.lab.get()
    let apart = try Apart.made(lab, "moved")
    let (state, bundle) = (lab.place("moved-away"), lab.place("moved-too"))
    try FileManager.default.moveItem(atPath: apart.state, toPath: state)
    expectStop(
      try lab.resume(apart.bundle), code: 66, "lies in \(apart.state), which is not there",
      "--state DIR names its new place")
    #expect(!FileManager.default.fileExists(atPath: apart.state))
    try FileManager.default.moveItem(atPath: apart.bundle, toPath: bundle)
    try lab.expectUndisturbed(try lab.resume(bundle, ["--state", state]), bundle)
    // From now on the bundle knows.
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test func `lost run state is made again, in the bundle or in the folder named`() throws {
    let lab = try Self.lab.get()
    let apart = try Apart.made(lab, "lost")
    try Self.remove(apart.state)
    try Self.remove("\(apart.bundle)/.clipmill")
    try lab.expectUndisturbed(
      try lab.resume(apart.bundle, ["--state", apart.state]), apart.bundle)
    apart.expectApart()
    try Self.remove("\(apart.bundle)/.clipmill")
    try lab.expectUndisturbed(try lab.resume(apart.bundle), apart.bundle)
    #expect(FolderTree.paths("\(apart.bundle)/.clipmill").contains("journal.1"))
    let gone = try Apart.made(lab, "gone")
    try Self.remove(gone.bundle)
    for more in [[], ["--resume"]] {
      expectStop(try gone.export(more), code: 73, "which is not there (bring it back")
    }
    #expect(FolderTree.paths(gone.state).contains("journal.1"))
  }

  @Test func `a bundle that is replaced takes its run state with it`() throws {
    let lab = try Self.lab.get()
    let apart = try Apart.made(lab, "replaced")
    let before = FolderTree.paths(apart.state)
    // Planning fails: both are as they were.
    let broken = try lab.corpus.scratch.write("audio/broken.jsonl", "{\n")
    let failed = try Program.export(broken, apart.bundle, apart.flags + ["--overwrite"])
    expectStop(failed, code: 65, "still holds the older bundle")
    #expect(FolderTree.paths(apart.state) == before)
    try lab.expectUndisturbed(try lab.resume(apart.bundle), apart.bundle)
    try lab.expectUndisturbed(try apart.export(["--overwrite"]), apart.bundle)
    apart.expectApart()
    try lab.expectUndisturbed(
      try Program.export(lab.manifest, apart.bundle, lab.flags + ["--overwrite"]), apart.bundle)
    #expect(!FileManager.default.fileExists(atPath: apart.state))
    let beside = try FileManager.default.contentsOfDirectory(
      atPath: URL(filePath: apart.state).deletingLastPathComponent().path)
    #expect(beside == [])
  }
}
