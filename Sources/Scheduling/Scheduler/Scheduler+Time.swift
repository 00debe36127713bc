import Dataset

extension Scheduler {
  mutating func passTime() {
    while let due = timers.popDue(at: time) { ring(due) }
    guard outcome == nil else { return }
    speculate()
    stopIfUnreachable()
    stopIfFull()
    stopIfAllExcluded()
    stopIfStill()
    if let draining { finishDrain(since: draining) }
  }

  private mutating func ring(_ due: TimerHeap.Entry) {
    let place = Int(due.place)
    switch due.kind {
    case .lease: leaseDue(place, due.generation)
    case .shard:
      guard shards.states[place] == .waiting, troubles[place]?.awaited == nil else { return }
      shards.set(place, .pending)
      retries.append(place)
    case .worker: workerDue(place, due.generation)
    case .node:
      guard let until = nodes[place].excludedUntil, until <= time else { return }
      readmit(place)
    }
  }

  private mutating func leaseDue(_ slot: Int, _ generation: UInt32) {
    guard leases[slot].inForce, leases[slot].generation == generation else { return }
    if leases[slot].expires > time {
      return timers.add(.lease, slot, generation: generation, at: leases[slot].expires)
    }
    let place = leases[slot].worker
    let shard = leases[slot].shard
    let old = lease(in: slot)
    let worked = leases[slot].running
    let isIdle = isIdle(slot)
    retryCounts.expirations += 1
    actions.append(.report(.expired(old, worker: workers[place].hello.worker)))
    troubles[shard, default: Trouble()].avoid = workers[place].node
    end(slot)
    fence(old, of: place)
    if worked {
      lost(shard, on: workers[place].node, words: "its lease ran out")
    } else {
      putBack(shard)
    }
    if isIdle { strike(workers[place].node, outdone: true) }
  }

  /// True if a worker that talks has let a lease wait to its end: its renderers neither make progress nor die, as
  /// with a disk that no longer answers.
  private func isIdle(_ slot: Int) -> Bool {
    guard !leases[slot].running, let waited = leases[slot].waited else { return false }
    return time - waited <= limits.heartbeat(workers: workers.count) * 3
  }

  private mutating func workerDue(_ place: Int, _ generation: UInt32) {
    guard workers[place].known, workers[place].generation == generation else { return }
    let deadline = workers[place].lastHeard + limits.workerSilence
    if deadline <= time { return lose(place) }
    timers.add(.worker, place, generation: generation, at: max(deadline, time + limits.lease))
  }

  private mutating func stopIfFull() {
    guard let pause, time - pause.since >= limits.patience else { return }
    // If trials fail for other reasons, no host has reported a lack of room for long.
    if time - pause.latest > limits.backoffLongest * 3 { return resume() }
    if isConfirmed(by: pause.saidBy) { finish(.outputFull) }
  }

  /// Ends a run in which nothing moves: it waits for ever neither for workers that hold shards nor for new workers.
  private mutating func stopIfStill() {
    if let workerless, workers.count == 0 {
      if !toldWorkerless, time - workerless >= limits.patience {
        toldWorkerless = true
        actions.append(.report(.workersMissing))
      }
      if time - workerless >= limits.noWorkers { finish(.noProgress([])) }
      return
    }
    toldWorkerless = false
    if pause == nil, time - lastProgress >= limits.noProgress { finish(.noProgress(culprits())) }
  }

  mutating func drain() {
    guard isOpen else { return }
    draining = time
    for place in workers.places where workers[place].known { send(.drain, to: place) }
  }

  /// Ends a drain: workers are not waited for beyond the grace period, and the journal for as long again.
  private mutating func finishDrain(since: Tick) {
    let isOver = time - since >= limits.drainGrace && pending.isEmpty
    if isOver || time - since >= limits.drainGrace * 2 { finish(.interrupted) }
  }

  mutating func finishWhenDrained() {
    if draining != nil, leases.count == 0, pending.isEmpty { finish(.interrupted) }
  }

  mutating func finishWhenDone() {
    guard outcome == nil, shards.count(.pending) == 0, leases.count == 0, pending.isEmpty else {
      return
    }
    let done = shards.count(.done)
    let stuck = shards.count(.stuck)
    guard done + stuck == shards.count else { return }
    finish(stuck == 0 ? .complete(quarantined: quarantinedEvents) : .stuck(culprits()))
  }
}
