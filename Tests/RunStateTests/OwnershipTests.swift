import Bundle
import Dataset
import Files
import Glibc
import JSON
import Scheduling
import TestSupport
import Testing

@testable import RunState

/// The right to work on a bundle, by an observer's own clock.
@Suite
struct OwnershipTests {
  private final class Time {
    var now = Tick(1_000_000)
  }

  private let scratch: Scratch
  private let layout: BundleLayout
  private let time = Time()

  init() throws {
    scratch = try Scratch()
    layout = BundleLayout(scratch.file("bundle"))
  }

  /// The record of a coordinator on another host.
  private func record(beat: Int = 7) throws -> OwnerRecord {
    OwnerRecord(
      run: try #require(RunID(String(repeating: "a", count: 32))), epoch: Epoch(3),
      host: "another-host", boot: "boot", pid: 12, pidNamespace: 56, started: 34,
      endpoint: "tcp://another-host:5555",
      beat: beat)
  }

  /// Claims the bundle; each look at the beat takes half a second, before which `step` happens.
  private func claim(
    takeOver: Bool = false, _ step: @escaping (Span) -> Void = { _ in }
  ) throws -> (ownership: Ownership, notices: [String]) {
    var notices: [String] = []
    let start = time.now
    var watch = Ownership.BeatWatch()
    watch.now = { [time] in time.now }
    watch.pause = { [time] in
      time.now = time.now + .milliseconds(500)
      step(time.now - start)
    }
    let ownership = try Ownership.claim(
      layout, run: try record().run, epoch: Epoch(4), takeOver: takeOver, watch: watch, check: {},
      notice: { notices.append($0) })
    return (ownership, notices)
  }

  @Test
  func `a beat of another host that stands still for a minute releases the bundle`() throws {
    try JSONFile.write(try record(), to: layout.owner)
    let start = time.now
    let claimed = try claim()
    #expect(time.now - start == .seconds(60))
    #expect(claimed.notices.count == 1)
    #expect(claimed.notices.first?.contains("pid 12 on another-host") == true)
    #expect(claimed.ownership.record.epoch == Epoch(4))
    #expect(try JSONFile.read(OwnerRecord.self, at: layout.owner) == claimed.ownership.record)
  }

