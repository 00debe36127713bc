import Dataset

// Missing is not broken: the run waits for sources that cannot be read now, and for an output without room.

extension Scheduler {
  // MARK: Sources

  mutating func unread(_ failure: Failure, _ slot: Int, by place: Int) {
    let shard = leases[slot].shard
    let node = workers[place].node
    end(slot)
    troubles[shard]?.unreadOn.addOnce(node)
    troubles[shard]?.add(
      Evidence(
        lease: failure.lease, host: nodes[node].host, worker: workers[place].hello.worker,
        kind: failure.kind))
    if failure.rootReadable == true, let position = failure.positions.first {
      fileUnread(position, failure, on: node, shard)
    } else {
      rootUnread(failure.root ?? "", on: node, shard)
    }
    putBackLater(shard)
  }

  /// The root is readable, one file is not: when every host has tried, its events are quarantined.
  private mutating func fileUnread(
    _ position: Int, _ failure: Failure, on node: Int, _ shard: Int
  ) {
    if troubles[shard]?.unreadPosition != position {
      troubles[shard]?.unreadPosition = position
      troubles[shard]?.reads = 0
      troubles[shard]?.aloneSince = time
    }
    troubles[shard]?.reads += 1
    let reads = troubles[shard]?.reads ?? 0
    let unreadOn = troubles[shard]?.unreadOn ?? []
    let hosts = Set(unreadOn).union(troubles[shard]?.crashedOn ?? []).count
    let isTriedByAll = hosts >= min(max(nodes.usable, 1), limits.readsPerFile)
    // A host that never tries must not keep the run from its end.
    guard reads >= limits.readsPerFile, isTriedByAll || reads >= 4 * limits.readsPerFile,
      isConfirmed(by: unreadOn), isCredible(unreadOn) || isWaitedFor(shard, on: node)
    else { return }
    quarantine(Array(Set(failure.positions)).sorted(), failure, shard)
  }

  private mutating func rootUnread(_ root: String, on node: Int, _ shard: Int) {
    troubles[shard]?.root = root
    if let index = roots.firstIndex(where: { $0.root == root }) {
      roots[index].latest = time
      roots[index].nodes.addOnce(node)
    } else if roots.count < limits.examples {
      roots.append(RootTrouble(root: root, since: time, latest: time, nodes: [node]))
      actions.append(.report(.unreachable(root: root)))
    }
  }

  /// A shard that could not be read has been read: its root is back.
  mutating func clearRoot(of shard: Int) {
    guard let root = troubles[shard]?.root else { return }
    roots.removeAll { $0.root == root }
    troubles[shard]?.root = nil
  }

  mutating func stopIfUnreachable() {
    // If no host fails any more, none is kept from reading.
    let recent = limits.backoffLongest * 3
    roots.removeAll { time - $0.latest > recent }
    guard let root = roots.first(where: { time - $0.since >= limits.patience }) else { return }
    let isTried = leases.holdings.contains {
      $0.inForce && $0.events > 0 && troubles[$0.shard]?.root == root.root
    }
    if !isTried, isConfirmed(by: root.nodes) { finish(.sourcesUnreachable(root: root.root)) }
  }

  // MARK: Output

  mutating func outputFull(_ failure: Failure, _ slot: Int, by place: Int) {
    let shard = leases[slot].shard
    end(slot)
    putBack(shard)
    if pause == nil {
      pause = Pause(
        since: time, latest: time, nextTrial: time + backoff(0), words: failure.words)
      actions.append(.report(.paused(words: failure.words)))
    }
    pause?.latest = time
    pause?.saidBy.addOnce(workers[place].node)
  }

  var isTrialDue: Bool { pause.map { $0.nextTrial <= time } ?? true }

  /// One shard was granted to see if there is room again.
  mutating func trialGranted() {
    guard let trials = pause?.trials else { return }
    let next = time + limits.backoff + backoff(min(trials, 4))
    pause?.trials = trials + 1
    pause?.nextTrial = next
  }

  mutating func resume() {
    guard pause != nil else { return }
    pause = nil
    actions.append(.report(.resumed))
  }
}
