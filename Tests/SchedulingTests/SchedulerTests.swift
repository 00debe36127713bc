import Dataset
import Scheduling
import Testing

struct SchedulerTests {
  @Test
  func `a result is acknowledged only when its record is durable`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    let lease = try #require(bench.grants.first?.lease)
    bench.finish(1, lease, events: 3)
    #expect(!bench.messages.contains(.acknowledged(lease)))
    bench.tell(.journalDurable(upTo: bench.sequence))
    #expect(bench.messages.contains(.acknowledged(lease)))
    #expect(bench.scheduler.outcome == .complete(quarantined: 0))
    #expect(bench.messages.contains(.finished))
  }

  @Test
  func `a late result of an expired lease is fenced`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    let old = try #require(bench.grants.first?.lease)
    bench.join(2)
    bench.wait(40)
    let new = try #require(bench.grants.first?.lease)
    #expect(new.attempt > old.attempt)
    bench.finish(1, old, events: 3)
    #expect(bench.messages == [.fenced(old)])
    #expect(bench.records.isEmpty)
  }

  @Test
  func `a lease of a worker that makes progress does not expire`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    let lease = try #require(bench.grants.first?.lease)
    bench.wait(300, working: [(1, lease)])
    #expect(bench.scheduler.snapshot(at: Tick(bench.now)).retries.expirations == 0)
  }

  @Test
  func `a coordinator that was stopped for an hour expires no lease`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    bench.now += 3_600_000
    bench.tell(.tick)
    #expect(bench.scheduler.snapshot(at: Tick(bench.now)).retries.expirations == 0)
  }

  @Test
  func `a worker of another build is refused and gets no shard`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1, build: "other")
    #expect(bench.grants.isEmpty)
    guard case .refused(let refusal) = bench.messages.first else {
      Issue.record("it was not refused")
      return
    }
    #expect(refusal.reason == .wrongBuild)
  }

  @Test
  func `a named crash is tried alone twice before the event is quarantined`() throws {
    var bench = try #require(Bench(shards: [5]))
    bench.join(1)
    bench.join(2)
    bench.say(
      1, .failed(Failure(lease: try lease(bench, 0), kind: .crash, positions: [3], signal: 11)))
    var hosts: [Range<Int>?] = []
    while bench.records.isEmpty, hosts.count < 5 {
      bench.wait(120, idle: [1, 2])
      let grant = try #require(bench.grants.first)
      hosts.append(grant.narrowed)
      let worker = try #require(holder(bench, of: grant.lease))
      bench.say(
        worker, .failed(Failure(lease: grant.lease, kind: .crash, positions: [3], signal: 11)))
    }
    guard case .quarantined(let quarantine) = bench.records.first else {
      Issue.record("nothing was quarantined")
      return
    }
    #expect(quarantine.positions == [3])
    #expect(hosts.prefix(2).allSatisfy { $0 == 3..<4 })
    bench.tell(.journalDurable(upTo: bench.sequence))
    if bench.grants.isEmpty { bench.wait(10) }
    #expect(bench.grants.first?.skip == [3])
  }

  @Test
  func `a killed renderer counts against no event, however often`() throws {
    var bench = try #require(Bench(shards: [5]))
    bench.join(1)
    var current = try lease(bench, 0)
    for _ in 0..<10 {
      bench.say(1, .failed(Failure(lease: current, kind: .killed, positions: [2], signal: 9)))
      if bench.grants.isEmpty { bench.wait(120, idle: [1]) }
      let grant = try #require(bench.grants.first)
      #expect(grant.narrowed == nil)
      current = grant.lease
    }
    #expect(bench.records.isEmpty)
  }

  @Test
  func `a second, different report of a committed shard raises the alarm`() throws {
    var bench = try #require(Bench(shards: [3, 3]))
    bench.join(1)
    let lease = try lease(bench, 0)
    bench.finish(1, lease, events: 3)
    bench.finish(1, lease, events: 3, digest: "b")
    #expect(bench.scheduler.snapshot(at: Tick(bench.now)).retries.nondeterministic == 1)
  }

  private func lease(_ bench: Bench, _ index: Int) throws -> Lease {
    let rows = bench.scheduler.snapshot(at: Tick(bench.now)).workers.flatMap(\.leases)
    let row = try #require(rows.dropFirst(index).first)
    return Lease(shard: row.shard, epoch: Epoch(1), attempt: row.attempt)
  }

  private func holder(_ bench: Bench, of lease: Lease) -> Int? {
    let workers = bench.scheduler.snapshot(at: Tick(bench.now)).workers
    let holder = workers.first { $0.leases.contains { $0.shard == lease.shard } }
    return holder.flatMap { Int($0.name.dropFirst()) }
  }

  @Test
  func `a drain without leases ends at once`() throws {
    var bench = try #require(Bench(shards: [3, 3]))
    bench.tell(.drain)
    #expect(bench.last.contains(.finished(.interrupted)))
  }

  @Test
  func `a drain waits until the last lease is given back`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    let lease = try #require(bench.grants.first?.lease)
    bench.tell(.drain)
    #expect(!bench.last.contains(.finished(.interrupted)))
    bench.say(1, .goodbye(Goodbye(returned: [lease], leaving: false)))
    #expect(bench.last.contains(.finished(.interrupted)))
  }

  @Test
  func `events of a split are left until the record of their shard is durable, and again after it`()
    throws
  {
    let splits = [
      SplitEvents(train: 4, val: 1), SplitEvents(train: 3), SplitEvents(train: 8, val: 9),
    ]
    var bench = try #require(Bench(shards: [6, 3, 20], splits: splits))
    bench.join(1)
    let leases = try (0..<2).map { try lease(bench, $0) }
    #expect(left(bench) == SplitEvents(train: 15, val: 10))
    bench.finish(1, leases[0], events: 6)
    let first = bench.sequence
    bench.finish(1, leases[1], events: 3)
    #expect(left(bench) == SplitEvents(train: 15, val: 10))
    bench.tell(.journalDurable(upTo: first))
    #expect(left(bench) == SplitEvents(train: 11, val: 9))
    bench.tell(.journalDurable(upTo: bench.sequence))
    #expect(left(bench) == SplitEvents(train: 8, val: 9))
    let next = try #require(
      Bench(shards: [6, 3, 20], splits: splits, epoch: 2, history: bench.records))
    #expect(left(next) == SplitEvents(train: 8, val: 9))
    bench.tell(.reportLost(ShardIndex(0), Tally()))
    #expect(left(bench) == SplitEvents(train: 12, val: 10))
  }

  @Test
  func `the rest of the splits is unknown while a shard of an older plan is unfinished`() throws {
    var bench = try #require(Bench(shards: [3, 5], splits: [nil, SplitEvents(train: 5)]))
    bench.join(1)
    #expect(left(bench) == nil)
    bench.finish(1, try lease(bench, 0), events: 3)
    bench.tell(.journalDurable(upTo: bench.sequence))
    #expect(left(bench) == SplitEvents(train: 5))
  }

  private func left(_ bench: Bench) -> SplitEvents? {
    bench.scheduler.snapshot(at: Tick(bench.now)).splitsLeft
  }
}