  @Test
  func `an owner that cannot be read does not count as gone`() throws {
    try JSONFile.write(try record(), to: layout.owner)
    // A link loop on the way takes the place of a file system that does not answer.
    let state = layout.state
    try FileSystem.rename(state, scratch.file("state"))
    #expect(symlink("loop", scratch.file("loop")) == 0)
    try FileSystem.makeDirectories(layout.root)
    #expect(symlink(scratch.file("loop"), state) == 0)
    #expect(throws: (any Error).self) {
      try Ownership.waitForOwner(of: layout, takeOver: false, check: {}, notice: { _ in })
    }
  }

  @Test(arguments: [1, 30_000, 59_500])
  func `a beat that moves within the minute refuses, however late`(milliseconds: Int) throws {
    try JSONFile.write(try record(), to: layout.owner)
    let (layout, moved) = (layout, try record(beat: 8))
    #expect {
      _ = try claim { elapsed in
        if elapsed >= .milliseconds(milliseconds) { try? JSONFile.write(moved, to: layout.owner) }
      }
    } throws: { error in
      let failure = error as? RunFailure
      return failure?.kind == .cannotMake && failure?.description.contains("another-host") == true
    }
    #expect(try JSONFile.read(OwnerRecord.self, at: layout.owner) == moved)
  }

  @Test
  func `a record that is stale is looked at again, and one that stays so is an error`() throws {
    let layout = layout
    let there = try record()
    let away = scratch.file("away")
    try JSONFile.write(there, to: layout.owner)
    let claimed = try claim { elapsed in
      if elapsed == .seconds(10) { try? FileSystem.rename(layout.owner, away) }
      if elapsed == .seconds(20) { try? FileSystem.rename(away, layout.owner) }
    }
    #expect(claimed.ownership.record.epoch == Epoch(4))
    try JSONFile.write(there, to: layout.owner)
    #expect(throws: StorageError.self) {
      _ = try claim { elapsed in
        if elapsed == .seconds(10) { try? FileSystem.rename(layout.owner, away) }
      }
    }
  }

  @Test
  func `the wait ends when the watched owner leaves`() throws {
    var there = try record()
    try JSONFile.write(there, to: layout.owner)
    there.isReleased = true
    let (start, left, layout) = (time.now, there, layout)
    _ = try claim { elapsed in
      if elapsed == .seconds(10) { try? JSONFile.write(left, to: layout.owner) }
    }
    #expect(time.now - start == .seconds(10))
  }

  @Test
  func `nothing waits if the owner has left, or is to be taken over`() throws {
    var released = try record()
    released.isReleased = true
    try JSONFile.write(released, to: layout.owner)
    let start = time.now
    _ = try claim()
    try JSONFile.write(try record(), to: layout.owner)
    _ = try claim(takeOver: true)
    #expect(time.now == start)
  }

  // MARK: The owner itself

  /// Claims the bundle as epoch 4, which has a journal, with a beat every few milliseconds.
  private func own() throws -> Ownership {
    try FileSystem.makeDirectories(layout.state)
    _ = try RunJournal(layout.journal(Epoch(4)))
    return try Ownership.claim(
      layout, run: try record().run, epoch: Epoch(4), takeOver: false, beats: .milliseconds(2),
      check: {}, notice: { _ in })
  }

  private func written() throws -> OwnerRecord {
    try JSONFile.read(OwnerRecord.self, at: layout.owner)
  }

  @Test
  func `an owner beats by itself, and keeps its announcement`() throws {
    let ownership = try own()
    try ownership.announce("tcp://here:1")
    let beaten = try eventually { try written().beat > 5 ? try written() : nil }
    #expect(beaten?.endpoint == "tcp://here:1")
    ownership.release()
    #expect(try written().isReleased)
    #expect(!ownership.beat())
    #expect(try written() == ownership.record)
  }

  @Test
  func `an owner that was taken over stops beating and must not continue`() throws {
    let ownership = try own()
    try ownership.refuseIfFenced()
    _ = try RunJournal(layout.journal(Epoch(5)))
    #expect(!ownership.beat())
    #expect(throws: RunFailure.self) { try ownership.refuseIfFenced() }
    ownership.release()
    #expect(try !written().isReleased)
  }

  @Test(arguments: [Int.max, Int.min, -1, 1 << 32])
  func `an owner whose pid no process can have is gone`(pid: Int) throws {
    var record = try record()
    record.host = Host.name
    record.boot = Host.boot
    record.pidNamespace = Host.pidNamespace
    record.pid = pid
    try JSONFile.write(record, to: layout.owner)
    let start = time.now
    #expect(try claim().ownership.record.epoch == Epoch(4))
    #expect(time.now == start)
  }

  /// The record of this very process.
  private func ownRecord(_ change: (inout OwnerRecord) -> Void = { _ in }) throws -> OwnerRecord {
    var own = try record()
    own.host = Host.name
    own.boot = Host.boot
    own.pid = Int(getpid())
    own.pidNamespace = Host.pidNamespace
    own.started = try #require(try Host.startTime(of: getpid()))
    change(&own)
    return own
  }

  @Test(arguments: [false, true])
  func `a visible process decides, whatever the flags`(takeOver: Bool) throws {
    #expect(try ownRecord().life == .alive)
    #expect(try ownRecord { $0.started += 1 }.life == .ended)
    try JSONFile.write(try ownRecord(), to: layout.owner)
    let start = time.now
    #expect(throws: RunFailure.self) { _ = try claim(takeOver: takeOver) }
    try JSONFile.write(try ownRecord { $0.started += 1 }, to: layout.owner)
    _ = try claim(takeOver: takeOver)
    #expect(time.now == start)
  }

  @Test
  func `an owner whose process cannot be looked at is unseen, not gone`() async {
    await #expect(processExitsWith: .success) {
      guard let run = RunID(String(repeating: "a", count: 32)),
        let started = try Host.startTime(of: getpid())
      else { preconditionFailure("no record") }
      let owner = OwnerRecord(
        run: run, epoch: Epoch(1), host: Host.name, boot: Host.boot, pid: Int(getpid()),
        pidNamespace: Host.pidNamespace, started: started)
      precondition(owner.life == .alive)
      // Boot and namespace are read before.
      let boot = Host.boot
      Descriptors.leave(0)
      precondition(owner.life == .unseen, "\(boot) \(owner.life)")
    }
  }

  private static let elsewhere: [(String, @Sendable (inout OwnerRecord) -> Void)] = [
    ("another container of this machine", { $0.pidNamespace? += 1 }),
    ("a container whose record has no namespace", { $0.pidNamespace = nil }),
    ("another machine of this name, or this one before it was started", { $0.boot = "other" }),
    ("a machine without /proc", { $0.boot = "" }),
    ("another host", { $0.host = "other" }),
  ]

  @Test(arguments: elsewhere.indices)
  func `from anywhere else only the beat decides, and --take-over does not wait for it`(
    place: Int
  ) throws {
    let (name, change) = Self.elsewhere[place]
    let owner = try ownRecord(change)
    #expect(owner.life == .unseen, "\(name)")
    try JSONFile.write(owner, to: layout.owner)
    let start = time.now
    let claimed = try claim()
    #expect(time.now - start == .seconds(60), "\(name)")
    #expect(claimed.notices.count == 1)
    try JSONFile.write(owner, to: layout.owner)
    _ = try claim(takeOver: true)
    #expect(time.now - start == .seconds(60), "\(name)")
    let (layout, beating) = (
      layout,
      try ownRecord {
        change(&$0)
        $0.beat += 1
      }
    )
    try JSONFile.write(owner, to: layout.owner)
    #expect(throws: RunFailure.self, "\(name)") {
      _ = try claim { elapsed in
        if elapsed == .seconds(50) { try? JSONFile.write(beating, to: layout.owner) }
      }
    }
  }

  // MARK: Journals

  private func invocation(_ epoch: Int, sealed: [Int]) throws -> Invocation {
    Invocation(
      id: try record().run, run: try record().run, epoch: Epoch(epoch),
      start: "2026-01-01T00:00:00Z",
      host: "host", workers: 1, manifest: "/m.jsonl", options: ExportOptions(), libraries: "",
      sealed: sealed)
  }

  private func commit(_ shard: Int, epoch: Int) -> RunRecord {
    .scheduled(
      .committed(
        Commit(
          Completion(
            lease: Lease(shard: ShardIndex(shard), epoch: Epoch(epoch), attempt: 1),
            report: FileStamp(
              path: "0/x.jsonl", size: 1, sha256: String(repeating: "0", count: 64)),
            counts: Tally(), skipped: 0),
          worker: "w")))
  }

  @Test
  func `commits of an older coordinator after a newer one began do not count`() throws {
    try FileSystem.makeDirectories(layout.state)
    let old = try RunJournal(layout.journal(Epoch(1)))
    try old.add(.started(try invocation(1, sealed: [])))
    try old.add(commit(0, epoch: 1))
    let sealed = try #require(try RunHistory.read(layout)).sealed
    #expect(sealed.count == 1)
    let new = try RunJournal(layout.journal(Epoch(2)))
    try new.add(.started(try invocation(2, sealed: sealed)))
    // It was thought dead, and wakes.
    try old.add(commit(1, epoch: 1))
    try new.add(commit(2, epoch: 2))
    try old.add(commit(3, epoch: 1))
    let history = try #require(try RunHistory.read(layout))
    #expect(history.commits.keys.sorted() == [ShardIndex(0), ShardIndex(2)])
    #expect(history.past.count == 2)
  }
}
