import Dataset
import Scheduling
import Testing

/// The weight of one key's word while others can be asked.
struct KeyTests {
  /// Workers 1 and 2 go by one key and two host names; worker 3 has another key.
  private func bench(shards: [Int], honest: Bool = true, limits: Limits = Limits()) throws -> Bench
  {
    var bench = try #require(Bench(shards: shards, limits: limits))
    bench.join(1, host: "one", key: "bad")
    bench.join(2, host: "two", key: "bad")
    if honest { bench.join(3, host: "one", key: "good") }
    return bench
  }

  @Test
  func `strikes count against the failing key, even if it uses another's host name`() throws {
    var bench = try bench(shards: Array(repeating: 3, count: 12))
    live(&bench, failing: [1, 2], kind: .outputFailed)
    #expect(excluded(bench) == ["one (bad)", "two (bad)"])
    #expect(bench.scheduler.outcome == .complete(quarantined: 0))
  }

  @Test(arguments: [FailureClass.crash, .deadline, .memory, .inputUnreachable])
  func `two hosts of one key quarantine nothing that another key renders`(kind: FailureClass) throws
  {
    var bench = try bench(shards: Array(repeating: 3, count: 12))
    live(&bench, failing: [1, 2], kind: kind)
    #expect(bench.quarantined == [])
    #expect(bench.scheduler.outcome == .complete(quarantined: 0))
  }

  @Test(arguments: [FailureClass.crash, .deadline, .memory, .inputUnreachable])
  func `a key without a success quarantines nothing within ten minutes`(
    kind: FailureClass
  ) throws {
    var bench = try bench(shards: [3, 3, 3], honest: false)
    live(&bench, failing: [1, 2], kind: kind, until: 500_000)
    #expect(bench.quarantined == [])
    bench.join(3, host: "three", key: "good")
    live(&bench, failing: [1, 2], kind: kind)
    #expect(bench.scheduler.outcome == .complete(quarantined: 0))
  }

  @Test(arguments: [FailureClass.crash, .inputUnreachable])
  func `if there is only one key, its word quarantines an event in the end`(
    kind: FailureClass
  ) throws {
    var bench = try bench(shards: [3], honest: false)
    live(&bench, failing: [1, 2], kind: kind)
    #expect(bench.scheduler.outcome == .complete(quarantined: 1))
    #expect(bench.now >= 600_000)
  }

  @Test
  func `two keys quarantine an event even without a success on either`() throws {
    var bench = try bench(shards: [3])
    live(&bench, failing: [1, 2, 3], kind: .crash)
    #expect(bench.scheduler.outcome == .complete(quarantined: 1))
    #expect(bench.now < 300_000)
  }

  @Test(arguments: [
    FailureClass.nameRefused, .outputReadOnly, .fileTooLarge, .outputFull, .broken, .killed,
  ])
  func `one key does not end a run whose shards another can render`(kind: FailureClass) throws {
    var limits = Limits()
    limits.lossesPerShard = 5
    limits.patience = .seconds(60)
    var bench = try bench(shards: Array(repeating: 3, count: 12), limits: limits)
    live(&bench, failing: [1, 2], kind: kind)
    #expect(bench.scheduler.outcome == .complete(quarantined: 0))
  }

  @Test
  func `the word of two keys about the output ends the run`() throws {
    var bench = try bench(shards: [3, 3, 3])
    live(&bench, failing: [1, 2, 3], kind: .nameRefused)
    #expect(bench.scheduler.outcome == .outputImpossible(.nameRefused, words: ""))
  }

  @Test
  func `hosts that have gone without a failure leave room for others`() throws {
    var limits = Limits()
    limits.workers = 10
    var bench = try #require(Bench(shards: [3], limits: limits))
    for name in 0..<1000 {
      bench.tell(.disconnected(Connection(1)))
      bench.join(1, host: "host \(name)", key: "bad")
    }
    bench.join(2, host: "new", key: "good")
    #expect(bench.messages.contains { if case .welcome = $0 { true } else { false } })
  }

  @Test
  func `hosts that failed and have gone leave room for others if the table is full`() throws {
    var limits = Limits()
    limits.workers = 10
    var bench = try #require(Bench(shards: Array(repeating: 3, count: 100), limits: limits))
    for name in 0..<50 {
      bench.tell(.disconnected(Connection(1)))
      bench.join(1, host: "host \(name)", key: "bad")
      let lease = try #require(bench.grants.first?.lease)
      bench.say(1, .failed(Failure(lease: lease, kind: .outputFailed)))
    }
    bench.join(2, host: "new", key: "good")
    #expect(bench.messages.contains { if case .welcome = $0 { true } else { false } })
    #expect(bench.scheduler.validate() == [])
  }

  private func excluded(_ bench: Bench) -> [String] {
    bench.scheduler.snapshot(at: Tick(bench.now)).excluded.map(\.host).sorted()
  }

  /// Turns of a second until the run is over, or an hour has passed: every worker ends its first lease,
  /// those that are `failing` with a failure of the first event.
  private func live(
    _ bench: inout Bench, failing: Set<Int>, kind: FailureClass, until end: Int = 3_600_000
  ) {
    while bench.scheduler.outcome == nil, bench.now < end {
      for worker in bench.scheduler.snapshot(at: Tick(bench.now)).workers {
        let number = Int(worker.name.dropFirst()) ?? 0
        if let row = worker.leases.first {
          let lease = Lease(shard: row.shard, epoch: Epoch(1), attempt: row.attempt)
          let skipped = bench.quarantined.contains(row.shard) ? 1 : 0
          if failing.contains(number), skipped == 0 {
            let failure = Failure(
              lease: lease, kind: kind, positions: [0], root: "/data",
              rootReadable: kind == .inputUnreachable ? true : nil)
            bench.say(number, .failed(failure))
          } else {
            bench.finish(number, lease, events: 3, skipped: skipped)
          }
        }
        bench.say(number, .heartbeat(Heartbeat(number: bench.now, freeSlots: 1, leases: [])))
      }
      bench.now += 1000
      bench.tell(.journalDurable(upTo: bench.sequence))
      bench.tell(.tick)
    }
  }
}
