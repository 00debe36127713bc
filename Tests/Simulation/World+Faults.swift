import Dataset
import Scheduling

extension World {
  /// Kinds that strike at moments; the others are in the messages and the events.
  private static let timed: [FaultKind] = [
    .partitions, .oneWayPartitions, .workerKills, .lossesForGood, .workerPauses, .drains,
    .coordinatorCrashes, .coordinatorPauses, .unreachableRoots, .fullOutput, .lostReports,
    .coordinatorDrains, .twoCoordinators, .suspensions, .clockSteps,
  ]

  func planFaults() {
    for kind in Self.timed where options.has(kind) { planNext(kind) }
    queue.add(.heals, at: options.troubledTime)
  }

  private func planNext(_ kind: FaultKind) {
    // Faults of one worker come the oftener the more workers there are.
    let isShared: Set<FaultKind> = [
      .coordinatorCrashes, .coordinatorPauses, .unreachableRoots, .fullOutput, .lostReports,
      .coordinatorDrains, .twoCoordinators, .suspensions, .clockSteps,
    ]
    let scale = isShared.contains(kind) ? 1 : max(1, options.workers / 16)
    let wait = 1 + generator.below(2 * options.faultGap / scale + 1)
    if now + wait < options.troubledTime { queue.add(.fault(kind), at: now + wait) }
  }

  func strike(_ kind: FaultKind) {
    guard !isHealed else { return }
    planNext(kind)
    let place = generator.below(workers.count)
    let span = 1000 + generator.below(generator.below(3) == 0 ? 120_000 : 20_000)
    trace.add(now, "fault \(kind) \(place) \(span)")
    switch kind {
    case .partitions, .oneWayPartitions: cut(kind, place, span)
    case .workerKills:
      killWorker(place)
      queue.add(.workerStarts(place), at: now + span)
    case .lossesForGood: loseForGood(place)
    case .workerPauses:
      workers[place].isPaused = workers[place].isAlive
      queue.add(.workerResumes(place), at: now + span)
    // A stopped process receives a signal when it continues.
    case .drains: if !workers[place].isPaused { drive(place, .drain) }
    case .coordinatorCrashes: crashCoordinator()
    case .coordinatorPauses:
      coordinator.isPaused = coordinator.isAlive
      queue.add(.coordinatorResumes, at: now + span)
    case .unreachableRoots:
      rootsUnreachable = true
      queue.add(.faultEnds(kind, 0), at: now + span)
    case .fullOutput:
      outputIsFull = true
      queue.add(.faultEnds(kind, 0), at: now + span)
    case .lostReports: loseReport()
    case .coordinatorDrains: drainCoordinator()
    case .twoCoordinators: takeOver(after: span)
    case .suspensions: suspend(5 * span)
    case .clockSteps: stepClock(place, 30 * span)
    default: break
    }
  }

  private func cut(_ kind: FaultKind, _ first: Int, _ span: Int) {
    let others = generator.below(max(1, workers.count / 2))
    let up = kind == .partitions || generator.below(2) == 0
    for step in 0...others {
      let place = (first + step) % workers.count
      workers[place].cutUp = up
      workers[place].cutDown = kind == .partitions || !up
      queue.add(.faultEnds(kind, place), at: now + span)
    }
  }

  func end(_ kind: FaultKind, _ place: Int) {
    switch kind {
    case .partitions, .oneWayPartitions:
      workers[place].cutUp = false
      workers[place].cutDown = false
    case .unreachableRoots: rootsUnreachable = false
    case .fullOutput: outputIsFull = false
    default: break
    }
  }

  /// The whole machine stops, clocks excepted.
  private func suspend(_ span: Int) {
    coordinator.isPaused = coordinator.isAlive
    queue.add(.coordinatorResumes, at: now + span)
    for place in workers.indices {
      workers[place].isPaused = workers[place].isAlive
      queue.add(.workerResumes(place), at: now + span)
    }
  }

  /// A clock jumps ahead by up to an hour, as on a machine that slept; seen at the next check of it.
  private func stepClock(_ place: Int, _ step: Int) {
    if generator.below(3) == 0 { return coordinator.clock.step(step) }
    // The part of its deadline that a renderer loses by a step must not add up, nor hit the slowest one.
    guard now - workers[place].steppedAt > 60_000, workers[place].slowness <= 300 else { return }
    workers[place].steppedAt = now
    workers[place].clock.step(step)
  }

  /// At least one worker stays.
  private func loseForGood(_ place: Int) {
    let left = workers.count { !$0.isLostForGood }
    guard left > 1, left > workers.count / 2 else { return }
    killWorker(place)
    workers[place].isLostForGood = true
  }

  private func loseReport() {
    guard coordinator.isAlive, !coordinator.isPaused, outcome == nil else { return }
    let shard = generator.below(options.shards)
    guard let path = coordinator.journal.committedPath[shard] else { return }
    checks.lostReports.insert(path)
    var counts = Tally()
    counts.totalEvents = oracle.shardEvents[shard]
    counts.skipped[.quarantined] = oracle.skips[shard]?.count
    counts.slicedEvents = counts.totalEvents - counts.skippedTotal
    tell(.reportLost(ShardIndex(shard), counts))
  }

  /// From here nothing new goes wrong; what is lost for good stays lost.
  func heal() {
    trace.add(now, "everything heals")
    isHealed = true
    healedAt = now
    rootsUnreachable = false
    outputIsFull = false
    for place in workers.indices {
      workers[place].cutUp = false
      workers[place].cutDown = false
      if workers[place].isPaused { queue.add(.workerResumes(place), at: now) }
      if !workers[place].isAlive, !workers[place].isLostForGood {
        queue.add(.workerStarts(place), at: now + generator.below(5000))
      }
    }
    if coordinator.isPaused { queue.add(.coordinatorResumes, at: now) }
    if !coordinator.isAlive { queue.add(.coordinatorStarts, at: now + 1000) }
  }
}
