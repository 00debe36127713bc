import Foundation
import Glibc
import TestSupport
import Testing

/// Exports that are interrupted.
@Suite
struct InterruptTests {
  private static let undisturbed = Result {
    try Resumed(events: 240, seed: 15, alone: ["take-1-7", "take-4-7"])
  }

  /// The command in the message that resumes the run.
  private func resumeCommand(_ errors: String) throws -> String {
    let line = try #require(errors.split(separator: "\n").last)
    let parts = line.components(separatedBy: "resume with: ")
    return try #require(parts.count == 2 ? parts[1] : nil, "\(errors)")
  }

  /// Types it into a shell in which `clipmill` is the executable under test.
  private func type(_ command: String) throws -> ProcessResult {
    let folder = URL(filePath: Program.clipmill).deletingLastPathComponent().path
    let path = "\(folder):/usr/bin:/bin"
    return try RunningProcess(["/bin/sh", "-c", command], environment: ["PATH": path]).wait()
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal stops a run with the command that resumes it`(signal: Int32) throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("it's stopped by \(signal)")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    #expect(try victim.waits(untilCommitted: 8))
    let sent = Date.now
    victim.process.send(signal)
    let end = try victim.process.wait()
    // The contract gives it ten seconds.
    #expect(Date.now.timeIntervalSince(sent) < 10)
    expectStop(end, code: 75, "interrupted", "resume with: clipmill export ")
    #expect(!FileManager.default.fileExists(atPath: "\(bundle)/metadata.json"))
    #expect(victim.committed >= 8)
    let read = try lab.expectUndisturbed(try type(try resumeCommand(end.errors)), bundle)
    let rows = read.metadata["runs"].array
    #expect(rows.map { $0["outcome"].string } == ["interrupted", "complete"])
    #expect(rows.allSatisfy { !$0["end"].isNull })
    #expect(read.metadata["run_statistics"]["written_clips"].int ?? 0 < lab.undisturbed.clips.count)
  }

  @Test(arguments: [("HUP", SIGHUP), ("INT", SIGINT), ("TERM", SIGTERM)])
  func `a signal that was ignored at the start is ignored to the end, by all its processes`(
    name: String, signal: Int32
  ) throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("ignores \(name)")
    // The effect of nohup for one of them, and of a shell for a script's background jobs.
    let process = try RunningProcess(
      ["/bin/sh", "-c", "trap '' \(name); exec \"$@\"", "sh", Program.clipmill]
        + Program.exportArguments(lab.manifest, bundle, lab.flags))
    var signalled: Set<Int32> = []
    #expect(
      try !process.waits {
        // Before there is a renderer the shell may not have come to its trap.
        let renderers = ProcessTable.renderers(of: process.pid)
        guard !renderers.isEmpty else { return false }
        for other in [process.pid] + ProcessTable.children(of: process.pid) + renderers {
          kill(other, signal)
          signalled.insert(other)
        }
        return false
      })
    #expect(signalled.count >= 3)
    let read = try lab.expectUndisturbed(try process.wait(), bundle)
    #expect(read.metadata["runs"].array.map { $0["outcome"].string } == ["complete"])
  }

  @Test
  func `a second signal stops at once, though a renderer does not answer`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("twice")
    let victim = try Victim(
      lab.manifest, bundle, lab.flags + ["--progress", "plain"],
      environment: try Harm.environment(["take-1-7": .hang, "take-4-7": .hang]))
    #expect(
      try victim.process.waits {
        victim.committed > 8 && !ProcessTable.renderers(of: victim.process.pid).isEmpty
      })
    victim.process.send(SIGINT)
    #expect(try victim.process.waits { victim.process.errorsSoFar.contains("interrupted") })
    victim.process.send(SIGINT)
    let end = try victim.process.wait()
    expectStop(end, code: 75, "resume with:")
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  /// A run whose decoders take their time, so that a shard is in work for about a second.
  private func slowVictim(_ lab: Resumed, _ bundle: String) throws -> Victim {
    try Victim(
      lab.manifest, bundle, lab.flags + ["--progress", "plain"],
      environment: Harm.environment(of: "slow", ["FAULTS_SLOW": "100"]))
  }

  @Test
  func `a SIGTERM that comes twice is one: the shard in work is finished`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("doubled")
    let victim = try slowVictim(lab, bundle)
    #expect(try victim.waits(untilCommitted: 1))
    let worker = try #require(ProcessTable.children(of: victim.process.pid).first)
    kill(worker, SIGSTOP)
    victim.process.send(SIGTERM)
    #expect(try victim.process.waits { victim.process.errorsSoFar.contains("interrupted") })
    let before = victim.committed
    victim.process.send(SIGTERM)
    kill(worker, SIGCONT)
    let end = try victim.process.wait()
    expectStop(end, code: 75, "resume with:")
    #expect(victim.committed > before)
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func `renderers that are told to stop by others go on`(signal: Int32) throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("renderers told \(signal)")
    let victim = try slowVictim(lab, bundle)
    var told = 0
    #expect(try victim.waits(untilCommitted: 1))
    for renderer in ProcessTable.renderers(of: victim.process.pid) {
      kill(renderer, signal)
      told += 1
    }
    #expect(told == 2)
    try lab.expectUndisturbed(try victim.process.wait(), bundle)
    let log = FileManager.default.contents(atPath: "\(bundle)/.clipmill/logs/worker-local.log")
    #expect(
      !String(decoding: log ?? Data(), as: UTF8.self).contains("a renderer ended with signal"))
  }

  @Test
  func `a signal during the merge leaves a bundle that a resume completes`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("merging")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    _ = try victim.waits(untilCommitted: 240 / 4)
    victim.process.send(SIGTERM)
    let end = try victim.process.wait()
    // All may be merged when the signal comes.
    #expect(end.code == 75 || end.code == 0, "\(end.errors)")
    if end.code == 75 { #expect(end.errors.contains("resume with:"), "\(end.errors)") }
    let parts = FolderTree.paths(bundle).filter { $0.hasSuffix(".part") }
    #expect(parts.filter { !$0.hasPrefix(".clipmill/reports") } == [])
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test
  func `a signal during planning leaves a run that can be resumed`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("planning")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    #expect(try victim.process.waits { victim.records("started") > 0 })
    victim.process.send(SIGTERM)
    let end = try victim.process.wait()
    expectStop(end, code: 75, "interrupted", "resume with:")
    try lab.expectUndisturbed(try type(try resumeCommand(end.errors)), bundle)
  }
}
