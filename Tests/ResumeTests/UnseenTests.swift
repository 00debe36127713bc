import Foundation
import Glibc
import TestSupport
import Testing

/// Run state and folders that cannot be looked at: nothing is concluded from that.
@Suite
struct UnseenTests {
  private static let undisturbed = Result {
    try Resumed(
      events: 24, seed: 92, alone: ["take-0-0"],
      ["--shard-events", "4", "--val-ratio", "0.35", "--clip-fanout", "4"])
  }

  private let loop = "Too many levels of symbolic links"

  /// Puts a link that leads to itself in a file's place.
  private func putLoop(_ path: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
  }

  private func runAsNobody(_ words: [String]) throws -> ProcessResult {
    try RunningProcess(Rights.ofNobody + [Program.clipmill] + words).wait()
  }

  private func giveToNobody(_ lab: Resumed, _ bundle: String) throws {
    chmod(lab.corpus.scratch.path, 0o777)
    if geteuid() == 0 { try Shell.run(["/bin/chown", "-R", "65534:65534", bundle]) }
  }

  @Test
  func `verifying a resume is refused if its run state cannot be listed, not done without it`()
    throws
  {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("unlisted")
    try putLoop("\(bundle)/.clipmill")
    let result = try Program.export(lab.manifest, bundle, ["--resume", "--verify-only"])
    expectStop(result, code: 74, "could not open \(bundle)/.clipmill/state.json: \(loop)")
  }

  @Test
  func `status names the journal that it could not read, beside the figures of metadata_json`()
    throws
  {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("looped")
    unlink("\(bundle)/.clipmill/status.json")
    try putLoop("\(bundle)/.clipmill/journal.1")
    let words = "could not look at \(bundle)/.clipmill/journal.1: \(loop)"
    let result = try Program.run(["status", bundle, "--json"])
    #expect(result.code == 0 && result.errors == "")
    #expect(result.output.contains(#""unanswered":"\#(words)""#), "\(result.output)")
    unlink("\(bundle)/metadata.json")
    for name in ["coordinator.json", "metadata.json"] { unlink("\(bundle)/.clipmill/\(name)") }
    let nothing = try Program.run(["status", bundle])
    expectStop(nothing, code: 66, "\(words), and no other file describes a run")
  }

  @Test
  func `status says when it may not read the bundle's owner`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("private")
    let owner = "\(bundle)/.clipmill/coordinator.json"
    chmod(owner, 0)
    try giveToNobody(lab, bundle)
    if geteuid() == 0 { chown(owner, 0, 0) }
    let result = try runAsNobody(["status", bundle, "--json"])
    #expect(result.code == 0 && result.errors == "")
    #expect(
      result.output.contains(#""unanswered":"could not open \#(owner): Permission denied""#),
      "\(result.output)")
    #expect(result.output.contains(#""state":"complete""#))
  }

  @Test
  func `if it is unknown whether a bundle is complete, its replacement is not advised`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("unread")
    try Data().write(to: URL(filePath: "\(bundle)/.clipmill/plan-1.jsonl"))
    let advised = try lab.resume(bundle)
    expectStop(advised, code: 74, "or remove \(bundle)/.clipmill")
    try putLoop("\(bundle)/metadata.json")
    let result = try lab.resume(bundle)
    expectStop(result, code: 74, "(bring it back; \(bundle)/metadata.json cannot be read either)")
    #expect(!result.errors.contains("--overwrite"))
  }

  @Test
  func `a folder of clips that cannot be opened is swept by the next resume`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("unswept")
    let folder = "\(bundle)/train/audio/ffff"
    let lines = Array(lab.corpus.lines.dropLast(2))
    let manifest = try lab.corpus.scratch.write("fewer.jsonl", lines.manifest)
    let clip = "\(folder)/gone__kick.wav"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try Data("x".utf8).write(to: URL(filePath: clip))
    try giveToNobody(lab, bundle)
    chmod(folder, 0)
    let words = Program.exportArguments(manifest, bundle, ["--resume"])
    let dropped = try runAsNobody(words + ["--removed", "drop"])
    chmod(folder, 0o777)
    #expect(dropped.code == 73, "\(dropped.errors)")
    #expect(dropped.errors.contains("could not open \(folder): Permission denied"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["gone__kick.wav"])
    let resumed = try runAsNobody(words)
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder))
    #expect(try ReadBundle(bundle).count("total_events") == lines.count)
  }
}
