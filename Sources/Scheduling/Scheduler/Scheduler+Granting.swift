import Dataset

extension Scheduler {
  /// The lease in a slot.
  func lease(in slot: Int) -> Lease {
    Lease(
      shard: ShardIndex(leases[slot].shard), epoch: epoch, attempt: leases[slot].attempt)
  }

  func grant(in slot: Int) -> Grant {
    Grant(
      lease: lease(in: slot), skip: troubles[leases[slot].shard]?.quarantined ?? [],
      narrowed: leases[slot].narrowed)
  }

  /// The slot of a lease in force that this worker holds; nil for any other lease.
  func slot(of lease: Lease, at place: Int) -> Int? {
    guard shards.contains(lease.shard), lease.epoch == epoch else { return nil }
    let shard = lease.shard.number
    for slot in [Int(shards.slots[shard]), second[shard] ?? -1] where slot >= 0 {
      guard leases[slot].worker == place else { continue }
      if leases[slot].attempt == lease.attempt { return slot }
    }
    return nil
  }

  /// The grant of a lease in force; nil if this worker does not hold it.
  package func grant(of lease: Lease, heldBy incarnation: Incarnation) -> Grant? {
    workers.place(of: incarnation).flatMap { slot(of: lease, at: $0) }.map { grant(in: $0) }
  }

  /// The name of a worker.
  package func name(of incarnation: Incarnation) -> String? {
    workers.place(of: incarnation).map { workers[$0].hello.worker }
  }

  /// Extends a lease whose report is being inspected, and those that wait behind it: they are not lost.
  mutating func extend(_ lease: Lease, of connection: Connection) {
    guard let place = workers.place(at: connection), let slot = slot(of: lease, at: place) else {
      return
    }
    workers[place].lastHeard = time
    leases[slot].expires = time + limits.lease
    extendQueued(of: place)
  }

  mutating func queueUp(_ place: Int) {
    guard !workers[place].inLine, !workers[place].leaving else { return }
    workers[place].inLine = true
    line.append(place)
  }

  /// True if a worker may find out whether there is room again; if one key alone reported no room, only another
  /// key may.
  private func mayTry(_ place: Int) -> Bool {
    guard let saidBy = pause?.saidBy, !isConfirmed(by: saidBy) else { return true }
    return isNew(workers[place].node, after: saidBy)
  }

  /// Gives waiting shards to waiting workers; the work of a call is bounded.
  mutating func distribute() {
    guard isOpen, shards.count(.pending) > 0 else { return }
    if pause != nil, !isTrialDue { return }
    var tries = min(line.count, 64)
    while tries > 0, shards.count(.pending) > 0, let place = line.popFirst() {
      tries -= 1
      guard workers[place].known, workers[place].inLine else { continue }
      workers[place].inLine = false
      guard canServe(place), mayTry(place) else { continue }
      if fill(place) { queueUp(place) }
      if pause != nil { return }
    }
  }

  /// True if a worker may be granted shards: one that has left silently would only keep them until their leases end.
  func canServe(_ place: Int) -> Bool {
    workers[place].connection != nil && !workers[place].leaving
      && !nodes.isExcluded(workers[place].node)
      && time - workers[place].lastHeard < limits.lease
  }

  /// Grants up to the worker's credit; returns true if it could take more.
  private mutating func fill(_ place: Int) -> Bool {
    // Shards are prefetched only while there are more than enough for every worker.
    let isAmple = shards.count(.pending) > 2 * workers.slots
    let credit = workers[place].hello.slots + (isAmple ? limits.prefetch : 0)
    while workers[place].leases.count < credit {
      guard let shard = takeShard(for: place) else { return true }
      grant(shard, to: place)
      if pause != nil {
        trialGranted()
        return workers[place].leases.count < credit
      }
    }
    return false
  }

  /// The next shard for a worker: first those that came back, unless another host suits them better.
  private mutating func takeShard(for place: Int) -> Int? {
    var looks = min(retries.count, 16)
    while looks > 0, let shard = retries.popFirst() {
      looks -= 1
      guard shards.states[shard] == .pending else { continue }
      if suits(shard, workers[place].node) { return shard }
      retries.append(shard)
    }
    turnRetries()
    while fresh < shards.count {
      let shard = fresh
      fresh += 1
      // A shard with troubles is in `retries`.
      if shards.states[shard] == .pending, troubles[shard] == nil { return shard }
    }
    return nil
  }

