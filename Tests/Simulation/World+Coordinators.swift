import Dataset
import Scheduling

// A coordinator that has to stop, and one that lives on beside its successor.

extension World {
  /// Runs `body` with the old coordinator in the place of the present one, if `life` is its.
  func actingAs(_ life: Int, _ body: () -> Void) {
    guard old?.life == life, var other = old.take() else { return body() }
    swap(&coordinator, &other)
    body()
    swap(&coordinator, &other)
    if other.isAlive { old = other }
  }

  /// The coordinator at the other end of a worker's socket.
  func lifeReached(by place: Int) -> Int {
    guard let old, workers[place].attachedLife == old.life else { return coordinator.life }
    return old.life
  }

  /// Another takes the bundle over while the old one is stopped or cannot see that it does.
  func takeOver(after span: Int) {
    guard coordinator.isAlive, old == nil, outcome == nil, coordinator.drainAsked == nil else {
      return
    }
    takeOvers += 1
    var former = coordinator
    former.isSuperseded = true
    trace.add(now, "another coordinator takes over from epoch \(former.epoch)")
    let unsynced = coordinator.journal.records.count - coordinator.journal.synced
    coordinator.journal.crash(keeping: generator.below(unsynced + 1))
    startCoordinator()
    for place in workers.indices where workers[place].connectionLife == former.life {
      workers[place].attachedLife = former.life
    }
    if former.isPaused { queue.add(.oldCoordinatorResumes(life: former.life), at: now + span) }
    queue.add(.coordinatorLeaves(life: former.life), at: now + span + generator.below(20_000))
    old = former
  }

  /// The process ends by itself.
  func leaveCoordinator() {
    trace.add(now, "coordinator of epoch \(coordinator.epoch) leaves")
    let unsynced = coordinator.journal.records.count - coordinator.journal.synced
    coordinator.journal.crash(keeping: generator.below(unsynced + 1))
    coordinator.scheduler = nil
  }

  func drainCoordinator() {
    guard coordinator.isAlive, !coordinator.isPaused, coordinator.drainAsked == nil, outcome == nil
    else { return }
    coordinator.watch.advance(
      to: coordinator.clock.tick(at: now).milliseconds,
      atMost: limits.elapsedPerCall.milliseconds)
    coordinator.drainAsked = coordinator.watch.awake
    tell(.drain)
  }

  /// A drain ends by itself, and soon; then someone starts the run again.
  func finishedDraining() {
    guard let asked = coordinator.drainAsked else { return fail("it stopped unasked") }
    let took = coordinator.watch.awake - asked
    drains += 1
    // After a nap the sockets come first, and the clock a moment later.
    let nap = limits.elapsedPerCall.milliseconds + 100
    let most = (limits.drainGrace * 2).milliseconds + nap
    check(took <= most, "a drain took \(took) ms")
    // A report that is lost while it answers its workers ends it once more.
    coordinator.drainAsked = coordinator.watch.awake
    restartSoon()
  }

  /// It stays a moment to answer workers; then someone starts the run again.
  func restartSoon() {
    queue.add(.coordinatorLeaves(life: coordinator.life), at: now + 1000)
    queue.add(.coordinatorStarts, at: now + 1001 + generator.below(20_000))
  }

  /// True if a lasting condition must stop the run by now.
  func isDoomed(_ ending: Ending) -> Bool {
    options.ending == ending && now >= options.endingFrom
  }

  /// True if a run may stop with this outcome: only for a lasting condition, with the right outcome.
  func mayEnd(as outcome: Outcome) -> Bool {
    guard isDoomed(options.ending) else { return false }
    switch (options.ending, outcome) {
    case (.unreachable, .sourcesUnreachable), (.full, .outputFull): return true
    // A single shard in trouble reaches a host too seldom to exclude it.
    case (.excluded, .nodesExcluded), (.excluded, .noProgress): return true
    case (.broken, .breaker): return isEveryoneReleased
    case (.broken, .nodesExcluded), (.broken, .stuck), (.broken, .complete): return true
    default: return false
    }
  }

  /// True if a broken build leaves no quarantine of an uncommitted shard behind.
  private var isEveryoneReleased: Bool {
    var held: Set<Int> = []
    for record in coordinator.journal.records {
      switch record {
      case .quarantined(let quarantine): held.insert(quarantine.shard.number)
      case .released(let shard): held.remove(shard.number)
      case .committed(let commit): held.remove(commit.shard.number)
      case .withdrawn: break
      }
    }
    return held.isEmpty
  }
}
