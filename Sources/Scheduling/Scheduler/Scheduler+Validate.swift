import Dataset

extension Scheduler {
  /// Contradictions in the state: empty, unless there is a bug.
  ///
  /// Walks everything; for simulation and tests.
  package func validate() -> [String] {
    var faults = quickFaults()
    var tally = Array(repeating: 0, count: ShardTable.State.allCases.count)
    var held = 0
    for shard in 0..<shards.count {
      let state = shards.states[shard]
      tally[Int(state.rawValue)] += 1
      let slot = Int(shards.slots[shard])
      if (slot >= 0) != (state == .leased) {
        faults.append("shard \(shard) is \(state) with lease slot \(slot)")
      }
      if slot >= 0 {
        held += 1
        faults += faultsOfLease(slot, shard)
      }
      if state == .waiting, troubles[shard] == nil { faults.append("shard \(shard) just waits") }
    }
    if tally != shards.tally { faults.append("states are \(tally), counted \(shards.tally)") }
    if held + second.count != leases.count {
      faults.append("\(held) + \(second.count) leases held, \(leases.count) in force")
    }
    for shard in second.keys.sorted() where shards.slots[shard] < 0 {
      faults.append("shard \(shard) has a second copy and no first")
    }
    return faults + faultsOfWorkers()
  }

  /// Leases in force of a worker that were granted at least `age` ago; for simulation and tests.
  package func leases(of incarnation: Incarnation, olderThan age: Span) -> [Lease] {
    guard let place = workers.place(of: incarnation) else { return [] }
    return workers[place].leases.filter { time - leases[$0].granted >= age }.map { lease(in: $0) }
  }

  /// The contradictions that can be found in constant time.
  package func quickFaults() -> [String] {
    var faults: [String] = []
    let sum = shards.tally.reduce(0, +)
    if sum != shards.count { faults.append("\(sum) shards of \(shards.count)") }
    if counts.totalEvents > eventsTotal { faults.append("more events done than there are") }
    if speculating < 0 { faults.append("\(speculating) second copies") }
    return faults
  }

  private func faultsOfLease(_ slot: Int, _ shard: Int) -> [String] {
    let holding = leases[slot]
    var faults: [String] = []
    if !holding.inForce || holding.shard != shard {
      faults.append("slot \(slot) does not hold shard \(shard)")
    }
    if holding.attempt > Int(shards.attempts[shard]) { faults.append("an attempt from nowhere") }
    if !workers[holding.worker].known || !workers[holding.worker].leases.contains(slot) {
      faults.append("the holder of shard \(shard) does not know")
    }
    return faults
  }

  private func faultsOfWorkers() -> [String] {
    var faults: [String] = []
    var sum = 0
    for place in workers.places where workers[place].known {
      let worker = workers[place]
      sum += worker.leases.count
      if worker.leases.count > worker.hello.slots + limits.prefetch {
        faults.append("\(worker.hello.worker) holds \(worker.leases.count) leases")
      }
      for slot in worker.leases where !leases[slot].inForce || leases[slot].worker != place {
        faults.append("\(worker.hello.worker) lists a lease that it does not hold")
      }
    }
    if sum != leases.count { faults.append("workers hold \(sum) leases of \(leases.count)") }
    return faults
  }
}
