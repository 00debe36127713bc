import Dataset
import Scheduling
import Testing

/// Hosts that hang or crash while others do not.
struct HostTests {
  @Test(arguments: [FailureClass.deadline, .crash])
  func `a host that fails at what others render is excluded, and no event is quarantined`(
    kind: FailureClass
  ) throws {
    var bench = try #require(Bench(shards: Array(repeating: 3, count: 12)))
    bench.join(1)
    bench.join(2)
    live(&bench, failing: [1], kind: kind)
    #expect(snapshot(bench).excluded.map(\.host) == ["h1"])
    #expect(bench.scheduler.outcome == .complete(quarantined: 0))
  }

  @Test(arguments: [FailureClass.nameRefused, .outputReadOnly, .fileTooLarge])
  func `an output that can never take a clip ends the run at once, without a strike for a host`(
    kind: FailureClass
  ) throws {
    var bench = try #require(Bench(shards: [3, 3]))
    bench.join(1)
    let lease = try #require(bench.grants.first?.lease)
    bench.say(1, .failed(Failure(lease: lease, kind: kind, words: "could not")))
    #expect(bench.scheduler.outcome == .outputImpossible(kind, words: "could not"))
    #expect(bench.messages.contains(.drain))
    #expect(bench.scheduler.validate() == [])
  }

  @Test(arguments: [FailureClass.outputReadOnly, .fileTooLarge])
  func `a host that may not write is excluded if another may`(kind: FailureClass) throws {
    var bench = try #require(Bench(shards: Array(repeating: 3, count: 12)))
    bench.join(1)
    bench.join(2)
    live(&bench, failing: [1], kind: kind)
    #expect(snapshot(bench).excluded.map(\.host) == ["h1"])
    #expect(bench.scheduler.outcome == .complete(quarantined: 0))
  }

  @Test
  func `a refused name is refused on every host`() throws {
    var bench = try #require(Bench(shards: Array(repeating: 3, count: 12)))
    bench.join(1)
    bench.join(2)
    let row = try #require(snapshot(bench).workers.last?.leases.first)
    let lease = Lease(shard: row.shard, epoch: Epoch(1), attempt: row.attempt)
    bench.say(2, .failed(Failure(lease: lease, kind: .nameRefused, words: "too long")))
    #expect(bench.scheduler.outcome == .outputImpossible(.nameRefused, words: "too long"))
  }

  /// Two hosts with work for both, the first of which was excluded since it hung.
  private func benchWithoutFirstHost() -> Bench? {
    guard var bench = Bench(shards: Array(repeating: 3, count: 60)) else { return nil }
    bench.join(1)
    bench.join(2)
    while snapshot(bench).excluded.isEmpty, bench.now < 600_000 {
      turn(&bench, failing: [1], kind: .deadline, leasesOfEach: 1)
    }
    #expect(snapshot(bench).excluded.map(\.host) == ["h1"])
    return bench
  }

  @Test
  func `shards that wait on an excluded host go to others at once`() throws {
    let bench = try #require(benchWithoutFirstHost())
    let worker = try #require(snapshot(bench).workers.first)
    #expect(worker.state == "excluded")
    #expect(worker.leases.isEmpty)
  }

  @Test
  func `hosts are cleared if the event hangs on each of them`() throws {
    var bench = try #require(Bench(shards: Array(repeating: 3, count: 6)))
    bench.join(1)
    bench.join(2)
    live(&bench, failing: [1, 2], kind: .deadline, shards: 0..<4)
    #expect(snapshot(bench).excluded.isEmpty)
    #expect(bench.scheduler.outcome == .complete(quarantined: 4))
  }

  @Test
  func `an event that hangs on the only host is quarantined after two hangs alone`() throws {
    var bench = try #require(Bench(shards: [3, 3]))
    bench.join(1)
    live(&bench, failing: [1], kind: .deadline, shards: 1..<2)
    #expect(snapshot(bench).excluded.isEmpty)
    #expect(snapshot(bench).retries.failures == 3)
    #expect(bench.scheduler.outcome == .complete(quarantined: 1))
  }

  @Test
  func `an outdone host works again when the others are gone`() throws {
    var bench = try #require(benchWithoutFirstHost())
    bench.tell(.disconnected(Connection(2)))
    bench.wait(120, idle: [1])
    #expect(!bench.grants.isEmpty)
    #expect(snapshot(bench).excluded.isEmpty)
    #expect(bench.scheduler.outcome == nil)
  }

  @Test
  func `an excluded host tries an event before the word of one other quarantines it`() throws {
    var bench = try #require(benchWithoutFirstHost())
    live(&bench, failing: [2], kind: .deadline)
    #expect(snapshot(bench).excluded.map(\.host) == ["h2"])
    #expect(bench.scheduler.outcome == .complete(quarantined: 0))
  }

  @Test
  func `an event is quarantined on the word of one host once the other hosts have gone`()
    throws
  {
    var bench = try #require(benchWithoutFirstHost())
    while !snapshot(bench).excluded.isEmpty, bench.now < 600_000 {
      turn(&bench, failing: [2], kind: .crash, leasesOfEach: 1)
    }
    #expect(bench.quarantined.isEmpty)
    bench.tell(.disconnected(Connection(1)))
    while bench.quarantined.isEmpty, bench.now < 600_000 {
      turn(&bench, failing: [2], kind: .crash, leasesOfEach: 1)
    }
    #expect(bench.quarantined.count == 1)
  }

