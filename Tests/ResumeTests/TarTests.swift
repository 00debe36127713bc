import Foundation
import Glibc
import TestSupport
import Testing

/// Bundles whose clips lie in tars, after what may happen to them.
@Suite
struct TarTests {
  private static let flags = ["--layout", "tar", "--tar-clips", "9", "--val-ratio", "0.35"]
  private static let lab = Result { try Resumed(events: 90, seed: 31, flags) }

  /// The tars of a bundle by name, each with what tells whether it was written again.
  private static func tars(_ bundle: String) throws -> [String: ino_t] {
    var found: [String: ino_t] = [:]
    for path in FolderTree.paths(bundle) where path.hasSuffix(".tar") {
      found[path] = try FolderTree.status("\(bundle)/\(path)").st_ino
    }
    return found
  }

  /// Names of the tars that were written again.
  private static func rewritten(_ before: [String: ino_t], _ after: [String: ino_t]) -> [String] {
    after.keys.filter { before[$0] != after[$0] }.sorted()
  }

  /// How many clips the rows place in a tar.
  private static func clips(of tar: String, _ bundle: ReadBundle) -> Int {
    (bundle.train + bundle.val).count { tar.hasSuffix("/\($0["shard"].string ?? "?")") }
  }

  @Test(arguments: Damage.allCases, ["train", "val"])
  func `a damaged tar alone is written again, as it was`(damage: Damage, split: String) throws {
    let lab = try Self.lab.get()
    let bundle = try lab.copy("\(damage)-\(split)")
    let victim = "\(split)/\(split)-audio_000001.tar"
    let before = try Self.tars(bundle)
    var random = SeededNumbers(seed: 3)
    try damage.strike("\(bundle)/\(victim)", &random)
    let flags = damage == .overwritten ? ["--deep"] : []
    let read = try lab.expectUndisturbed(try lab.resume(bundle, flags), bundle)
    #expect(Self.rewritten(before, try Self.tars(bundle)) == [victim])
    let healed = Self.clips(of: victim, read)
    #expect(healed > 0)
    #expect(read.count("healed_clips") == healed)
    #expect(read.metadata["run_statistics"]["written_clips"].int == 0)
    #expect(FolderTree.paths("\(bundle)/.clipmill/units") == [])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a run that is killed and resumed gives the undisturbed tars`(seed: UInt64) throws {
    let lab = try Self.lab.get()
    print("seed \(seed)")
    var random = SeededNumbers(seed: seed)
    let bundle = lab.place("killed-\(seed)")
    for attempt in 0..<2 {
      let victim = try Victim(
        lab.manifest, bundle,
        (attempt == 0 ? lab.flags : lab.flags + ["--resume"])
          + ["--workers", "\(1 + random.below(3))"])
      let wanted = victim.committed + random.below(6)
      _ = try victim.process.waits { victim.committed >= wanted }
      _ = try victim.killAll()
    }
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test func `a complete bundle of tars is left as it is, whatever its run state lacks`() throws {
    let lab = try Self.lab.get()
    let bundle = try lab.copy("complete")
    let before = try Self.tars(bundle)
    let read = try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(try Self.tars(bundle) == before)
    #expect(read.count("healed_clips") == 0)
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    let lost = try lab.resume(bundle)
    expectStop(lost, code: 73, "cannot be rebuilt: its clips lie in tars")
    #expect(try Self.tars(bundle) == before)
  }

  @Test func `a raised limit gives the tars of an undisturbed run, class numbers and all`() throws {
    let lab = try Self.lab.get()
    let bundle = lab.place("raised")
    var before: [String: ino_t] = [:]
    for limit in ["60", "61", "none"] {
      let resume = limit == "60" ? lab.flags : ["--resume"]
      let result = try Program.export(lab.manifest, bundle, resume + ["--limit", limit])
      #expect(result.code == 0, "\(result.errors)")
      let after = try Self.tars(bundle)
      // Of each split, the last unit alone can have grown.
      let rewritten = Self.rewritten(before, after).filter { before[$0] != nil }
      let last = ["train", "val"].compactMap { split in
        before.keys.filter { $0.hasPrefix(split) }.max()
      }
      #expect(Set(rewritten).isSubset(of: last), "\(rewritten)")
      if limit != "60" { #expect(before.count - rewritten.count > 4) }
      before = after
    }
    expectSame(try FolderTree.dataset(bundle), lab.files)
  }

  @Test func `events that are gone go on request, and their tars hold the rest`() throws {
    let lab = try Self.lab.get()
    let bundle = try lab.copy("dropped")
    let lines = try String(contentsOfFile: lab.manifest, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let fewer = lab.place("fewer.jsonl")
    try lines.dropLast(20).joined(separator: "\n").appending("\n")
      .write(toFile: fewer, atomically: true, encoding: .utf8)
    let refused = try Program.export(fewer, bundle, ["--resume"])
    expectStop(refused, code: 65, "are gone from")
    let kept = try Program.export(fewer, bundle, ["--resume", "--removed", "keep"])
    expectStop(
      kept, code: 64, "--removed keep does not go with tars, which hold the events of one manifest")
    expectSame(try FolderTree.dataset(bundle), lab.files)
    let dropped = try Program.export(fewer, bundle, ["--resume", "--removed", "drop"])
    #expect(dropped.code == 0, "\(dropped.errors)")
    let fresh = lab.place("fresh")
    #expect(try Program.export(fewer, fresh, lab.flags).code == 0)
    let (one, other) = (try ReadBundle(bundle), try ReadBundle(fresh))
    #expect(one.metadata["clips_digest"].string == other.metadata["clips_digest"].string)
    #expect(Set(try Self.tars(bundle).keys) == Set(try Self.tars(fresh).keys))
  }

  @Test func `audio that comes later is in its unit's tar, and tars are numbered without a gap`()
    throws
  {
    let lab = try Resumed(events: 60, seed: 32, Self.flags)
    let bundle = lab.place("late")
    // All recordings but one are away: most units have no clip, and no tar.
    let audio = FolderTree.paths(lab.place("audio")).filter { $0.hasSuffix(".wav") }.dropFirst()
    for name in audio { try Self.move(lab.place("audio/\(name)"), lab.place(Self.aside(name))) }
    let away = try Program.export(
      lab.manifest, bundle,
      lab.flags + ["--max-skip-rate", "1", "--allow-missing-source", "studio"])
    #expect(away.code == 0, "\(away.errors)")
    let few = try Self.tars(bundle).keys.filter { $0.hasPrefix("train") }.sorted()
    #expect(few == few.indices.map { "train/train-audio_00000\($0).tar" })
    #expect(few.count < lab.files.keys.count { $0.hasPrefix("train/train-audio") })
    for name in audio { try Self.move(lab.place(Self.aside(name)), lab.place("audio/\(name)")) }
    let back = try lab.resume(bundle)
    #expect(back.code == 0, "\(back.errors)")
    // What is written again beside it was neither damaged nor lost.
    #expect(try ReadBundle(bundle).count("healed_clips") == 0)
    expectSame(try FolderTree.dataset(bundle), lab.files)
  }

  private static func aside(_ name: String) -> String {
    "aside-\(name.replacing("/", with: "-"))"
  }

  private static func move(_ from: String, _ to: String) throws {
    try FileManager.default.moveItem(atPath: from, toPath: to)
  }

  @Test func `names of tars that cannot be read stop a resume`() throws {
    let lab = try Self.lab.get()
    let bundle = try lab.copy("names")
    try "{\"a\":1}".write(
      toFile: "\(bundle)/.clipmill/units.json", atomically: true, encoding: .utf8)
    let result = try lab.resume(bundle, ["--deep"])
    #expect(result.code == 74, "\(result.errors)")
    #expect(result.errors.contains("it does not name tars"))
  }
}
