import Foundation
import Glibc
import TestSupport
import Testing

/// Exports that lose their processes at seeded moments, each beside an undisturbed one.
@Suite
struct KillTests {
  private static let events = 480
  private static let shards = 120

  /// The corpus, and the dataset of an undisturbed export; made once.
  private static let undisturbed = Result {
    let corpus = try SmallCorpus(events: events, seed: 5)
    let path = corpus.scratch.file("undisturbed")
    let result = try Program.export(corpus.manifest, path, flags)
    let bundle = try expectBundle(result, path, events: events)
    return (corpus, bundle.digest, try FolderTree.dataset(path))
  }

  private static let flags = ["--shard-events", "4", "--event-deadline", "3s"]

  /// An export that runs, and how far its journal is.
  private struct Victim {
    let process: RunningProcess
    let bundle: String

    /// Shards that the journal has committed.
    var committed: Int {
      let journal = FileManager.default.contents(atPath: "\(bundle)/.clipmill/journal.1") ?? Data()
      return String(decoding: journal, as: UTF8.self).components(separatedBy: #""committed""#)
        .count - 1
    }

    /// True if there are renderers and at least this many committed shards.
    func reached(_ shards: Int) -> Bool {
      committed >= shards && !ProcessTable.renderers(of: process.pid).isEmpty
    }
  }

  private func run(
    _ name: String, workers: Int, _ disturb: (Victim) throws -> Void
  ) throws {
    let (corpus, digest, files) = try Self.undisturbed.get()
    let path = corpus.scratch.file("disturbed-\(name)")
    let process = try Program.startExport(
      corpus.manifest, path, Self.flags + ["--workers", "\(workers)"])
    try disturb(Victim(process: process, bundle: path))
    let bundle = try expectBundle(try process.wait(), path, events: Self.events)
    #expect(bundle.digest == digest)
    expectSame(try FolderTree.dataset(path), files)
    try FileManager.default.removeItem(atPath: path)
  }

  private enum Target: CaseIterable {
    case oneRenderer
    case allRenderers
    case worker
    case everyone
  }

  /// The processes there are of a kind; after a kill there may be none until others have started.
  private func candidates(_ target: Target, of export: pid_t) -> [pid_t] {
    let renderers = ProcessTable.renderers(of: export)
    let worker = ProcessTable.worker(of: export).map { [$0] } ?? []
    return switch target {
    case .oneRenderer, .allRenderers: renderers
    case .worker: worker
    case .everyone: renderers + worker
    }
  }

  /// Sends the signal; how many processes were there to take it.
  private func strike(
    _ target: Target, of export: pid_t, with signal: Int32, _ random: inout SeededNumbers
  ) -> Int {
    var victims = candidates(target, of: export)
    if target == .oneRenderer, !victims.isEmpty { victims = [victims[random.below(victims.count)]] }
    return victims.count { kill($0, signal) == 0 }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `killed renderers and workers change nothing`(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    try run("\(seed)", workers: 1 + random.below(3)) { victim in
      var moment = 0
      for strikes in 0...random.below(3) {
        moment += random.below(Self.shards / 4)
        let target = Target.allCases[random.below(4)]
        var (committed, struck) = (0, 0)
        // Processes from the last kill may still be ending, and be gone before they are killed.
        for _ in 0..<100 where struck == 0 {
          let isAlive = try victim.process.waits {
            victim.reached(moment) && !candidates(target, of: victim.process.pid).isEmpty
          }
          // A test that waits for the processor finds the rest of the work done.
          guard isAlive else {
            #expect(strikes > 0, "it ended before it was struck")
            return
          }
          // The export is stopped for the look, so that the processes found are those that are killed.
          victim.process.send(SIGSTOP)
          committed = victim.committed
          struck = strike(target, of: victim.process.pid, with: SIGKILL, &random)
          victim.process.send(SIGCONT)
        }
        #expect(committed < Self.shards || strikes > 0, "no work was left")
        #expect(struck > 0)
        moment = committed
      }
    }
  }

  @Test(arguments: [41, 42, 43] as [UInt64])
  func `processes of an export end by themselves when the export is killed`(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let (corpus, _, _) = try Self.undisturbed.get()
    let path = corpus.scratch.file("orphaned-\(seed)")
    let process = try Program.startExport(corpus.manifest, path, Self.flags)
    let victim = Victim(process: process, bundle: path)
    let moment = random.below(Self.shards / 2)
    let isAlive = try process.waits { victim.reached(moment) }
    #expect(isAlive, "it ended before it was struck")
    if seed == 43 { _ = strike(.everyone, of: process.pid, with: SIGSTOP, &random) }
    process.send(SIGKILL)
    let result = try process.wait()
    #expect(result.signal == SIGKILL)
    #expect(result.leftovers == [])
    #expect(victim.committed < Self.shards, "no work was left")
    #expect(!FileManager.default.fileExists(atPath: "\(path)/metadata.json"))
  }

  @Test(arguments: [31, 32, 33, 34] as [UInt64])
  func `a stopped renderer or worker is replaced`(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    let target: Target = seed % 2 == 0 ? .worker : .oneRenderer
    try run("stopped-\(seed)", workers: 2) { victim in
      let moment = random.below(Self.shards / 2)
      let isAlive = try victim.process.waits { victim.reached(moment) }
      #expect(isAlive, "it ended before it was struck")
      let struck = strike(target, of: victim.process.pid, with: SIGSTOP, &random)
      #expect(victim.committed < Self.shards, "no work was left")
      #expect(struck == 1)
    }
  }
}
