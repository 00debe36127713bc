import Foundation
import Glibc
import TestSupport
import Testing

/// Exports under which something is taken away, changed, or kept short.
@Suite
struct DisturbedTests {
  private static let undisturbed = Result {
    try Resumed(events: 240, seed: 17, alone: ["take-5-39"])
  }

  /// An export that has committed some shards and waits for the clips of two events.
  private func begun(_ lab: Resumed, _ bundle: String) throws -> Victim {
    let victim = try Victim(
      lab.manifest, bundle, lab.flags + ["--event-deadline", "4s"],
      environment: try Harm.environment(["take-5-39": .hang]))
    #expect(try victim.waits(untilCommitted: 8))
    return victim
  }

  @Test
  func `an export whose run state is removed stops and says so`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("state-removed")
    let victim = try begun(lab, bundle)
    try FileManager.default.moveItem(
      atPath: "\(bundle)/.clipmill", toPath: lab.place("state-away"))
    let end = try victim.process.wait()
    expectStop(
      end, code: 74,
      "\(bundle)/.clipmill was removed or moved away while the export worked on it, so that nothing tells"
        + " what is committed (bring it back and resume, or remove what is left of the bundle and export"
        + " again)")
    #expect(!end.errors.contains("resume with:"))
  }

  @Test
  func `clips that are removed during an export are noticed, and one resume is enough`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("clips-removed")
    let victim = try begun(lab, bundle)
    let clip = try #require(
      lab.undisturbed.clips.first { FileManager.default.fileExists(atPath: "\(bundle)/\($0)") })
    try FileManager.default.removeItem(atPath: "\(bundle)/\(clip)")
    let end = try victim.process.wait()
    // The event that hangs is quarantined in this run; the clip is what stops it.
    expectStop(
      end, code: 75,
      "1 clips of \(bundle) were removed after they were committed (a resume renders them again)",
      "resume with:")
    try lab.expectUndisturbed(try lab.resume(bundle, ["--retry-quarantined"]), bundle)
  }

  @Test
  func `audio that goes bad during an export is judged at the end`() throws {
    let lab = try Resumed(events: 120, seed: 18)
    let bundle = lab.place("gone-bad")
    let take = lab.place("audio/stage/take-5.wav")
    let whole = try Data(contentsOf: URL(filePath: take))
    // Planning finds the file; its content does not matter before rendering.
    truncate(take, 0)
    let result = try Program.export(lab.manifest, bundle, lab.flags)
    #expect(result.code == 1, "\(result.errors)")
    #expect(
      result.errors.contains("20 of 120 events were skipped (unreadable 20)"), "\(result.errors)")
    #expect(result.errors.contains("--max-skip-rate 0.17"))
    let read = try ReadBundle(bundle)
    #expect(read.metadata["complete"].bool == true)
    #expect(read.count("sliced_events") == 100)
    // It stays what it is, until it is allowed or fixed.
    #expect(try lab.resume(bundle).code == 1)
    #expect(try lab.resume(bundle, ["--max-skip-rate", "0.17"]).code == 0)
    try whole.write(to: URL(filePath: take))
    let fixed = try lab.resume(bundle, ["--deep", "--max-skip-rate", "0.01"])
    try lab.expectUndisturbed(fixed, bundle)
    #expect(try ReadBundle(bundle).count("recovered_events") == 20)
  }

  @Test
  func `a clip that cannot be rendered again leaves its siblings their labels`() throws {
    let lab = try Resumed(events: 30, seed: 19)
    let bundle = try lab.copy("siblings")
    let linked = try #require(
      lab.undisturbed.clips.first { $0.contains("take-2") && $0.hasSuffix("__kick.wav") })
    let siblings = try FolderTree.status("\(bundle)/\(linked)").st_nlink
    try #require(siblings == 2)
    try FileManager.default.removeItem(atPath: "\(bundle)/\(linked)")
    let take = lab.place("audio/studio/take-2.wav")
    let whole = try Data(contentsOf: URL(filePath: take))
    try Data("no audio".utf8).write(to: URL(filePath: take))
    let result = try lab.resume(bundle)
    #expect(result.code == 1, "\(result.errors)")
    #expect(result.errors.contains("1 clip was lost"), "\(result.errors)")
    let read = try ReadBundle(bundle)
    #expect(Set(lab.undisturbed.clips).subtracting(read.clips) == [linked])
    #expect(read.count("sliced_events") == 30)
    for clip in read.clips { #expect(try read.bytes(clip) == lab.files[clip]) }
    try whole.write(to: URL(filePath: take))
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test(arguments: [
    (["-n", "16"], "only 16 files may be open at once, and at least"),
    (["-v", "60000"], "only 58 MiB of address space are allowed, and at least"),
  ])
  func `limits of the shell under which nothing works are reported in one line`(
    limit: [String], line: String
  ) throws {
    let lab = try Self.undisturbed.get()
    let words = limit.joined(separator: " ")
    let bundle = lab.place("limited\(limit[0])")
    let script = "ulimit -S \(words) && ulimit -H \(words) && exec \"$0\" \"$@\""
    let end = try RunningProcess(
      ["/bin/sh", "-c", script, Program.clipmill, "export", lab.manifest, bundle]
    ).wait()
    expectStop(end, code: 73, line, "ulimit \(limit[0])")
    #expect(end.errors.split(separator: "\n").count == 1, "\(end.errors)")
    #expect(!FileManager.default.fileExists(atPath: bundle))
  }

  @Test
  func `a killed export's socket folder is removed by the next one`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("sockets")
    let folder = try lab.corpus.scratch.makeFolder("s")
    let environment = ["TMPDIR": folder, "XDG_RUNTIME_DIR": ""]
    let victim = try Victim(lab.manifest, bundle, lab.flags, environment: environment)
    #expect(try victim.waits(untilCommitted: 1))
    _ = try victim.killAll()
    try FileManager.default.createDirectory(
      atPath: "\(folder)/clipmill-mine", withIntermediateDirectories: false)
    #expect(FolderTree.paths(folder).count { $0.hasSuffix("/coordinator") } == 1)
    let result = try Program.export(
      lab.manifest, bundle, ["--resume"], environment: environment)
    try lab.expectUndisturbed(result, bundle)
    #expect(FolderTree.paths(folder) == ["clipmill-mine"])
  }

  @Test
  func `an --overwrite that is stopped while it plans keeps the older bundle`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("overwritten")
    // A manifest without an end: planning continues until it has to stop.
    let pipe = lab.place("long.jsonl")
    let line = try #require(
      try String(contentsOfFile: lab.manifest, encoding: .utf8).split(separator: "\n").first)
    try String(repeating: line + "\n", count: 400_000).write(
      toFile: pipe, atomically: false, encoding: .utf8)
    let victim = try Victim(pipe, bundle, lab.flags + ["--overwrite"])
    #expect(
      try victim.process.waits {
        !FileManager.default.fileExists(atPath: "\(bundle)/metadata.json")
      })
    victim.process.send(SIGINT)
    expectStop(
      try victim.process.wait(), code: 75, "interrupted",
      "still holds the older bundle; --overwrite has not replaced it")
    expectSame(try FolderTree.dataset(bundle), lab.files)
    let left = try FileManager.default.contentsOfDirectory(atPath: lab.corpus.scratch.path)
    #expect(left.filter { $0.contains("replaced") } == [])
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test
  func `unfinished reports of killed renderers are removed`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("parts")
    let part = "\(bundle)/.clipmill/reports/0/7.1.1.0123456789abcdef.jsonl.4194304194.part"
    try Data("{".utf8).write(to: URL(filePath: part))
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(!FileManager.default.fileExists(atPath: part))
  }

  @Test
  func `a missing plan is named, with advice`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("planless")
    let plan = "\(bundle)/.clipmill/plan-1.jsonl"
    try FileManager.default.removeItem(atPath: plan)
    expectStop(
      try lab.resume(bundle), code: 74, plan,
      "and the run continues from it (bring it back, or remove \(bundle)/.clipmill: --resume")
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }
}
