import Dataset

extension Scheduler {
  mutating func complete(_ completion: Completion, by place: Int) {
    let lease = completion.lease
    guard shards.contains(lease.shard) else { return ignore("a shard outside the plan", place) }
    let shard = lease.shard.number
    switch shards.states[shard] {
    case .done:
      compare(completion, by: place)
      return send(.acknowledged(lease), to: place)
    case .provisional:
      // The worker repeats it until then, and it may have come from the other holder.
      return compare(completion, by: place)
    case .pending, .waiting, .leased, .stuck: break
    }
    guard let slot = slot(of: lease, at: place) else { return fence(lease, of: place) }
    if let part = leases[slot].narrowed {
      return passed(part, slot, lease, by: place)
    }
    guard isSound(completion, slot) else { return refuse(completion, slot, by: place) }
    commit(completion, slot, by: place)
  }

  /// True if a completion is possible for a shard of this size.
  private func isSound(_ completion: Completion, _ slot: Int) -> Bool {
    let shard = leases[slot].shard
    return completion.counts.totalEvents == Int(shards.events[shard])
      && completion.skipped == leases[slot].skipped
  }

  private mutating func refuse(_ completion: Completion, _ slot: Int, by place: Int) {
    ignore("counts that do not fit the shard", place)
    let failure = Failure(
      lease: completion.lease, kind: .broken, words: "its counts do not fit the shard")
    fence(completion.lease, of: place)
    broken(failure, slot, by: place)
  }

  private mutating func commit(_ completion: Completion, _ slot: Int, by place: Int) {
    let shard = leases[slot].shard
    let commit = Commit(completion, worker: workers[place].hello.worker)
    remember(duration: time - leases[slot].granted)
    judge(shard, troubles[shard]?.suspectHosts ?? [], renderedOn: workers[place].node)
    blameOthers(shard, but: workers[place].node)
    // The events that were rendered since the last heartbeat about this lease.
    workers[place].rateEvents += max(completion.counts.totalEvents - leases[slot].events, 0)
    end(slot)
    endAll(of: shard)
    shards.set(shard, .provisional)
    note(completion, inEpoch: true)
    journal(.committed(commit), for: place)
    workers[place].shardsDone += 1
    workers[place].eventsDone += completion.counts.totalEvents
    wentWell(at: place)
    clearRoot(of: shard)
    resume()
  }

  /// Something was rendered here: neither the host nor the build is broken.
  mutating func wentWell(at place: Int) {
    lastProgress = time
    crashesInRow = 0
    nodes.worked(workers[place].node)
    extendQueued(of: place)
  }

  /// A source that one host alone could not read was read here: that host gets a strike.
  private mutating func blameOthers(_ shard: Int, but node: Int) {
    guard let root = troubles[shard]?.root,
      let trouble = roots.first(where: { $0.root == root }), trouble.nodes.count == 1,
      let other = trouble.nodes.first, other != node
    else { return }
    strike(other, outdone: true)
  }

  /// Two reports of one shard with the same events skipped are the same bytes, or there is an error.
  private mutating func compare(_ completion: Completion, by place: Int) {
    let shard = completion.lease.shard.number
    guard Int(shards.committedSkips[shard]) == completion.skipped,
      shards.digests[shard] != completion.report.digestPrefix
    else { return }
    retryCounts.nondeterministic += 1
    let hello = workers[place].hello
    actions.append(
      .report(
        .nondeterminism(
          completion.lease.shard, committed: Int(shards.committedAttempts[shard]),
          late: completion.report, worker: hello.worker, host: hello.host)))
  }

  mutating func ignore(_ words: String, _ place: Int) {
    retryCounts.ignoredMessages += 1
    actions.append(.report(.ignored(worker: workers[place].hello.worker, words: words)))
  }

  /// Keeps the last 255 durations, which show what is usual.
  private mutating func remember(duration: Span) {
    if durations.count < 255 {
      durations.append(duration.milliseconds)
    } else {
      durations[durationsAt] = duration.milliseconds
    }
    durationsAt = (durationsAt + 1) % 255
  }
}