  /// Turns the queue: workers that look at a fixed number of shards each would otherwise see the same ones for ever.
  private mutating func turnRetries() {
    guard retries.count > 16 else { return }
    for _ in 0..<generator.below(16) {
      if let shard = retries.popFirst() { retries.append(shard) }
    }
  }

  /// True if a host suits a shard that failed before: it has not tried yet, or all others have.
  func suits(_ shard: Int, _ node: Int) -> Bool {
    guard let trouble = troubles[shard], nodes.usable > 1 else { return true }
    let heard = trouble.heard
    if !heard.isEmpty, !isConfirmed(by: heard), !isNew(node, after: heard) { return false }
    let tried = trouble.tried
    return !tried.contains(node) || nodes.usable(of: tried) >= nodes.usable
  }

  /// Puts a lease in force and sends it.
  mutating func grant(
    _ shard: Int, to place: Int, adopting old: Lease? = nil, speculative: Bool = false
  ) {
    guard let attempt = shards.nextAttempt(shard) else {
      return setAside(shard, "all attempt numbers of the epoch are used")
    }
    let trouble = troubles[shard]
    let slot = leases.add(
      LeaseTable.Holding(
        shard: shard, attempt: attempt, worker: place, granted: time,
        expires: time + limits.lease, narrowed: trouble?.probe,
        skipped: trouble?.quarantined.count ?? 0, speculative: speculative, sent: time))
    if speculative {
      second[shard] = slot
      speculating += 1
    } else {
      shards.slots[shard] = Int32(slot)
      shards.set(shard, .leased)
    }
    workers[place].leases.append(slot)
    timers.add(.lease, slot, generation: leases[slot].generation, at: leases[slot].expires)
    var grant = grant(in: slot)
    grant.adopts = old
    send(.grant(grant), to: place)
  }

  /// Ends a lease; the caller decides about its shard.
  mutating func end(_ slot: Int) {
    let shard = leases[slot].shard
    let place = leases[slot].worker
    if leases[slot].speculative { speculating -= 1 }
    if second[shard] == slot {
      second[shard] = nil
    } else if let partner = second[shard] {
      shards.slots[shard] = Int32(partner)
      second[shard] = nil
    } else {
      shards.slots[shard] = -1
    }
    if let index = workers[place].leases.firstIndex(of: slot) {
      workers[place].leases.remove(at: index)
    }
    leases.remove(slot)
    queueUp(place)
  }

  /// Takes back a grant that never left, so that nobody waits for its lease to end.
  ///
  /// A grant that is sent for the second time may have arrived the first time: its lease stays.
  mutating func takeBackUnsent(_ lease: Lease) {
    let shard = lease.shard.number
    for slot in [Int(shards.slots[shard]), second[shard] ?? -1]
    where slot >= 0 && leases[slot].attempt == lease.attempt {
      guard leases[slot].sent == leases[slot].granted, !leases[slot].running else { return }
      end(slot)
      return putBack(shard)
    }
  }

  /// Ends every lease of a shard and tells the holders.
  mutating func endAll(of shard: Int) {
    for slot in [second[shard] ?? -1, Int(shards.slots[shard])] where slot >= 0 {
      let place = leases[slot].worker
      let lease = lease(in: slot)
      end(slot)
      fence(lease, of: place)
    }
  }

  /// Queues a shard without a lease for the next worker, or first lets it wait for `delay`.
  mutating func putBack(_ shard: Int, after delay: Span? = nil) {
    guard shards.slots[shard] < 0, shards.states[shard] == .leased else { return }
    if let delay {
      shards.set(shard, .waiting)
      timers.add(.shard, shard, at: time + delay)
    } else {
      shards.set(shard, .pending)
      retries.append(shard)
    }
  }

  /// A wait that doubles each time, with full jitter, so that shards do not come back together.
  mutating func backoff(_ waits: Int) -> Span {
    let longest = limits.backoffLongest.milliseconds
    let reach = min(limits.backoff.milliseconds << min(waits, 16), longest)
    return .milliseconds(1 + generator.below(reach))
  }
}
