import Dataset

// What speaks against a host, and when it is excluded.
//
// A hang or a crash is charged twice, on trial: to the event, and to the host. When another host renders
// the event alone, or the whole shard, the host is struck; when an event is quarantined, the hosts are let
// off. Nothing of this is journalled: a restarted coordinator begins with all hosts.

extension Scheduler {
  /// What others hung or crashed on was rendered here: a strike for each host that is suspected of it.
  mutating func judge(_ shard: Int, _ suspectHosts: [Int], renderedOn node: Int) {
    guard !suspectHosts.isEmpty else { return }
    troubles[shard]?.suspectHosts.removeAll { suspectHosts.contains($0) }
    for other in suspectHosts where other != node { strike(other, outdone: true) }
  }

  /// Counts against a host.
  ///
  /// One that is only `outdone` by others is never excluded where fewer than half would be left.
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

  /// What has not begun on a host need not begin there.
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

  /// Takes hosts back that others outdid, before the word of one host quarantines an event; returns whether
  /// there were any.
  ///
  /// Once for each suspicion: one that fails at other work must not put off the end for ever.
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

  /// A run whose every host is excluded would wait for an hour without a word.
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
    // Those that did better are gone: a poor host is better than none.
    if !outdone.isEmpty {
      for host in outdone { readmit(host) }
      return
    }
    // Excluded for crashes alone: the build crashes on every host.
    if crashesInRow >= limits.crashesPerNode { return breakCircuit() }
    finish(.nodesExcluded(hosts: hosts.prefix(limits.examples).map { nodes[$0].name }))
  }
}
