import Dataset

// How the event that kills its renderers is found and quarantined.
//
// A named event is tried alone, on another host if there is one; if it kills again, and once more, it is quarantined.
// If no renderer names it, the shard is halved. The lower half is rendered as a probe: if that crashes, the culprit
// is in it, otherwise it is in the upper half; and so on down to one. A probe's report is not committed: when the
// culprit is found, the shard is rendered whole, once.

extension Scheduler {
  mutating func crashed(_ failure: Failure, _ slot: Int, by place: Int) {
    let shard = leases[slot].shard
    let part = leases[slot].narrowed
    let node = workers[place].node
    let isGettingOn = (failure.events ?? 0) > 0 || leases[slot].events > 0
    let granted = leases[slot].granted
    end(slot)
    if troubles[shard] == nil { troubles[shard] = Trouble() }
    troubles[shard]?.avoid = node
    let namesEvent = !failure.positions.isEmpty || part?.count == 1
    if namesEvent { troubles[shard]?.blamedBy.addOnce(node) }
    troubles[shard]?.add(
      Evidence(
        lease: failure.lease, host: nodes[node].host, worker: workers[place].hello.worker,
        kind: failure.kind))
    if failure.kind == .deadline, standsStill(since: granted) {
      // No worker makes progress: a file system that hangs is neither an event's fault nor a host's.
    } else {
      troubles[shard]?.suspectHosts.addOnce(node)
      if let named = failure.positions.first {
        suspect(named, part, failure, on: node, shard)
      } else {
        narrow(part, failure, on: node, shard)
      }
    }
    putBackLater(shard)
    countCrash(on: node, isGettingOn: isGettingOn)
  }

  /// True if others work on shards without suspects, and none has moved since.
  private func standsStill(since granted: Tick) -> Bool {
    guard lastProgress <= granted else { return false }
    return leases.holdings.contains {
      $0.inForce && $0.running && troubles[$0.shard]?.suspects == nil
    }
  }

  private mutating func suspect(
    _ position: Int, _ part: Range<Int>?, _ failure: Failure, on node: Int, _ shard: Int
  ) {
    let quarantined = troubles[shard]?.quarantined ?? []
    if quarantined.contains(position) {
      // The grant told it to skip that event.
      strike(node, outdone: true)
      if nodes.usable <= 1 { charge(shard, on: node, words: failure.words) }
      return
    }
    let alone = position..<(position + 1)
    guard part == alone else {
      if troubles[shard]?.suspects != alone { troubles[shard]?.turn(to: alone) }
      return
    }
    crashedAlone(position, failure, on: node, shard)
  }

  private mutating func crashedAlone(
    _ position: Int, _ failure: Failure, on node: Int, _ shard: Int
  ) {
    let before = troubles[shard]?.crashedOn ?? []
    troubles[shard]?.crashedOn.addOnce(node)
    // One host, or one key, may be at fault: it counts again only if no other is left to try.
    let witnesses = before + [node]
    guard isNew(node, after: before) || isTriedByAll(witnesses) else { return }
    troubles[shard]?.alone += 1
    if troubles[shard]?.aloneSince == nil { troubles[shard]?.aloneSince = time }
    let isCredible = isCredible(witnesses)
    let needed = limits.crashesPerEvent * (isCredible ? 1 : 5)
    guard (troubles[shard]?.alone ?? 0) >= needed else { return }
    guard isCredible || isWaitedFor(shard, on: node) else { return }
    // The storage of this host may be what hangs: an excluded host may tell.
    if troubles[shard]?.crashedOn.count == 1, recall(for: shard) { return }
    quarantine([position], failure, shard)
  }

  private mutating func narrow(
    _ part: Range<Int>?, _ failure: Failure, on node: Int, _ shard: Int
  ) {
    guard let part else {
      troubles[shard]?.unnamed += 1
      let unnamed = troubles[shard]?.unnamed ?? 0
      if unnamed >= limits.crashesBeforeNarrowing, troubles[shard]?.suspects == nil {
        startNarrowing(shard)
      }
      return
    }
    guard part.count > 1 else { return crashedAlone(part.lowerBound, failure, on: node, shard) }
    troubles[shard]?.suspects = part
    actions.append(.report(.narrowing(ShardIndex(shard), part)))
  }

