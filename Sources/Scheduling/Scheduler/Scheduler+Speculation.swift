import Dataset

// Near the end a slow shard runs a second time, elsewhere; the first result in the journal counts.

extension Scheduler {
  mutating func speculate() {
    guard isOpen, isTail, pause == nil, nextSpeculation <= time else { return }
    nextSpeculation = time + .seconds(1)
    var room = max(1, workers.slots * limits.speculationPercent / 100) - speculating
    var slow: [Int]?
    var tries = min(line.count, 64)
    while tries > 0, let place = line.popFirst() {
      tries -= 1
      guard workers[place].known, workers[place].inLine else { continue }
      workers[place].inLine = false
      guard canServe(place), workers[place].leases.count < workers[place].hello.slots
      else { continue }
      let candidates = slow ?? slowLeases()
      slow = candidates
      if let slot = candidates.first(where: { isSecondPlace(place, for: $0) }),
        takeOver(slot, by: place, room: &room)
      {
        slow?.removeAll { $0 == slot }
      } else {
        queueUp(place)
      }
      if slow?.isEmpty ?? true { return queueUp(place) }
    }
  }

  /// Leases without a second copy that are slow, or that still wait on a worker; oldest first.
  private func slowLeases() -> [Int] {
    let threshold = slowness
    let waiting = limits.heartbeat(workers: workers.count) * 2
    return leases.holdings.indices.filter { slot in
      let holding = leases[slot]
      guard holding.inForce, !holding.speculative, second[holding.shard] == nil else {
        return false
      }
      // Two workers of a host whose disk hangs would take it from each other for ever.
      guard holding.running || !holding.takenOver else { return false }
      return time - holding.granted >= (holding.running ? threshold : max(waiting, .seconds(5)))
    }.sorted { (leases[$0].granted, $0) < (leases[$1].granted, $1) }
  }

  /// The time for which a shard may run before it is slow.
  var slowness: Span {
    guard !durations.isEmpty else { return limits.slowAtFirst }
    let median = durations.sorted()[durations.count / 2]
    return max(limits.slowAtLeast, .milliseconds(median * limits.slowPercent / 100))
  }

  /// True if a worker suits a second copy, or, if the first copy only waits, suits it better.
  ///
  /// A worker where the shard failed before would only fail again, as long as the first copy runs.
  private func isSecondPlace(_ place: Int, for slot: Int) -> Bool {
    let node = workers[place].node
    guard leases[slot].inForce, leases[slot].worker != place, suits(leases[slot].shard, node)
    else { return false }
    return !leases[slot].running || nodes.usable <= 1 || leases[slot].narrowed == nil
      || workers[leases[slot].worker].node != node
  }

  private mutating func takeOver(_ slot: Int, by place: Int, room: inout Int) -> Bool {
    let shard = leases[slot].shard
    if !leases[slot].running {
      // It only waits there, and would already have begun here.
      let owner = leases[slot].worker
      let old = lease(in: slot)
      end(slot)
      fence(old, of: owner)
      grant(shard, to: place)
      if shards.slots[shard] >= 0 { leases[Int(shards.slots[shard])].takenOver = true }
      return true
    }
    guard room > 0 else { return false }
    room -= 1
    grant(shard, to: place, speculative: true)
    if let copy = second[shard] { actions.append(.report(.speculating(lease(in: copy)))) }
    return true
  }
}