  @Test
  func `at most half of the hosts are excluded because others did better`() throws {
    var bench = try #require(Bench(shards: Array(repeating: 3, count: 40)))
    for worker in 1...3 { bench.join(worker) }
    live(&bench, failing: [1, 2], kind: .deadline)
    #expect(snapshot(bench).excluded.count == 1)
  }

  @Test
  func `a shard whose renderer was killed is tried on another host`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    let lease = try #require(bench.grants.first?.lease)
    bench.join(2)
    bench.say(1, .failed(Failure(lease: lease, kind: .killed, signal: 9)))
    if bench.grants.isEmpty { bench.wait(10, idle: [1, 2]) }
    #expect(snapshot(bench).workers.map(\.leases.count) == [0, 1])
  }

  @Test
  func `a lease that waits to its end on a worker that talks is a strike for its host`() throws {
    var bench = try #require(Bench(shards: Array(repeating: 3, count: 60)))
    bench.join(1)
    bench.join(2)
    let stuck = snapshot(bench).workers[0].leases.map {
      LeaseProgress(
        lease: Lease(shard: $0.shard, epoch: Epoch(1), attempt: $0.attempt), running: false,
        events: 0, beat: 0)
    }
    #expect(stuck.count == 3)
    for number in 1...40 where snapshot(bench).excluded.isEmpty {
      bench.now += 1000
      bench.say(1, .heartbeat(Heartbeat(number: number, freeSlots: 0, leases: stuck)))
      bench.say(2, .heartbeat(Heartbeat(number: number, freeSlots: 0, leases: [])))
      bench.tell(.tick)
    }
    #expect(snapshot(bench).excluded.map(\.host) == ["h1"])
  }

  @Test
  func `a shard that failed on a host gets no second copy there`() throws {
    var limits = Limits()
    limits.slowAtFirst = .seconds(35)
    var bench = try #require(Bench(shards: [3], limits: limits))
    bench.join(1)
    let first = try #require(bench.grants.first?.lease)
    bench.join(2)
    bench.wait(100, working: [(1, first)], idle: [2])
    let copy = try #require(bench.grants.first?.lease)
    bench.say(2, .failed(Failure(lease: copy, kind: .crash, signal: 11)))
    bench.wait(100, working: [(1, first)], idle: [2])
    #expect(bench.grants.isEmpty)
  }

  @Test
  func `halves of a shard are not tried for ever if another host's word was refuted`() throws {
    var limits = Limits()
    // Its host stays in, as when the strikes lie far apart.
    limits.strikesPerNode = 1000
    var bench = try #require(Bench(shards: [8], limits: limits))
    bench.join(1)
    bench.join(2)
    var attempts = 0
    while bench.quarantined.isEmpty, attempts < 60 {
      if bench.grants.isEmpty { bench.wait(120, idle: [1, 2]) }
      let grant = try #require(bench.grants.first)
      let holder = try #require(snapshot(bench).workers.first { !$0.leases.isEmpty }?.name)
      attempts += 1
      let part = grant.narrowed ?? 0..<8
      if holder == "w2" {
        // Its storage hangs.
        let hung = Failure(lease: grant.lease, kind: .deadline, positions: [part.lowerBound])
        bench.say(2, .failed(hung))
      } else if part.contains(5) {
        bench.say(1, .failed(Failure(lease: grant.lease, kind: .crash, signal: 11)))
      } else {
        bench.finish(1, grant.lease, events: part.count)
      }
    }
    let positions = bench.records.compactMap {
      if case .quarantined(let quarantine) = $0 { quarantine.positions } else { nil }
    }
    #expect(positions == [[5]], "\(attempts) attempts")
  }

  private func snapshot(_ bench: Bench) -> Snapshot {
    bench.scheduler.snapshot(at: Tick(bench.now))
  }

  /// Until the run is over, or half an hour has passed.
  private func live(
    _ bench: inout Bench, failing: Set<Int>, kind: FailureClass, shards: Range<Int>? = nil
  ) {
    while bench.scheduler.outcome == nil, bench.now < 1_800_000 {
      turn(&bench, failing: failing, kind: kind, shards: shards)
    }
  }

  /// A second in which every worker ends the first of its leases: with success, except for the first event of
  /// `shards` (or all) on those that are `failing`.
  private func turn(
    _ bench: inout Bench, failing: Set<Int>, kind: FailureClass, shards: Range<Int>? = nil,
    leasesOfEach: Int = 3
  ) {
    for worker in snapshot(bench).workers {
      let number = Int(worker.name.dropFirst()) ?? 0
      for row in worker.leases.prefix(leasesOfEach) {
        let lease = Lease(shard: row.shard, epoch: Epoch(1), attempt: row.attempt)
        let isHarmful = shards?.contains(row.shard.number) ?? true
        let isSkipped = bench.quarantined.contains(row.shard)
        if failing.contains(number), isHarmful, !isSkipped {
          bench.say(number, .failed(Failure(lease: lease, kind: kind, positions: [0])))
        } else {
          bench.finish(number, lease, events: 3, skipped: isSkipped ? 1 : 0)
        }
      }
      bench.say(number, .heartbeat(Heartbeat(number: bench.now, freeSlots: 1, leases: [])))
    }
    bench.now += 1000
    bench.tell(.journalDurable(upTo: bench.sequence))
    bench.tell(.tick)
  }
}
