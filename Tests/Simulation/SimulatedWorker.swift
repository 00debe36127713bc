import Dataset
import Scheduling

/// A worker process with its renderers, its socket, and what has befallen it.
struct SimulatedWorker {
  /// A renderer at work.
  struct Render {
    var id: Int
    var lease: Lease
    var grant: Grant
    var positions: Range<Int>
    /// Events finished.
    var done = 0
    var isHung = false
  }

  static let proof = Proof(
    run: SimulatedCoordinator.run.hex, options: "options", manifestSize: 1000,
    manifestSHA256: String(repeating: "0", count: 64))

  let place: Int
  let node: Int
  let slots: Int
  /// Percent of the usual time an event takes here.
  var slowness = 100
  var isLiar = false
  /// Every renderer crashes here.
  var isBad = false
  /// From when on every renderer hangs here, and whether it can be killed then.
  var hangsFrom: Int?
  var isKillable = true
  var clock: SimulatedClock
  /// When its clock last stepped.
  var steppedAt = -1_000_000

  var session: WorkerSession?
  var incarnation = Incarnation(0)
  var life = 0
  var isAlive: Bool { session != nil }
  var isLostForGood = false
  var isPaused = false
  /// Events that could not be delivered while it was stopped.
  var deferred: [World.Happening] = []
  var socket = 0
  /// The coordinator's number for the socket, and in which life it was given.
  var connection = 0
  var connectionLife = -1
  /// The life of the coordinator that the socket was opened to.
  var attachedLife = 0
  /// Heartbeats answered since everything healed, in this life.
  var heardSinceHealed = 0
  var heardAt = 0
  /// When each result it holds was last said, by its clock; looked up, never walked.
  var said: [Lease: Int] = [:]
  var idleSince: Int?
  var cutUp = false
  var cutDown = false
  var wakeAt = -1
  var renders: [Render] = []
  /// The leases it has begun in this life; looked up alone.
  var begun: Set<Lease> = []
  var rendersStarted = 0

  init(_ place: Int, _ options: WorldOptions, _ generator: inout SeededGenerator) {
    self.place = place
    node = place % options.nodes
    slots = 1 + generator.below(options.slotsMost)
    if options.has(.slowWorkers), generator.below(5) == 0 {
      slowness = 200 + generator.below(options.workers > 100 ? 300 : 3000)
    }
    isLiar = options.has(.liars) && generator.below(4) == 0
    isBad = options.has(.badHost) && node == 0
    if options.has(.hangingStorage), node == 0 {
      hangsFrom = options.endingFrom
      isKillable = options.seed % 2 == 0
    }
    clock = SimulatedClock(options, &generator)
  }

  var hello: Hello {
    Hello(
      worker: "worker-\(place)", host: "host-\(node)", pid: 1 + place, slots: slots,
      build: "build", libraries: "libraries", proof: place % 2 == 0 ? Self.proof : nil)
  }
}

extension WorkerSession {
  /// The facts that are checked after every step; mutating like the scheduler's.
  mutating func look() -> (busySlots: Int, unacknowledged: [Lease], deadline: Tick) {
    (busySlots, unacknowledged, nextDeadline)
  }
}

extension World {
  func startWorker(_ place: Int) {
    guard workers[place].session == nil, !workers[place].isLostForGood else { return }
    if outcome != nil { return }
    workers[place].life += 1
    workers[place].socket += 1
    workers[place].attachedLife = coordinator.life
    workers[place].heardSinceHealed = 0
    workers[place].said = [:]
    workers[place].incarnation = Incarnation(generator.next())
    workers[place].renders = []
    workers[place].begun = []
    workers[place].isPaused = false
    workers[place].deferred = []
    workers[place].session = WorkerSession(
      hello: workers[place].hello, incarnation: workers[place].incarnation,
      limits: limits, seed: generator.next(), now: workers[place].clock.tick(at: now))
    workers[place].wakeAt = -1
    trace.add(now, "worker \(place) starts")
    drive(place, .tick)
  }

  func killWorker(_ place: Int) {
    guard workers[place].isAlive else { return }
    trace.add(now, "worker \(place) dies")
    workers[place].session = nil
    dead.append((workers[place].incarnation, coordinator.watch.awake))
    workers[place].life += 1
    workers[place].renders = []
  }

