import Dataset

// The evidence against a host, and when it is excluded.
//
// A hang or a crash counts twice, on trial: against the event, and against the host. If another host renders the
// event alone, or the whole shard, the first host gets a strike; if an event is quarantined, the hosts are cleared.
// Nothing of this is journalled: a restarted coordinator begins with all hosts.

extension Scheduler {
  /// A shard on which others hung or crashed was rendered here: each host that is suspected gets a strike.
  mutating func judge(_ shard: Int, _ suspectHosts: [Int], renderedOn node: Int) {
    guard !suspectHosts.isEmpty else { return }
    troubles[shard]?.suspectHosts.removeAll { suspectHosts.contains($0) }
    for other in suspectHosts where other != node { strike(other, outdone: true) }
  }

  /// Gives a host a strike.
  ///
  /// A host that is only `outdone` by others is never excluded if fewer than half would be left.
  mutating func strike(_ node: Int, outdone: Bool = false) {
    let strikes = nodes.strike(node, at: time, window: limits.strikeWindow)
    if outdone, 2 * (nodes.excludedInUse + 1) > nodes.inUse { return }
    if strikes >= limits.strikesPerNode { exclude(node, strikes: strikes, outdone: outdone) }
  }

  mutating func exclude(_ node: Int, strikes: Int, outdone: Bool = false) {
    guard !nodes.isExcluded(node) else { return }
    let until = time + limits.exclusion
    nodes.exclude(node, until: until, outdone: outdone)
    timers.add(.node, node, at: until)
    actions.append(.report(.excluded(host: nodes[node].name, strikes: strikes)))
    takeBackWaiting(on: node)
  }

  /// Takes back the grants that have not begun on a host.
  private mutating func takeBackWaiting(on node: Int) {
    for place in workers.places where workers[place].known && workers[place].node == node {
      for slot in workers[place].leases where !leases[slot].running {
        let lease = lease(in: slot)
        end(slot)
        fence(lease, of: place)
        putBack(lease.shard.number)
      }
    }
  }

  mutating func readmit(_ node: Int) {
    nodes.readmit(node)
    actions.append(.report(.readmitted(host: nodes[node].name)))
    for place in workers.places where workers[place].known && workers[place].node == node {
      queueUp(place)
    }
  }

  /// Takes back hosts that others outdid, before the word of one host quarantines an event; returns true if there
  /// were any.
  ///
  /// It does so once for each suspicion: a host that fails at other work must not delay the end for ever.
  mutating func recall(for shard: Int) -> Bool {
    guard let trouble = troubles[shard], !trouble.hasRecalled else { return false }
    let others = nodes.places.filter {
      nodes.isExcluded($0) && nodes[$0].isOutdone && nodes[$0].workers > 0
        && !trouble.crashedOn.contains($0)
    }
    for host in others { readmit(host) }
    troubles[shard]?.hasRecalled = !others.isEmpty
    return !others.isEmpty
  }

  /// Stops a run whose every host is excluded: it would wait silently for an hour.
  mutating func stopIfAllExcluded() {
    guard nodes.inUse > 0, nodes.usable == 0 else {
      excludedSince = nil
      return
    }
    guard let since = excludedSince else {
      excludedSince = time
      return
    }
    guard time - since >= limits.lease else { return }
    let hosts = nodes.places.filter { nodes.isExcluded($0) && nodes[$0].workers > 0 }
    let outdone = hosts.filter { nodes[$0].isOutdone }
    // The hosts that did better are gone: a poor host is better than none.
    if !outdone.isEmpty {
      for host in outdone { readmit(host) }
      return
    }
    // All are excluded for crashes alone: the build crashes on every host.
    if crashesInRow >= limits.crashesPerNode { return breakCircuit() }
    finish(.nodesExcluded(hosts: hosts.prefix(limits.examples).map { nodes[$0].name }))
  }
}
