import Dataset
import Scheduling

/// One seeded life of a run: the shipped scheduler and worker sessions among misfortunes.
///
/// Everything happens on one thread in one order that the seed alone decides. A violation is recorded,
/// never trapped: a release build's trap would not print the seed.
package final class World {
  /// An event at a moment; numbers are places in the world's tables.
  enum Happening {
    indirect case toCoordinator(worker: Int, socket: Int, life: Int, FromWorker)
    indirect case toWorker(worker: Int, socket: Int, FromCoordinator)
    case unsent(connection: Int, life: Int, grant: Lease?)
    case workerWakes(Int, at: Int)
    case coordinatorWakes(life: Int, at: Int)
    case renders(worker: Int, life: Int, renderer: Int)
    case rendererGone(worker: Int, life: Int, Lease)
    case journalSynced(life: Int, count: Int)
    case proofReady(worker: Int, life: Int)
    case workerStarts(Int)
    case workerResumes(Int)
    case coordinatorStarts
    case coordinatorResumes
    case coordinatorLeaves(life: Int)
    case oldCoordinatorResumes(life: Int)
    case fault(FaultKind)
    case faultEnds(FaultKind, Int)
    case heals
  }

  package let options: WorldOptions
  let oracle: Oracle
  let limits: Limits
  var generator: SeededGenerator
  var queue = EventQueue<Happening>()
  var now = 0
  var isHealed = false
  var healedAt = 0
  package private(set) var steps = 0
  package internal(set) var violation: String?
  var rolling = RollingHash()
  var trace: Trace
  var checks: Checks

  var workers: [SimulatedWorker] = []
  var coordinator: SimulatedCoordinator
  /// One that lives on beside its successor, and has not noticed yet.
  var old: SimulatedCoordinator?
  /// Incarnations that died in this life of the coordinator, and when, by its waking time.
  var dead: [(incarnation: Incarnation, at: Int)] = []
  var outcome: Outcome?
  var takeOvers = 0
  var drains = 0
  var outcomeAt = 0
  var rootsUnreachable = false
  var outputIsFull = false

  package init(_ options: WorldOptions, traceLength: Int = 0) {
    self.options = options
    generator = SeededGenerator(seed: options.seed)
    oracle = Oracle(options, &generator)
    limits = Self.limits(options)
    trace = Trace(length: traceLength)
    checks = Checks(shards: options.shards)
    coordinator = SimulatedCoordinator(generator.next(), SimulatedClock(options, &generator))
    for place in 0..<options.workers {
      workers.append(SimulatedWorker(place, options, &generator))
    }
    startCoordinator()
    for place in workers.indices {
      queue.add(.workerStarts(place), at: generator.below(options.size == .huge ? 30_000 : 3000))
    }
    planFaults()
  }

  private static func limits(_ options: WorldOptions) -> Limits {
    var limits = Limits()
    limits.lossesPerShard = 10_000
    // A world that is cut off for minutes must not be given up before it heals.
    limits.noProgress = .minutes(60)
    limits.patience = .minutes(30)
    limits.slowAtLeast = .seconds(options.slowAtLeast)
    if options.ending == .broken { limits.crashesPerRun = 60 }
    return limits
  }

  /// Lives to the end, or to the first violation.
  package func run() {
    let bound = timeBound
    while violation == nil, let next = queue.popFirst() {
      now = max(now, next.time)
      steps += 1
      if now > bound {
        fail("not finished \((now - healedAt) / 1000) s after everything healed")
        break
      }
      perform(next.happening)
      sample()
      if isOver { break }
    }
    if violation == nil { checkEnd() }
  }

  /// Healed worlds finish within the work that is left, the longest waits, and some slack.
  private var timeBound: Int {
    let events = oracle.shardEvents.reduce(0, +)
    let slowest = workers.map(\.slowness).max() ?? 100
    let work = events * options.eventMilliseconds * slowest / 100 / max(options.workers / 2, 1)
    let harms = oracle.quarantined * 15 * 60_000
    return options.troubledTime + work + harms + 2 * 3_600_000
  }

  /// True if the run is complete and every living worker has been told.
  private var isOver: Bool {
    guard outcome != nil, isHealed else { return false }
    return workers.allSatisfy { !$0.isAlive } || now > outcomeAt + 900_000
  }

  private func perform(_ happening: Happening) {
    switch happening {
    case .toCoordinator(let worker, let socket, let life, let envelope):
      actingAs(life) { arrive(envelope, worker: worker, socket: socket, life: life) }
    case .toWorker(let worker, let socket, let envelope):
      arrive(envelope, worker: worker, socket: socket)
    case .unsent(let connection, let life, let lease):
      actingAs(life) {
        if life == coordinator.life { tell(.sendFailed(Connection(connection), grant: lease)) }
      }
    case .workerWakes(let worker, let at):
      if workers[worker].wakeAt == at { wake(worker) }
    case .coordinatorWakes(let life, let at):
      actingAs(life) {
        if coordinator.life == life, coordinator.wakeAt == at { wakeCoordinator() }
      }
    case .renders(let worker, let life, let renderer):
      if workers[worker].life == life { render(worker, renderer) }
    case .rendererGone(let worker, let life, let lease):
      if workers[worker].life == life { drive(worker, .stopped(lease)) }
    case .journalSynced(let life, let count):
      actingAs(life) { if coordinator.life == life { journalSynced(count) } }
    case .proofReady(let worker, let life):
      if workers[worker].life == life { drive(worker, .proved(SimulatedWorker.proof)) }
    case .workerStarts(let worker): startWorker(worker)
    case .workerResumes(let worker): resumeWorker(worker)
    case .coordinatorStarts: if !coordinator.isAlive { startCoordinator() }
    case .coordinatorResumes: resumeCoordinator()
    case .coordinatorLeaves(let life):
      actingAs(life) { if coordinator.life == life { leaveCoordinator() } }
    case .oldCoordinatorResumes(let life):
      actingAs(life) { if coordinator.life == life { resumeCoordinator() } }
    case .fault(let kind): strike(kind)
    case .faultEnds(let kind, let place): end(kind, place)
    case .heals: heal()
    }
  }

  func fail(_ words: @autoclosure () -> String) {
    if violation == nil {
      violation = words()
      trace.add(now, "VIOLATION \(violation ?? "")")
    }
  }

  /// Records a violation if `condition` does not hold.
  func check(_ condition: Bool, _ words: @autoclosure () -> String) {
    if !condition { fail(words()) }
  }
}

/// The last so many lines of what happened.
struct Trace {
  let length: Int
  private(set) var lines: [String] = []

  init(length: Int) { self.length = length }

  mutating func add(_ time: Int, _ words: @autoclosure () -> String) {
    guard length > 0 else { return }
    if lines.count >= 2 * length { lines.removeFirst(length) }
    lines.append("\(time): \(words())")
  }

  var last: [String] { Array(lines.suffix(length)) }
}
