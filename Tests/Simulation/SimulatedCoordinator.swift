import Dataset
import Scheduling

/// A coordinator process: the shipped scheduler, its journal's disk, and the sockets it knows.
struct SimulatedCoordinator {
  static let run: RunID = {
    guard let run = RunID("0123456789abcdef0123456789abcdef") else {
      preconditionFailure("32 hexadecimal digits are a run id")
    }
    return run
  }()

  static let requirements = Requirements(
    run: run, build: "build", libraries: "libraries", options: "options", manifestSize: 1000,
    manifestSHA256: String(repeating: "0", count: 64), job: Job(description: "{}"))

  var scheduler: Scheduler?
  var isAlive: Bool { scheduler != nil }
  var isPaused = false
  var deferred: [World.Happening] = []
  var life = 0
  var epoch = 0
  var wakeAt = -1
  var journal = SimulatedJournal()
  var syncIsUnderWay = false
  var journalHasFailed = false
  var nextConnection = 0
  var sockets: [Int: (place: Int, socket: Int, incarnation: Incarnation)] = [:]
  /// True if another coordinator has begun an epoch after it.
  var isSuperseded = false
  /// When the operator asked it to stop, by its own waking time.
  var drainAsked: Int?
  var watch = LeaseWatch()
  var ledger = GrantLedger()
  var hosts = HostWatch()
  var clock: SimulatedClock
  let seed: UInt64

  init(_ seed: UInt64, _ clock: SimulatedClock) {
    self.seed = seed
    self.clock = clock
  }
}

/// A journal on a disk that keeps what was synced, and of the rest a prefix as long as it likes: a
/// record torn in the middle is cut off by the reader, which has tests of its own for every byte.
struct SimulatedJournal {
  private(set) var records: [JournalRecord] = []
  private(set) var sequences: [Int] = []
  private(set) var synced = 0
  /// The report of each shard whose commit is durable; looked up, never walked.
  private(set) var committedPath: [Int: String] = [:]

  mutating func append(_ record: JournalRecord, sequence: Int) {
    records.append(record)
    sequences.append(sequence)
  }

  /// The sequence number of the last record within `count`, now durable.
  mutating func sync(_ count: Int) -> Int {
    while synced < count {
      index(records[synced])
      synced += 1
    }
    return sequences[synced - 1]
  }

  private mutating func index(_ record: JournalRecord) {
    switch record {
    case .committed(let commit):
      committedPath[commit.shard.number] = commit.completion.report.path
    case .withdrawn(let withdrawal): committedPath[withdrawal.shard.number] = nil
    case .quarantined, .released: break
    }
  }

  mutating func crash(keeping: Int) {
    let kept = min(synced + keeping, records.count)
    records.removeLast(records.count - kept)
    sequences.removeLast(sequences.count - kept)
    while synced < kept {
      index(records[synced])
      synced += 1
    }
  }
}

extension Scheduler {
  /// The facts that are checked after every step.
  ///
  /// Mutating, so that it is read in place: taking it out would count a reference of each of its tables, which was a
  /// third of a small world's time.
  mutating func look() -> (faults: [String], deadline: Tick) { (quickFaults(), nextDeadline) }
}

extension World {
  func startCoordinator() {
    coordinator.life += 1
    coordinator.epoch += 1
    coordinator.isPaused = false
    coordinator.deferred = []
    coordinator.sockets = [:]
    coordinator.syncIsUnderWay = false
    coordinator.journalHasFailed = false
    coordinator.wakeAt = -1
    coordinator.drainAsked = nil
    dead = []
    let begun = coordinator.clock.tick(at: now)
    coordinator.watch = LeaseWatch(now: begun.milliseconds, isKept: options.size == .small)
    coordinator.ledger = GrantLedger()
    coordinator.hosts = HostWatch()
    let history = coordinator.journal.records
    coordinator.scheduler = Scheduler(
      shardEvents: oracle.shardEvents, requirements: SimulatedCoordinator.requirements,
      limits: limits, epoch: Epoch(coordinator.epoch), history: history,
      nextSequence: (coordinator.journal.sequences.last ?? 0) + 1,
      seed: coordinator.seed ^ UInt64(coordinator.life), now: begun)
    checks.restarted(coordinator.journal, epoch: coordinator.epoch, self)
    trace.add(now, "coordinator starts, epoch \(coordinator.epoch), \(history.count) records")
    tell(.tick)
  }

  func crashCoordinator() {
    guard coordinator.isAlive, outcome == nil else { return }
    let unsynced = coordinator.journal.records.count - coordinator.journal.synced
    coordinator.journal.crash(keeping: generator.below(unsynced + 1))
    coordinator.scheduler = nil
    trace.add(now, "coordinator dies")
    queue.add(.coordinatorStarts, at: now + 500 + generator.below(20_000))
  }

  func wakeCoordinator() {
    coordinator.wakeAt = -1
    guard coordinator.isAlive, !coordinator.isPaused else { return }
    tell(.tick)
  }

  func resumeCoordinator() {
    guard coordinator.isPaused else { return }
    trace.add(now, "coordinator goes on")
    coordinator.isPaused = false
    let deferred = coordinator.deferred
    coordinator.deferred = []
    for happening in deferred where !isGone(happening) { queue.add(happening, at: now) }
    // The sockets first, the clock afterwards.
    coordinator.wakeAt = now + 1
    queue.add(.coordinatorWakes(life: coordinator.life, at: now + 1), at: now + 1)
  }