  func wake(_ place: Int) {
    workers[place].wakeAt = -1
    if workers[place].isPaused {
      workers[place].deferred.append(.workerWakes(place, at: -1))
    } else {
      drive(place, .tick)
      lie(place)
    }
  }

  func resumeWorker(_ place: Int) {
    guard workers[place].isPaused else { return }
    trace.add(now, "worker \(place) goes on")
    workers[place].isPaused = false
    let deferred = workers[place].deferred
    workers[place].deferred = []
    for happening in deferred { queue.add(happening, at: now) }
    drive(place, .tick)
  }

  /// Feeds the session and does what it asks.
  func drive(_ place: Int, _ stimulus: WorkerStimulus) {
    let tick = workers[place].clock.tick(at: now)
    guard let actions = workers[place].session?.handle(stimulus, at: tick) else { return }
    for action in actions { perform(action, of: place) }
    guard let seen = workers[place].session?.look() else { return }
    check(
      seen.busySlots <= workers[place].slots, "worker \(place) has \(seen.busySlots) renderers")
    checkRepeats(seen.unacknowledged, at: place)
    let deadline = max(workers[place].clock.moment(of: seen.deadline), now + 1)
    if workers[place].wakeAt < 0 || deadline < workers[place].wakeAt {
      workers[place].wakeAt = deadline
      queue.add(.workerWakes(place, at: deadline), at: deadline)
    }
  }

  private func perform(_ action: WorkerAction, of place: Int) {
    switch action {
    case .send(let envelope): post(envelope, from: place)
    case .prove:
      queue.add(
        .proofReady(worker: place, life: workers[place].life), at: now + 1 + generator.below(500))
    case .admitted, .report: break
    case .start(let grant): startRender(grant, on: place)
    case .kill(let lease): killRender(lease, on: place)
    case .rename(let old, let new): renameRender(old, new, on: place)
    case .discard(let report): discard(report, by: place)
    case .replaceSocket:
      workers[place].socket += 1
      workers[place].attachedLife = coordinator.life
    case .exit(let exit): leave(place, exit)
    }
  }

  private func leave(_ place: Int, _ exit: WorkerExit) {
    trace.add(now, "worker \(place) leaves: \(exit)")
    killWorker(place)
    if exit == .complete {
      check(outcome != nil, "worker \(place) was told that an unfinished run is complete")
    } else {
      check(!"\(exit)".contains("refused"), "worker \(place) was refused: \(exit)")
      queue.add(.workerStarts(place), at: now + 1000 + generator.below(20_000))
    }
  }

  private func discard(_ report: FileStamp, by place: Int) {
    guard let shard = report.path.split(separator: "/").last?.split(separator: ".").first,
      let shard = Int(shard)
    else { return }
    // One that was lost is withdrawn, though that may not be durable yet. A liar may have been fenced for the
    // lease before it came.
    check(
      workers[place].isLiar || coordinator.journal.committedPath[shard] != report.path
        || checks.lostReports.contains(report.path),
      "worker \(place) discards the committed report \(report.path)")
  }

  /// A liar claims results for leases that are not its own.
  private func lie(_ place: Int) {
    guard workers[place].isLiar, workers[place].isAlive, !isHealed, generator.below(20) == 0
    else { return }
    let shard = generator.below(options.shards)
    let lease = Lease(
      shard: ShardIndex(shard), epoch: Epoch(max(1, coordinator.epoch - generator.below(2))),
      attempt: 1 + generator.below(4))
    // A lie about one's own lease cannot be distinguished from a result.
    guard !isOwn(lease, of: workers[place].incarnation) else { return }
    var counts = Tally()
    counts.totalEvents = oracle.shardEvents[shard]
    counts.slicedEvents = counts.totalEvents
    let report = FileStamp(
      path: "lies/\(lease.name)", size: 1, sha256: String(repeating: "f", count: 64))
    let completion = Completion(lease: lease, report: report, counts: counts, skipped: 0)
    post(
      FromWorker(incarnation: workers[place].incarnation, message: .done(completion)),
      from: place)
  }
}
