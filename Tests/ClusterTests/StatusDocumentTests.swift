import Bundle
import Dataset
import Foundation
import RunState
import TestSupport
import Testing

@testable import Cluster
@testable import Export
@testable import Scheduling

/// The document of a run that has something in every field, against `Tests/Fixtures/status.json`.
@Suite struct StatusDocumentTests {
  private static var example: [UInt8] {
    get throws {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/status.json")
      return Array(try Data(contentsOf: file))
    }
  }

  private static var plan: PlanSummary {
    var plan = PlanSummary(manifest: FileStamp(path: "/m", size: 1, sha256: "00"))
    plan.totalEvents = 100
    plan.plannedClips = [.train: 90, .val: 20]
    plan.plannedFrames = [.train: frames(90_000), .val: frames(20_000)]
    plan.plannedEvents = SplitEvents(train: 80, val: 19)
    plan.skipped = [.missingFile: 3, .malformed: 1]
    var known = SourceSetCount(name: "set \u{1B}[2J")
    (known.events, known.files, known.filesFound, known.eventsMissing) = (70, 9, 7, 2)
    (known.plannedClips, known.plannedFrames) = (80, frames(80_000))
    var older = SourceSetCount(name: "older")
    older.events = 30
    plan.sourceSets = [known, older]
    return plan
  }

  private static func frames(_ count: Int) -> CappedSum {
    var sum = CappedSum()
    sum += count
    return sum
  }

  private static func counts(_ events: Int) -> Tally {
    var counts = Tally()
    counts.totalEvents = events
    counts.slicedEvents = events - 2
    counts.valSliced = 6
    (counts.trainClips, counts.trainFrames) = (events, events * 997)
    (counts.valClips, counts.valFrames) = (2, 1999)
    counts.duplicates = 1
    counts.skipped = [.unreadable: 1, .quarantined: 1]
    var source = SourceTally(name: "set \u{1B}[2J")
    (source.events, source.clips, source.frames) = (events, events + 2, events * 1000)
    counts.add(source)
    return counts
  }

  private static func lease(_ shard: Int, age: Int) -> Snapshot.Running {
    Snapshot.Running(
      shard: ShardIndex(shard), attempt: shard + 1, events: 4 * shard, eventsTotal: 10,
      ageSeconds: Double(age) / 1000, speculative: shard == 2, narrowed: shard == 1)
  }

  private static func worker(_ name: String, _ state: String) -> Snapshot.Worker {
    Snapshot.Worker(
      name: name, host: "h\u{7}", pid: 77, slots: 2, state: state,
      leases: name == "b" ? [lease(1, age: 61_234), lease(2, age: 7)] : [], shardsDone: 5,
      eventsDone: 44, eventsPerSecond: 12.345678901, lastHeardSeconds: 1.203,
      log: "/logs/\u{202E}x")
  }

  private static func snapshot(events: Int) -> Snapshot {
    var snapshot = Snapshot(epoch: Epoch(3), state: "paused")
    (snapshot.shards.total, snapshot.shards.pending, snapshot.shards.leased) = (21, 6, 5)
    (snapshot.shards.provisional, snapshot.shards.done, snapshot.shards.stuck) = (4, 3, 3)
    snapshot.counts = counts(events)
    snapshot.splitsLeft = SplitEvents(train: 51, val: 12)
    (snapshot.eventsRunning, snapshot.eventsTotal) = (4, 100)
    snapshot.gains = Gains(clips: 6, skipped: 1)
    snapshot.workers = [worker("b", "active"), worker("a", "active"), worker("c\n", "silent")]
    snapshot.stragglers = [lease(1, age: 61_234)]
    (snapshot.retries.expirations, snapshot.retries.failures) = (1, 2)
    (snapshot.retries.fenced, snapshot.retries.ignoredMessages) = (3, 4)
    (snapshot.retries.nondeterministic, snapshot.retries.malformedMessages) = (5, 6)
    snapshot.retries.refusedHandshakes = 7
    (snapshot.journal.syncs, snapshot.journal.seconds) = (8, 0.125)
    snapshot.journal.lastCommit = 1_700_000_000
    var map = Snapshot.ShardMap(shards: 21)
    map.count(2, 1)
    snapshot.shardMap = map
    snapshot.room = Snapshot.Room(bytesFree: 123_456_789, inodesFree: 1000)
    snapshot.quarantinedEvents = 6
    snapshot.quarantined = [
      Quarantine(
        shard: ShardIndex(9), positions: [1], ordinal: 502, kind: .crash, signal: 11,
        words: "died\u{1B}"),
      Quarantine(shard: ShardIndex(9), positions: [2], kind: .deadline, words: "hung"),
    ]
    snapshot.excluded = [Snapshot.Exclusion(host: "h\u{0}2", strikes: 3, remainingSeconds: 12)]
    snapshot.refused = [
      Snapshot.Refused(
        worker: "w\u{9B}", host: "h3", refusal: Refusal(reason: .wrongBuild, words: "other\u{1}"))
    ]
    snapshot.culprits = ["its lease ran out\u{2}", ""].enumerated().map { number, words in
      Culprit(shard: ShardIndex(number), position: nil, failures: 0, losses: 0, words: words)
    }
    snapshot.troubles = ["no room on the output: full\u{3}", "the disk waits"]
    return snapshot
  }

  private static func made() throws -> StatusDocument {
    let run = try #require(RunID(String(repeating: "a", count: 32)))
    let invocation = Invocation(
      id: run, run: run, epoch: Epoch(3), start: "2026-01-02T03:04:05Z", host: "", workers: 1,
      manifest: "/m", options: ExportOptions(), libraries: "", sealed: [])
    let board = StatusBoard(
      invocation, plan, in: BundleLayout("/bundles/a b"),
      resumeCommand: "clipmill export m --resume")
    board.conclude(snapshot(events: 20), at: Tick(1000))
    board.conclude(snapshot(events: 37), at: Tick(4000))
    var document = board.latest
    (document.host, document.pid, document.written) = ("here", 4711, 1_767_323_045)
    return document
  }

  @Test func `a run with a value in every field gives the example's document`() throws {
    let made = try Self.made().json + [0x0A]
    #expect(try made == Self.example)
  }

  @Test func `a document that was read is written unchanged`() throws {
    let example = try Self.example
    let read = try #require(StatusDocument(json: example))
    #expect(read.json + [0x0A] == example)
  }

  @Test func `workers beyond two thousand are counted, and those in trouble are listed`() throws {
    var snapshot = Snapshot(epoch: Epoch(1), state: "running")
    snapshot.workers = (0..<2003).map { Self.worker("w\($0)", $0 == 2002 ? "silent" : "active") }
    var document = StatusDocument()
    document.take(snapshot)
    let read = try #require(StatusDocument(json: document.json))
    #expect(read.workers.count == 2000 && read.workersOmitted == 3)
    #expect(read.workers.first?.name == "w2002")
    #expect(read.json == document.json)
  }
}