  /// True if a message was sent through a socket that its peer has closed since: it may be lost.
  private func isGone(_ happening: Happening) -> Bool {
    guard case .toCoordinator(let place, let socket, _, _) = happening else { return false }
    return workers[place].socket != socket && generator.below(2) == 0
  }

  func journalSynced(_ count: Int) {
    guard coordinator.isAlive else { return }
    if coordinator.isPaused {
      return coordinator.deferred.append(.journalSynced(life: coordinator.life, count: count))
    }
    coordinator.syncIsUnderWay = false
    // Looked for before every sync: a later epoch's journal.
    if coordinator.isSuperseded { return leaveCoordinator() }
    if options.has(.slowJournal), !isHealed, generator.below(200) == 0 {
      // A failed sync is never tried again: the coordinator stops and restarts from the durable records.
      coordinator.journalHasFailed = true
      return tell(.journalFailed("no room"))
    }
    let sequence = coordinator.journal.sync(count)
    tell(.journalDurable(upTo: sequence))
    syncJournal()
  }

  private func syncJournal() {
    let count = coordinator.journal.records.count
    guard !coordinator.syncIsUnderWay, !coordinator.journalHasFailed,
      count > coordinator.journal.synced
    else { return }
    coordinator.syncIsUnderWay = true
    var delay = 3 + generator.below(10)
    if options.has(.slowJournal), !isHealed, generator.below(20) == 0 {
      delay += generator.below(10_000)
    }
    queue.add(.journalSynced(life: coordinator.life, count: count), at: now + delay)
  }

  /// Feeds the scheduler and does what it asks.
  func tell(_ stimulus: Stimulus) {
    let tick = coordinator.clock.tick(at: now)
    coordinator.watch.advance(
      to: tick.milliseconds, atMost: limits.elapsedPerCall.milliseconds)
    guard let actions = coordinator.scheduler?.handle(stimulus, at: tick) else { return }
    coordinator.watch.hear(stimulus, actions)
    account(stimulus, actions)
    if case .journalDurable = stimulus {
      // There are as many acknowledgements as records.
    } else {
      check(actions.count <= 64 * 8 + 3 * workers.count, "\(actions.count) actions at once")
    }
    for action in actions { perform(action) }
    syncJournal()
    guard let needed = coordinator.scheduler?.look().deadline else { return }
    let next = coordinator.clock.moment(of: needed)
    // Real loops do not wake more often than every few milliseconds either.
    let soonest = now + (options.size == .huge ? 20 : 1)
    let deadline = max(next, soonest)
    if deadline < Int.max, coordinator.wakeAt < 0 || deadline < coordinator.wakeAt {
      coordinator.wakeAt = deadline
      queue.add(.coordinatorWakes(life: coordinator.life, at: deadline), at: deadline)
    }
  }

  private func perform(_ action: Action) {
    switch action {
    case .send(let connection, let envelope):
      checks.sent(envelope, to: connection, self)
      if case .grant(let grant) = envelope.message {
        let owner = coordinator.sockets[connection.number]?.incarnation
        // Looks are far apart: it may have had work in between, and failed at it.
        if let place = coordinator.sockets[connection.number]?.place {
          workers[place].idleSince = nil
        }
        checkSilence(of: owner, grant.lease)
        coordinator.watch.granted(grant.lease, owner)
      }
      post(envelope, to: connection)
    case .journal(let sequence, let record):
      checks.recorded(record, self)
      coordinator.journal.append(record, sequence: sequence)
    case .status, .disconnect: break
    case .report(let notice): take(notice)
    case .finished(let outcome): finished(outcome)
    }
  }

  private func take(_ notice: Notice) {
    trace.add(now, "\(notice)")
    switch notice {
    case .nondeterminism:
      check(options.has(.liars), "reports differ without a liar")
    case .expired(let lease, _):
      let age = coordinator.watch.ended(lease)
      check(
        age.map { $0 >= limits.lease.milliseconds } ?? true,
        "\(lease.name) expires \(age ?? 0) ms after a sign of life")
    case .narrowing(let shard, _):
      check(
        oracle.harms[shard.number] != nil || options.hasSickHost || options.ending == .broken,
        "\(shard) is narrowed, and harmless")
    case .failed(let failure, _, let host) where failure.kind == .deadline:
      checkHung(failure, on: host)
    case .refused: fail("\(notice)")
    case .stuck:
      check(options.ending != .complete || coordinator.isSuperseded, "\(notice)")
    default: break
    }
  }

  private func finished(_ outcome: Outcome) {
    trace.add(now, "finished: \(outcome)")
    // A replaced coordinator's view of its remaining workers says nothing about the run.
    if coordinator.isSuperseded { return }
    if outcome == .interrupted { return finishedDraining() }
    if case .journalFailed = outcome {
      check(coordinator.journalHasFailed, "the journal is well")
      return restartSoon()
    }
    self.outcome = outcome
    outcomeAt = now
    if case .complete(let quarantined) = outcome, !isDoomed(.broken) {
      check(
        quarantined == oracle.quarantined,
        "\(quarantined) events quarantined, not \(oracle.quarantined)")
    } else {
      check(mayEnd(as: outcome), "the run ended as \(outcome)")
    }
  }
}
