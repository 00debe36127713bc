package import Dataset

/// Hands shards to workers as leases and takes results, as a pure value.
///
/// It knows no clock, socket or file: events come in with the time, and actions go out. It never throws and never
/// blocks. It promises that a shard is committed once, only by a lease in force; that an acknowledgement goes out
/// only when the record is durable; that no lease is ever granted twice; and that every shard ends committed, or the
/// run ends with an outcome that says why.
package struct Scheduler: Sendable {
  /// Work has paused at `since` because there is no room; one shard at a time finds out if there is room again.
  struct Pause: Sendable {
    var since: Tick
    /// The time when a host last found no room.
    var latest: Tick
    var nextTrial: Tick
    var trials = 0
    var words: String
    /// Hosts that found no room.
    var saidBy: [Int] = []
  }

  /// A root that could not be read.
  struct RootTrouble: Sendable {
    var root: String
    var since: Tick
    var latest: Tick
    /// Hosts that could not read it.
    var nodes: [Int]
  }

  /// A record that is not durable yet.
  struct Pending: Sendable {
    var sequence: Int
    var record: JournalRecord
    /// The worker to which the commit is acknowledged.
    var place: Int
    var generation: UInt32
  }

  let requirements: Requirements
  let limits: Limits
  let epoch: Epoch
  var generator: SeededGenerator
  var actions: [Action] = []

  var shards: ShardTable
  var leases = LeaseTable()
  /// The slot of a shard's second lease; looked up, never walked.
  var second: [Int: Int] = [:]
  var workers = WorkerTable()
  var nodes = NodeTable()
  var troubles: [Int: Trouble] = [:]
  var timers = TimerHeap()
  /// The first shard that may never have been granted; earlier ones come back through `retries`.
  var fresh = 0
  var retries = Fifo<Int>()
  /// Workers that want shards.
  var line = Fifo<Int>()

  var pending = Fifo<Pending>()
  var nextSequence: Int
  var counts = Tally()
  /// Events of shards done before whose rows no longer count, since others replace them.
  private var eventsReplaced = 0

  /// Follows the driver's clock, but never by more than `elapsedPerCall` at once.
  var time: Tick
  var driverTime: Tick
  var lastProgress: Tick
  var workerless: Tick?
  var nextSpeculation: Tick
  var durations: [Int] = []
  var durationsAt = 0
  var speculating = 0
  var pause: Pause?
  var roots: [RootTrouble] = []
  var crashesInRow = 0
  /// The time since which every host with a worker is excluded.
  var excludedSince: Tick?
  var toldWorkerless = false
  var draining: Tick?
  /// The outcome, once there is one.
  package private(set) var outcome: Outcome?

  var retryCounts = Snapshot.Retries()
  var quarantinedEvents = 0
  var quarantined: [Quarantine] = []
  var refusals: [Snapshot.Refused] = []

  /// A scheduler that continues from the journal's records.
  ///
  /// - Parameters:
  ///   - shardEvents: Events of each shard of the plan, in plan order; up to a million shards.
  ///   - shardPositions: Positions of each shard, if it has more of them than events.
  ///   - shardSplits: Events of each shard per split, nil for one whose plan does not state them; for snapshots
  ///     alone.
  ///   - requirements: The requirements for workers.
  ///   - limits: Those of the run.
  ///   - epoch: Higher than that of any coordinator before.
  ///   - history: The journal's records, in order; those of shards outside the plan are ignored.
  ///   - standing: The sum of the shards done before, if rows of some replace those of others; nil for the sum of the
  ///     counts in their commits.
  ///   - nextSequence: The sequence number of the first record it will ask for.
  ///   - seed: For the jitter of back-offs.
  ///   - now: The driver's clock.
  package init(
    shardEvents: [Int], shardPositions: [Int]? = nil, shardSplits: [SplitEvents?]? = nil,
    requirements: Requirements, limits: Limits = Limits(), epoch: Epoch,
    history: some Sequence<JournalRecord>, standing: Tally? = nil, nextSequence: Int = 1,
    seed: UInt64, now: Tick
  ) {
    self.requirements = requirements
    self.limits = limits
    self.epoch = epoch
    self.nextSequence = nextSequence
    generator = SeededGenerator(seed: seed)
    shards = ShardTable(events: shardEvents, positions: shardPositions, splits: shardSplits)
    time = now
    driverTime = now
    lastProgress = now
    workerless = now
    nextSpeculation = now
    replay(history)
    if let standing { stand(at: standing) }
  }

  private mutating func stand(at standing: Tally) {
    let committed = (0..<shards.count).reduce(0) { sum, shard in
      sum + (shards.states[shard] == .done ? Int(shards.events[shard]) : 0)
    }
    counts = standing
    eventsReplaced = committed - standing.totalEvents
  }

  /// Events of the whole run, each once.
  var eventsTotal: Int { shards.eventsTotal - eventsReplaced }

  /// Takes an event and returns the actions to perform, in order.
  ///
  /// Feed all messages that wait in the sockets before a `tick`: leases expire at ticks only.
  package mutating func handle(_ stimulus: Stimulus, at now: Tick) -> [Action] {
    advance(to: now)
    switch stimulus {
    case .received(let connection, let key, let envelope):
      receive(envelope, on: connection, key: key)
    case .claimed(let connection, let lease): extend(lease, of: connection)
    case .sendFailed(let connection, let lease):
      if let place = workers.place(at: connection) { workers.unbind(place) }
      if let lease { takeBackUnsent(lease) }
    case .disconnected(let connection):
      if let place = workers.place(at: connection) { lose(place) }
    case .journalDurable(let sequence): settle(upTo: sequence)
    case .journalFailed(let words): finish(.journalFailed(words))
    case .reportLost(let shard, let counts): withdraw(shard, counts)
    case .tick: passTime()
    case .drain: drain()
    }
    distribute()
    finishWhenDone()
    finishWhenDrained()
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// The latest time at which `tick` is needed.
  package var nextDeadline: Tick {
    guard outcome == nil else { return .never }
    let needed = min(timers.first ?? .never, nextMoment)
    let wait = min(max(needed - time, .milliseconds(0)), limits.elapsedPerCall)
    return driverTime + wait
  }

  private var nextMoment: Tick {
    var needed = Tick.never
    if let pause { needed = pause.nextTrial }
    if let draining {
      let grace = time - draining < limits.drainGrace ? limits.drainGrace : limits.drainGrace * 2
      needed = min(needed, draining + grace)
    }
    if isTail, workers.count > 0 { needed = min(needed, nextSpeculation) }
    return needed
  }

  /// Advances the time: a coordinator that was stopped for a minute has not waited for its workers for a minute.
  private mutating func advance(to now: Tick) {
    let elapsed = max(now - driverTime, .milliseconds(0))
    time = time + min(elapsed, limits.elapsedPerCall)
    driverTime = max(driverTime, now)
  }

  /// Ends the run, once, and tells every worker.
  mutating func finish(_ outcome: Outcome) {
    guard self.outcome == nil else { return }
    self.outcome = outcome
    actions.append(.finished(outcome))
    for place in workers.places where workers[place].known {
      send(isComplete ? .finished : .drain, to: place)
    }
  }

  /// Takes the outcome back: a report of a finished run was lost.
  mutating func reopen() { outcome = nil }

  /// True if the run ended with every shard committed.
  var isComplete: Bool { if case .complete = outcome { true } else { false } }

  /// True while shards are granted.
  var isOpen: Bool { outcome == nil && draining == nil }

  /// True if every remaining shard is leased.
  var isTail: Bool { shards.count(.pending) == 0 && leases.count > 0 }

  mutating func send(_ message: CoordinatorMessage, to place: Int) {
    guard let connection = workers[place].connection else { return }
    send(message, on: connection)
  }

  mutating func send(_ message: CoordinatorMessage, on connection: Connection) {
    let envelope = FromCoordinator(run: requirements.run, epoch: epoch, message: message)
    actions.append(.send(connection, envelope))
  }

  /// Asks for a record; `place` is the worker to acknowledge when it is durable.
  @discardableResult
  mutating func journal(_ record: JournalRecord, for place: Int? = nil) -> Int {
    let sequence = nextSequence
    nextSequence += 1
    let generation = place.map { workers[$0].generation } ?? 0
    pending.append(
      Pending(sequence: sequence, record: record, place: place ?? -1, generation: generation))
    actions.append(.journal(sequence: sequence, record))
    return sequence
  }
}

/// First in, first out, without moving the elements that wait.
struct Fifo<Element: Sendable>: Sendable {
  private var items: [Element] = []
  private var head = 0

  var isEmpty: Bool { head == items.count }
  var count: Int { items.count - head }
  var first: Element? { isEmpty ? nil : items[head] }

  mutating func append(_ item: Element) { items.append(item) }

  mutating func popFirst() -> Element? {
    guard head < items.count else { return nil }
    defer {
      head += 1
      if head > 1024, 2 * head > items.count {
        items.removeFirst(head)
        head = 0
      }
    }
    return items[head]
  }
}
