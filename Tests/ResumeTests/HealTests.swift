import Foundation
import TestSupport
import Testing

/// Clips that have gone or changed, in a bundle that is complete.
///
/// `CLIPS=1000 swift test --filter HealTests` damages more of them in a larger bundle.
@Suite
struct HealTests {
  private static let damages =
    ProcessInfo.processInfo.environment["CLIPS"].flatMap { Int($0) } ?? 60

  private static let undisturbed = Result { try Resumed(events: 3 * damages, seed: 9) }

  /// Damages so many clips, and gives their number.
  ///
  /// What befalls a file befalls each of its names.
  private func damage(
    _ kinds: [Damage], _ count: Int, in bundle: String, _ lab: Resumed, seed: UInt64
  ) throws -> Int {
    var random = SeededNumbers(seed: seed)
    for clip in random.shuffled(lab.undisturbed.clips).prefix(count) {
      let path = "\(bundle)/\(clip)"
      guard FileManager.default.fileExists(atPath: path),
        try FolderTree.status(path).st_size > 0
      else { continue }
      try kinds[random.below(kinds.count)].strike(path, &random)
    }
    return lab.undisturbed.clips.count { clip in
      FileManager.default.contents(atPath: "\(bundle)/\(clip)") != lab.files[clip]
    }
  }

  @Test(arguments: [[Damage.deleted], [.truncated], [.emptied]], [1, 2] as [UInt64])
  func `clips that are missing, short or empty are rendered again`(
    kinds: [Damage], seed: UInt64
  ) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("healed-\(kinds)-\(seed)")
    let damaged = try damage(kinds, 40, in: bundle, lab, seed: seed)
    let result = try lab.resume(bundle, ["--progress", "plain"])
    try expectHealed(result, bundle, damaged, lab)
    #expect(result.errors.contains("\(damaged) clips are missing or cut short"))
  }

  @Test(arguments: [3, 4, 5] as [UInt64])
  func `clips with other content are found by comparing it`(seed: UInt64) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("deep-\(seed)")
    let damaged = try damage(Damage.allCases, Self.damages, in: bundle, lab, seed: seed)
    let result = try lab.resume(bundle, ["--deep"])
    try expectHealed(result, bundle, damaged, lab)
  }

  private func expectHealed(
    _ result: ProcessResult, _ bundle: String, _ damaged: Int, _ lab: Resumed
  ) throws {
    #expect(damaged >= 30)
    let read = try lab.expectUndisturbed(result, bundle)
    for statistics in ["statistics", "run_statistics"] {
      #expect(read.metadata[statistics]["healed_clips"].int == damaged, "\(statistics)")
      #expect(read.metadata[statistics]["recovered_events"].int == 0)
    }
    #expect(read.metadata["run_statistics"]["written_clips"].int == 0)
    for name in ["healed_split_counts", "run_healed_split_counts"] {
      let counts = read.metadata[name]
      #expect((counts["train"].int ?? 0) + (counts["val"].int ?? 0) == damaged)
    }
    let again = try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(again.metadata["run_statistics"]["healed_clips"].int == 0)
    #expect(again.metadata["statistics"]["healed_clips"].int == damaged)
  }

  @Test
  func `an overwritten clip of the right size is found only with --deep`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("shallow")
    let clip = lab.undisturbed.clips[3]
    try Damage.overwrite("\(bundle)/\(clip)")
    #expect(try lab.resume(bundle).code == 0)
    #expect(FileManager.default.contents(atPath: "\(bundle)/\(clip)") != lab.files[clip])
    try lab.expectUndisturbed(try lab.resume(bundle, ["--deep"]), bundle)
  }

  @Test
  func `healing one name of a file leaves the bytes of the others alone`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("siblings")
    let linked = try #require(
      lab.undisturbed.clips.first { try FolderTree.status("\(bundle)/\($0)").st_nlink > 1 })
    let inode = try FolderTree.status("\(bundle)/\(linked)").st_ino
    let sibling = try #require(
      lab.undisturbed.clips.first {
        try $0 != linked && FolderTree.status("\(bundle)/\($0)").st_ino == inode
      })
    // A reader that has the sibling open sees the same bytes throughout.
    let open = try FileHandle(forReadingFrom: URL(filePath: "\(bundle)/\(sibling)"))
    try FileManager.default.removeItem(atPath: "\(bundle)/\(linked)")
    let read = try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(read.metadata["run_statistics"]["healed_clips"].int == 1)
    #expect(try open.readToEnd() == lab.files[sibling])
  }

  @Test
  func `a clip that is missing together with its recording stops the resume, and is named`() throws
  {
    let lab = try Resumed(events: 30, seed: 2)
    let bundle = try lab.copy("lost")
    try FileManager.default.removeItem(atPath: "\(bundle)/\(lab.undisturbed.clips[0])")
    let audio = lab.place("audio")
    try FileManager.default.moveItem(atPath: audio, toPath: "\(audio)-away")
    expectStop(
      try lab.resume(bundle), code: 75, "must be rendered again", "take-", "--resume")
    try FileManager.default.moveItem(atPath: "\(audio)-away", toPath: audio)
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }
}
