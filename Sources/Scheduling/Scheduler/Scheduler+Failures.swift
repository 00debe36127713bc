import Dataset

// What is blamed for a failure: the event (crash, deadline, memory), the shard (an answer that makes no sense), the
// host (output, and sources that others can reach), or nothing (kills, losses, a full disk).

extension Scheduler {
  mutating func fail(_ failure: Failure, by place: Int) {
    let lease = failure.lease
    guard shards.contains(lease.shard) else { return ignore("a shard outside the plan", place) }
    guard let slot = slot(of: lease, at: place) else {
      let isDone = shards.states[lease.shard.number] == .done
      return isDone ? send(.acknowledged(lease), to: place) : fence(lease, of: place)
    }
    retryCounts.failures += 1
    nodes.failed(workers[place].node)
    let hello = workers[place].hello
    actions.append(.report(.failed(failure, worker: hello.worker, host: hello.host)))
    troubles[lease.shard.number, default: Trouble()].lastWords = failure.words
    let events = Int(shards.positions[lease.shard.number])
    guard failure.positions.allSatisfy({ $0 < events }) else {
      ignore("a position outside the shard", place)
      send(.acknowledged(lease), to: place)
      return broken(failure, slot, by: place)
    }
    send(.acknowledged(lease), to: place)
    extendQueued(of: place)
    switch failure.kind {
    case .crash, .deadline, .memory: crashed(failure, slot, by: place)
    case .killed: killed(failure, slot, by: place)
    case .inputUnreachable: unread(failure, slot, by: place)
    case .outputFull: outputFull(failure, slot, by: place)
    case .nameRefused: outputImpossible(failure, slot, by: place)
    case .outputReadOnly, .fileTooLarge: outputRefused(failure, slot, by: place)
    case .outputFailed: outputFailed(slot, by: place)
    case .broken: broken(failure, slot, by: place)
    }
  }

  private mutating func killed(_ failure: Failure, _ slot: Int, by place: Int) {
    let shard = leases[slot].shard
    end(slot)
    troubles[shard, default: Trouble()].avoid = workers[place].node
    lost(shard, on: workers[place].node, words: failure.words)
  }

  /// A renderer or worker is gone, without a fault of the shard.
  mutating func lost(_ shard: Int, on node: Int, words: String) {
    guard shards.states[shard] == .leased else { return }
    troubles[shard, default: Trouble()].losses += 1
    troubles[shard]?.failedOn.addOnce(node)
    let losses = troubles[shard]?.losses ?? 0
    troubles[shard]?.lastWords = words
    if losses >= limits.lossesPerShard, shards.slots[shard] < 0, !leaveToAnotherKey(shard) {
      return setAside(shard, "it lost \(losses) renderers or workers: \(words)")
    }
    putBack(shard, after: losses < 3 ? nil : backoff(losses - 3))
  }

  /// A refused output is a setting of one host if there are others, and otherwise of the place itself.
  private mutating func outputRefused(_ failure: Failure, _ slot: Int, by place: Int) {
    if nodes.usable > 1 {
      outputFailed(slot, by: place)
    } else {
      outputImpossible(failure, slot, by: place)
    }
  }

  /// Ends the run, unless another key can be asked first.
  private mutating func outputImpossible(_ failure: Failure, _ slot: Int, by place: Int) {
    let shard = leases[slot].shard
    let node = workers[place].node
    end(slot)
    troubles[shard]?.failedOn.addOnce(node)
    if leaveToAnotherKey(shard) { return putBackLater(shard) }
    putBack(shard)
    finish(.outputImpossible(failure.kind, words: failure.words))
  }

  /// Leaves a shard to another key than those that failed at it; false if there is none to ask.
  private mutating func leaveToAnotherKey(_ shard: Int) -> Bool {
    let isLeft = !isConfirmed(by: troubles[shard]?.failedOn ?? [])
    troubles[shard]?.needsAnotherKey = isLeft
    return isLeft
  }

  private mutating func outputFailed(_ slot: Int, by place: Int) {
    let shard = leases[slot].shard
    troubles[shard]?.avoid = workers[place].node
    end(slot)
    putBackLater(shard)
    strike(workers[place].node)
  }

  mutating func broken(_ failure: Failure, _ slot: Int, by place: Int) {
    let shard = leases[slot].shard
    end(slot)
    troubles[shard, default: Trouble()].avoid = workers[place].node
    charge(shard, on: workers[place].node, words: failure.words)
    strike(workers[place].node)
  }

  /// Counts a failure that is the shard's own.
  mutating func charge(_ shard: Int, on node: Int, words: String) {
    troubles[shard, default: Trouble()].failures += 1
    troubles[shard]?.failedOn.addOnce(node)
    let failures = troubles[shard]?.failures ?? 0
    if failures >= limits.attemptsPerShard, shards.slots[shard] < 0, !leaveToAnotherKey(shard) {
      return setAside(shard, words)
    }
    putBackLater(shard)
  }

  mutating func putBackLater(_ shard: Int) {
    let waits = troubles[shard]?.waits ?? 0
    troubles[shard]?.waits = waits + 1
    putBack(shard, after: backoff(waits))
  }

  /// Gives up a shard; the run continues with the others and ends by naming it.
  mutating func setAside(_ shard: Int, _ words: String) {
    endAll(of: shard)
    shards.set(shard, .stuck)
    troubles[shard, default: Trouble()].lastWords = words
    actions.append(.report(.stuck(culprit(shard))))
  }

  func culprit(_ shard: Int) -> Culprit {
    let trouble = troubles[shard] ?? Trouble()
    let suspect = trouble.suspects.flatMap { $0.count == 1 ? $0.lowerBound : nil }
    return Culprit(
      shard: ShardIndex(shard), position: suspect ?? trouble.unreadPosition,
      failures: trouble.failures, losses: trouble.losses, words: trouble.lastWords)
  }

  /// Shards with failures that are not done, those given up first.
  func culprits() -> [Culprit] {
    let open = troubles.keys.sorted().filter { ![.done, .provisional].contains(shards.states[$0]) }
    let stuck = open.filter { shards.states[$0] == .stuck }
    let others = open.filter { shards.states[$0] != .stuck }
    return (stuck + others).prefix(limits.examples).map { culprit($0) }
  }
}
