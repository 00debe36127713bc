import Dataset

extension Scheduler {
  /// The state for status.
  ///
  /// Costs a walk over the workers and their leases, not over the shards.
  package func snapshot(at now: Tick) -> Snapshot {
    var snapshot = Snapshot(epoch: epoch, state: stateName)
    snapshot.shards = shardCounts
    snapshot.shardMap = shards.map
    snapshot.counts = counts
    snapshot.splitsLeft = shards.splitsLeft
    snapshot.eventsTotal = eventsTotal
    for place in workers.places where workers[place].known {
      let worker = row(of: place)
      snapshot.eventsRunning += worker.leases.reduce(0) { $0 + ($1.speculative ? 0 : $1.events) }
      for slot in workers[place].leases where !leases[slot].speculative {
        snapshot.gains += leases[slot].gains
      }
      snapshot.workers.append(worker)
    }
    let slow = slowness.seconds
    snapshot.stragglers = Array(
      snapshot.workers.flatMap(\.leases).filter { $0.ageSeconds >= slow }
        .sorted { ($1.ageSeconds, $0.shard) < ($0.ageSeconds, $1.shard) }.prefix(limits.examples))
    addFaults(to: &snapshot)
    return snapshot
  }

  private var stateName: String {
    if outcome != nil { return "finished" }
    if draining != nil { return "draining" }
    return pause == nil ? "running" : "paused"
  }

  private var shardCounts: Snapshot.Shards {
    var counts = Snapshot.Shards()
    counts.total = shards.count
    counts.pending = shards.count(.pending) + shards.count(.waiting)
    counts.leased = shards.count(.leased)
    counts.provisional = shards.count(.provisional)
    counts.done = shards.count(.done)
    counts.stuck = shards.count(.stuck)
    return counts
  }

  private func row(of place: Int) -> Snapshot.Worker {
    let worker = workers[place]
    return Snapshot.Worker(
      name: worker.hello.worker, host: worker.hello.host, pid: worker.hello.pid,
      slots: worker.hello.slots, state: state(of: worker),
      leases: worker.leases.map { row(ofLease: $0) }, shardsDone: worker.shardsDone,
      eventsDone: worker.eventsDone, eventsPerSecond: rate(of: worker),
      lastHeardSeconds: (time - worker.lastHeard).seconds, log: worker.hello.log)
  }

  private func state(of worker: WorkerTable.Worker) -> String {
    if nodes.isExcluded(worker.node) { return "excluded" }
    if worker.leaving { return "draining" }
    let silence = time - worker.lastHeard
    if silence > limits.lease { return "lost" }
    // If there are many workers, each speaks seldom.
    let usual = limits.heartbeat(workers: workers.count) * 2
    return silence > max(limits.quiet, usual) ? "silent" : "active"
  }

  /// Events a second; the present count if no rate has been taken yet.
  private func rate(of worker: WorkerTable.Worker) -> Double {
    let elapsed = (time - worker.rateSince).milliseconds
    guard worker.rate == 0, elapsed > 0 else { return worker.rate }
    return Double(worker.rateEvents) * 1000 / Double(elapsed)
  }

  private func row(ofLease slot: Int) -> Snapshot.Running {
    let holding = leases[slot]
    return Snapshot.Running(
      shard: ShardIndex(holding.shard), attempt: holding.attempt, events: holding.events,
      eventsTotal: Int(shards.events[holding.shard]),
      ageSeconds: (time - holding.granted).seconds, speculative: holding.speculative,
      narrowed: holding.narrowed != nil)
  }

  private func addFaults(to snapshot: inout Snapshot) {
    snapshot.retries = retryCounts
    snapshot.quarantinedEvents = quarantinedEvents
    snapshot.quarantined = quarantined
    snapshot.refused = refusals
    snapshot.culprits = culprits()
    for place in nodes.places {
      guard let until = nodes[place].excludedUntil else { continue }
      snapshot.excluded.append(
        Snapshot.Exclusion(
          host: nodes[place].name, strikes: nodes[place].strikes.count,
          remainingSeconds: max((until - time).milliseconds, 0) / 1000))
    }
    if let pause { snapshot.troubles.append("no room on the output: \(pause.words)") }
    snapshot.troubles += roots.map { "cannot read \($0.root)" }
  }
}