  private mutating func startNarrowing(_ shard: Int) {
    let all = 0..<Int(shards.positions[shard])
    troubles[shard]?.suspects = all
    actions.append(.report(.narrowing(ShardIndex(shard), all)))
  }

  /// A probe rendered its part without a crash.
  mutating func passed(_ part: Range<Int>, _ slot: Int, _ lease: Lease, by place: Int) {
    let shard = leases[slot].shard
    let node = workers[place].node
    end(slot)
    // The outcome of a second copy of the probe says nothing about the next suspects.
    endAll(of: shard)
    send(.acknowledged(lease), to: place)
    wentWell(at: place)
    // The probe wrote clips and a report: there is room.
    resume()
    guard let suspects = troubles[shard]?.suspects else { return putBack(shard) }
    if suspects.count > 1, part.lowerBound == suspects.lowerBound, part.count < suspects.count {
      let rest = part.upperBound..<suspects.upperBound
      troubles[shard]?.turn(to: rest)
      actions.append(.report(.narrowing(ShardIndex(shard), rest)))
      putBack(shard)
    } else if suspects == part {
      clearSuspect(shard, by: node)
    } else {
      putBack(shard)
    }
  }

  /// The suspect did no harm alone: a host that blames it may be at fault.
  ///
  /// If several hosts blame it, the shard fails only as a whole, and the shard is blamed.
  private mutating func clearSuspect(_ shard: Int, by node: Int) {
    let blamedBy = troubles[shard]?.blamedBy ?? []
    let suspectHosts = troubles[shard]?.suspectHosts ?? []
    troubles[shard]?.clearSuspicion()
    for host in suspectHosts where host != node { troubles[shard]?.contradicted.addOnce(host) }
    actions.append(.report(.acquitted(ShardIndex(shard), host: nodes[node].host)))
    judge(shard, suspectHosts.filter { blamedBy.contains($0) }, renderedOn: node)
    if blamedBy.contains(node) || blamedBy.count > 2 {
      let words = troubles[shard]?.lastWords ?? ""
      charge(shard, on: node, words: words)
    } else {
      putBackLater(shard)
    }
  }

  /// Skips events, once that is durable.
  mutating func quarantine(_ positions: [Int], _ failure: Failure, _ shard: Int) {
    endAll(of: shard)
    let known = troubles[shard]?.quarantined.count ?? 0
    guard known + positions.count <= limits.positions else {
      return setAside(shard, "more than \(limits.positions) of its events do harm")
    }
    let quarantine = Quarantine(
      shard: ShardIndex(shard), positions: positions, ordinal: failure.ordinal,
      kind: failure.kind, signal: failure.signal, words: failure.words,
      evidence: troubles[shard]?.evidence ?? [])
    add(quarantine)
    troubles[shard]?.clear()
    actions.append(.report(.quarantined(quarantine)))
    if shards.states[shard] != .waiting { shards.set(shard, .waiting) }
    let sequence = journal(.quarantined(quarantine))
    troubles[shard]?.awaited = sequence
  }

  private mutating func countCrash(on node: Int, isGettingOn: Bool) {
    crashesInRow += 1
    if crashesInRow >= limits.crashesPerRun { return breakCircuit() }
    // The statements of a stranger do not prove that anything succeeded there.
    if isGettingOn { return nodes[node].key.isEmpty ? nodes.worked(node) : nodes.gotOn(node) }
    if nodes.crashed(node) >= limits.crashesPerNode {
      exclude(node, strikes: nodes[node].crashes)
    }
  }

  /// The build is broken, not the data: only events of committed shards stay quarantined.
  mutating func breakCircuit() {
    for shard in troubles.keys.sorted() {
      guard let trouble = troubles[shard], !trouble.quarantined.isEmpty else { continue }
      guard ![.done, .provisional].contains(shards.states[shard]) else { continue }
      endAll(of: shard)
      release(shard)
      journal(.released(ShardIndex(shard)))
      if shards.states[shard] == .waiting || shards.states[shard] == .leased {
        shards.set(shard, .pending)
        retries.append(shard)
      }
    }
    finish(.breaker(crashes: crashesInRow))
  }
}
