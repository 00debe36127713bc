import Foundation
import TestSupport
import Testing

/// Exports that are killed with all their processes at seeded moments, one to four times, and gone on
/// with by other numbers of renderers.
///
/// `SEEDS=100 swift test --filter KilledTests` runs more of them.
@Suite
struct KilledTests {
  private static let shards = 60

  private static let undisturbed = Result { try Resumed(events: 240, seed: 5) }

  private static let seeds: ClosedRange<UInt64> = {
    1...(ProcessInfo.processInfo.environment["SEEDS"].flatMap { UInt64($0) } ?? 4)
  }()

  /// The moment of a run at which it is killed.
  private enum Moment {
    /// As soon as there is a journal: it plans, or looks for work.
    case started
    case planned
    /// When so many shards are committed.
    case committed(Int)
    /// When all are committed: what is not merged yet is, and the files get their names.
    case merging
  }

  private func moment(_ random: inout SeededNumbers, after committed: Int) -> Moment {
    switch random.below(8) {
    case 0: .started
    case 1: .planned
    case 2: .merging
    default: .committed(committed + random.below(max(Self.shards - committed, 1)))
    }
  }

  private func wait(for moment: Moment, _ victim: Victim, journals: Int) throws {
    _ = try victim.process.waits {
      switch moment {
      case .started: return Journals.paths(victim.bundle).count > journals
      case .planned:
        return Journals.paths(victim.bundle).count > journals && victim.records("planned") > 0
      case .committed(let count): return victim.committed >= count
      case .merging: return victim.committed >= Self.shards
      }
    }
  }

  @Test(arguments: seeds)
  func `a run that is killed and resumed gives the undisturbed bundle`(seed: UInt64) throws {
    let lab = try Self.undisturbed.get()
    var random = SeededNumbers(seed: seed)
    let bundle = lab.place("killed-\(seed)")
    let kills = 1 + random.below(4)
    var killed = 0
    for attempt in 0..<kills {
      let journals = Journals.paths(bundle).count
      // If nothing has begun yet, a resume begins.
      let victim = try Victim(
        lab.manifest, bundle,
        (attempt == 0 ? lab.flags : lab.flags + ["--resume"])
          + ["--workers", "\(1 + random.below(3))"])
      try wait(for: moment(&random, after: victim.committed), victim, journals: journals)
      for _ in 0..<random.below(50) { usleep(200) }
      let committed = victim.committed
      let end = try victim.killAll()
      #expect(end.signal == SIGKILL || end.code == 0, "\(end.errors)")
      #expect(victim.committed >= committed)
      if end.signal == SIGKILL { killed += 1 }
    }
    let result = try lab.resume(bundle, lab.flags + ["--workers", "\(1 + random.below(4))"])
    let read = try lab.expectUndisturbed(result, bundle)
    expectHistory(read, runs: kills + 1, killed: killed)
    let parts = FolderTree.paths(bundle).filter { $0.hasSuffix(".part") }
    #expect(parts == [])
    try FileManager.default.removeItem(atPath: bundle)
  }

  /// Each run that got as far as its journal has a row.
  private func expectHistory(_ read: ReadBundle, runs: Int, killed: Int) {
    let outcomes = read.metadata["runs"].array.map { $0["outcome"].string ?? "" }
    #expect(outcomes.last == "complete")
    #expect(outcomes.count <= runs)
    #expect(outcomes.count { $0 == "killed" } <= killed)
    #expect(outcomes.count >= runs - killed)
    for row in read.metadata["runs"].array where row["outcome"].string == "killed" {
      #expect(row["end"].isNull)
    }
  }

  @Test
  func `a run that is killed while it plans starts again`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("killed-planning")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    let isAlive = try victim.process.waits { victim.records("started") > 0 }
    #expect(isAlive)
    _ = try victim.killAll()
    let result = try lab.resume(bundle)
    try lab.expectUndisturbed(result, bundle)
  }

  @Test
  func `what a killed run committed counts as the killed run's`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("killed-shares")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    #expect(try victim.waits(untilCommitted: 20))
    _ = try victim.killAll()
    let committed = try Journals.committedEvents(bundle)
    #expect(committed > 0)
    let read = try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    let run = read.metadata["run_statistics"]
    #expect(run["total_events"].int == 240 - committed)
    #expect(run["healed_clips"].int == 0)
    #expect(read.metadata["runs"].array.map { $0["outcome"].string } == ["killed", "complete"])
  }

  @Test
  func `clips that were committed after the last sync are inspected after a kill`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("unsynced")
    let victim = try Victim(lab.manifest, bundle, lab.flags)
    #expect(try victim.waits(untilCommitted: 10))
    _ = try victim.killAll()
    #expect(victim.records("synced") == 0)
    // A power cut leaves the size and takes the content: clips of the first events, in one file each.
    let clips = lab.undisturbed.clips.filter {
      FileManager.default.fileExists(atPath: "\(bundle)/\($0)")
    }
    let inodes = try Set(clips.map { try FolderTree.status("\(bundle)/\($0)").st_ino })
    try #require(inodes.count > 10)
    try Damage.overwrite("\(bundle)/\(clips[0])")
    let result = try lab.resume(bundle, ["--progress", "plain"])
    #expect(result.errors.contains("other content"), "\(result.errors)")
    try lab.expectUndisturbed(result, bundle)
  }
}
