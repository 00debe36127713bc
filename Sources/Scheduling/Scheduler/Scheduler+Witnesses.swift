import Dataset

// Whose word counts: the word of one key alone decides nothing if another can be asked.

extension Scheduler {
  /// True if a host is a new witness: of another key, or, if there is only one key, another host.
  func isNew(_ node: Int, after others: [Int]) -> Bool {
    guard nodes.usableKeys > 1 else { return !others.contains(node) }
    return nodes.keys(of: others + [node]) > nodes.keys(of: others)
  }

  /// True if every host that may get work is among these.
  func isTriedByAll(_ hosts: [Int]) -> Bool { nodes.usable(of: hosts) >= nodes.usable }

  /// True if an event may be quarantined on the word of these hosts.
  ///
  /// Either one of them has rendered something, and no other did better; or two keys agree; or, without keys, two
  /// hosts.
  func isCredible(_ hosts: [Int]) -> Bool {
    if hosts.contains(where: { nodes[$0].isTrusted }) || nodes.keys(of: hosts) > 1 { return true }
    return hosts.count > 1 && hosts.allSatisfy { nodes[$0].key.isEmpty }
  }

  /// True if others had long enough to come: a stranger's word alone counts only then.
  func isWaitedFor(_ shard: Int, on node: Int) -> Bool {
    guard !nodes[node].key.isEmpty else { return true }
    return troubles[shard]?.aloneSince.map { time - $0 >= limits.loneWitness } ?? false
  }

  /// True if the word of these hosts is enough to end the run, or to give up a shard: more than one key says so, or
  /// there is only one.
  func isConfirmed(by hosts: [Int]) -> Bool { nodes.usableKeys <= 1 || nodes.keys(of: hosts) > 1 }
}
