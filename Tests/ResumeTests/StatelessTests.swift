import Foundation
import TestSupport
import Testing

/// Bundles whose run state was deleted, as the README allows once they are complete.
@Suite
struct StatelessTests {
  private static let undisturbed = Result { try Resumed(events: 120, seed: 71) }

  /// A copy of the undisturbed bundle without its run state.
  private func stateless(_ lab: Resumed, _ name: String) throws -> String {
    let bundle = try lab.copy(name)
    try Self.removeState(bundle)
    return bundle
  }

  private static func removeState(_ bundle: String) throws {
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
  }

  @Test
  func `a complete bundle without its run state is resumed`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try stateless(lab, "stateless")
    let result = try lab.resume(bundle, ["--progress", "plain"])
    let read = try lab.expectUndisturbed(result, bundle)
    #expect(result.errors.contains("rebuilding it from the bundle's own files"))
    let run = read.metadata["run_statistics"]
    for key in run.keys { #expect(run[key].double == 0, "\(key)") }
    #expect(read.metadata["runs"].array.map { $0["outcome"].string } == ["complete", "complete"])
    let again = try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(again.metadata["runs"].array.count == 3)
    #expect(try Program.run(["status", bundle]).code == 0)
  }

  @Test(arguments: [
    ["--format", "flac", "--checksums", "--clip-fanout", "1"],
    ["--label-field", "drummer_id", "--label-field", "velocity", "--pad-to", "0.5"],
    ["--resample-edges", "isolated", "--sample-rate", "22050"],
    ["--limit", "50", "--sample", "stratified"],
  ])
  func `its lost clips are rendered again to the same bytes, and every option is remembered`(
    flags: [String]
  ) throws {
    let lab = try Resumed(events: 90, seed: 72, Resumed.usual + flags)
    let bundle = try stateless(lab, "healed")
    var random = SeededNumbers(seed: 5)
    for clip in random.shuffled(lab.undisturbed.clips).prefix(20) {
      guard FileManager.default.fileExists(atPath: "\(bundle)/\(clip)") else { continue }
      try Damage.allCases[random.below(4)].strike("\(bundle)/\(clip)", &random)
    }
    let read = try lab.expectUndisturbed(try lab.resume(bundle, ["--deep"]), bundle)
    let healed = read.count("healed_clips")
    #expect(healed >= 20)
    let before = try Self.healing(bundle)
    // Healed clips stay on record when the state is lost again.
    try Self.removeState(bundle)
    let again = try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    let after = try Self.healing(bundle)
    #expect(after == before)
    #expect(again.count("healed_clips") == healed)
    #expect(again.metadata["run_statistics"]["healed_clips"].int == 0)
  }

  /// The statements of `metadata.json` about all clips that were rendered again.
  private static func healing(_ bundle: String) throws -> [String: String] {
    let metadata = try ReadBundle(bundle).metadata
    var found: [String: String] = [:]
    for key in metadata.keys where key.hasPrefix("healed_") {
      for name in metadata[key].keys {
        found["\(key) \(name)"] = metadata[key][name].double.map { "\($0)" }
      }
    }
    return found
  }

  @Test
  func `an event that was skipped is recovered in its place`() throws {
    let lab = try Resumed(events: 120, seed: 73, Resumed.usual + ["--label-field", "velocity"])
    let take = lab.place("audio/stage/take-4.wav")
    try FileManager.default.moveItem(atPath: take, toPath: "\(take).away")
    let bundle = lab.place("recovered")
    let first = try Program.export(lab.manifest, bundle, lab.flags + ["--max-skip-rate", "0.5"])
    #expect(first.code == 0, "\(first.errors)")
    try Self.removeState(bundle)
    try FileManager.default.moveItem(atPath: "\(take).away", toPath: take)
    let result = try lab.resume(bundle)
    #expect(result.code == 0, "\(result.errors)")
    expectSame(try FolderTree.dataset(bundle), lab.files)
    let read = try ReadBundle(bundle)
    #expect(read.digest == lab.undisturbed.digest)
    #expect(read.count("recovered_events") == 20)
    #expect(
      try Resumed.lifetime(bundle, without: ["options"])
        == Resumed.lifetime(lab.undisturbed.path, without: ["options"]))
  }

  @Test
  func `a raised limit gives the result of an undisturbed run with it`() throws {
    let lab = try Resumed(events: 120, seed: 74, Resumed.usual + ["--limit", "60"])
    let bundle = try stateless(lab, "raised")
    let fresh = lab.place("fresh")
    let flags = Resumed.usual + ["--limit", "101"]
    #expect(try Program.export(lab.manifest, fresh, flags).code == 0)
    #expect(try lab.resume(bundle, ["--limit", "101"]).code == 0)
    expectSame(try FolderTree.dataset(bundle), try FolderTree.dataset(fresh))
    #expect(try Resumed.lifetime(bundle) == Resumed.lifetime(fresh))
  }

  // MARK: What is gone besides

  /// Other possible losses and changes, and a word of the refusal.
  enum Loss: CaseIterable {
    case record
    case rows
    case skipped
    case edited

    var words: String {
      switch self {
      case .record: "metadata.json"
      case .rows: "train/metadata.jsonl"
      case .skipped: "skipped.jsonl"
      case .edited: "train/metadata.jsonl"
      }
    }
  }

  private func strike(_ loss: Loss, _ bundle: String) throws {
    switch loss {
    case .record: try FileManager.default.removeItem(atPath: "\(bundle)/metadata.json")
    case .rows: try FileManager.default.removeItem(atPath: "\(bundle)/train/metadata.jsonl")
    case .skipped: try FileManager.default.removeItem(atPath: "\(bundle)/skipped.jsonl")
    case .edited:
      let path = "\(bundle)/train/metadata.jsonl"
      var text = try String(contentsOfFile: path, encoding: .utf8)
      let digest = try #require(text.firstRange(of: #""xxh3_128":""#))
      text.replaceSubrange(
        digest.upperBound..<text.index(digest.upperBound, offsetBy: 4), with: "abcd")
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
  }

  @Test(arguments: Loss.allCases)
  func `a bundle with too little on record is refused with what is missing`(loss: Loss) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try stateless(lab, "loss-\(loss)")
    try strike(loss, bundle)
    let before = FolderTree.paths(bundle)
    expectStop(try lab.resume(bundle), code: 73, bundle, "lost", "run state", loss.words)
    #expect(FolderTree.paths(bundle) == before)
  }

  @Test
  func
    `a bundle that is incomplete or lacks rows of its clips is refused without run state`()
    throws
  {
    let lab = try Self.undisturbed.get()
    let bare = lab.place("bare")
    #expect(try Program.export(lab.manifest, bare, lab.flags + ["--no-hf"]).code == 0)
    try Self.removeState(bare)
    expectStop(try lab.resume(bare), code: 73, bare, "--no-hf", "--overwrite")
    let part = lab.place("part")
    let victim = try Victim(lab.manifest, part, lab.flags)
    #expect(try victim.waits(untilCommitted: 3))
    _ = try victim.killAll()
    #expect(try Program.run(["merge", part]).code == 0)
    try Self.removeState(part)
    expectStop(try lab.resume(part), code: 73, part, "not complete", "--overwrite")
  }
}
