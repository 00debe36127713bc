import Dataset
import Scheduling

/// A scheduler on a table: workers that say what the test wants, and a clock that it turns.
struct Bench {
  static let run = RunID("0123456789abcdef0123456789abcdef")

  var scheduler: Scheduler
  var now = 0
  var last: [Action] = []
  /// Everything that was to be journalled.
  var records: [JournalRecord] = []
  var sequence = 0
  /// The key of each worker; none without.
  var keys: [Int: String] = [:]

  init?(
    shards: [Int], splits: [SplitEvents?]? = nil, limits: Limits = Limits(), epoch: Int = 1,
    history: [JournalRecord] = []
  ) {
    guard let run = Self.run else { return nil }
    let requirements = Requirements(
      run: run, build: "b", libraries: "l", options: "o", manifestSize: 9,
      manifestSHA256: "m", job: Job(description: "{}"))
    scheduler = Scheduler(
      shardEvents: shards, shardSplits: splits, requirements: requirements, limits: limits,
      epoch: Epoch(epoch), history: history, seed: 1, now: Tick(0))
  }

  mutating func tell(_ stimulus: Stimulus) {
    last = scheduler.handle(stimulus, at: Tick(now))
    for action in last {
      if case .journal(let sequence, let record) = action {
        self.sequence = sequence
        records.append(record)
      }
    }
  }

  mutating func say(_ worker: Int, _ message: WorkerMessage) {
    tell(
      .received(
        Connection(worker), key: keys[worker] ?? "",
        FromWorker(incarnation: Incarnation(UInt64(worker)), message: message)))
  }

  mutating func join(
    _ worker: Int, slots: Int = 1, build: String = "b", host: String? = nil, key: String? = nil
  ) {
    keys[worker] = key
    let proof = Proof(
      run: Self.run?.hex ?? "", options: "o", manifestSize: 9, manifestSHA256: "m")
    say(
      worker,
      .hello(
        Hello(
          worker: "w\(worker)", host: host ?? "h\(worker)", pid: 1, slots: slots, build: build,
          libraries: "l", proof: proof)))
  }

  /// Lets time pass in steps short enough to be believed, until something is granted.
  mutating func wait(
    _ seconds: Int, working: [(worker: Int, lease: Lease)] = [], idle: [Int] = []
  ) {
    for step in 0..<seconds {
      now += 1000
      for worker in idle {
        say(worker, .heartbeat(Heartbeat(number: step, freeSlots: 1, leases: [])))
        if !grants.isEmpty { return }
      }
      for (worker, lease) in working {
        let progress = LeaseProgress(lease: lease, running: true, events: 0, beat: now)
        say(worker, .heartbeat(Heartbeat(number: step, freeSlots: 0, leases: [progress])))
      }
      tell(.tick)
      if !grants.isEmpty { return }
    }
  }

  mutating func finish(
    _ worker: Int, _ lease: Lease, events: Int, skipped: Int = 0, digest: Character = "a"
  ) {
    var counts = Tally()
    counts.totalEvents = events
    counts.skipped[.quarantined] = skipped
    counts.slicedEvents = events - skipped
    let report = FileStamp(
      path: "r/\(lease.name)", size: 1, sha256: String(repeating: digest, count: 64))
    say(worker, .done(Completion(lease: lease, report: report, counts: counts, skipped: skipped)))
  }

  /// Shards with an event that was quarantined.
  var quarantined: Set<ShardIndex> {
    Set(records.compactMap { if case .quarantined(let record) = $0 { record.shard } else { nil } })
  }

  var messages: [CoordinatorMessage] {
    last.compactMap { if case .send(_, let envelope) = $0 { envelope.message } else { nil } }
  }

  var grants: [Grant] {
    messages.compactMap { if case .grant(let grant) = $0 { grant } else { nil } }
  }
}
