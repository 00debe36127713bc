import Dataset

// What is durable, and what a restart reads from it.

extension Scheduler {
  mutating func replay(_ history: some Sequence<JournalRecord>) {
    for record in history { replay(record) }
    for shard in troubles.keys.sorted() where shards.states[shard] == .pending {
      retries.append(shard)
    }
  }

  private mutating func replay(_ record: JournalRecord) {
    switch record {
    case .committed(let commit):
      let shard = commit.shard
      guard shards.contains(shard), shards.states[shard.number] == .pending else { return }
      note(commit.completion, inEpoch: false)
      shards.set(shard.number, .done)
      counts.sum(commit.completion.counts)
    case .quarantined(let quarantine):
      guard shards.contains(quarantine.shard) else { return }
      add(quarantine)
    case .released(let shard): release(shard.number)
    case .withdrawn(let withdrawal):
      guard shards.contains(withdrawal.shard), shards.states[withdrawal.shard.number] == .done
      else { return }
      shards.set(withdrawal.shard.number, .pending)
      counts -= withdrawal.counts
    }
  }

  mutating func note(_ completion: Completion, inEpoch: Bool) {
    shards.commit(
      completion.lease.shard.number, attempt: inEpoch ? completion.lease.attempt : 0,
      digest: completion.report.digestPrefix, skipped: completion.skipped)
  }

  /// Skips events from now on.
  mutating func add(_ quarantine: Quarantine) {
    let shard = quarantine.shard.number
    let events = Int(shards.positions[shard])
    var positions = Set(troubles[shard]?.quarantined ?? [])
    let before = positions.count
    positions.formUnion(quarantine.positions.filter { (0..<events).contains($0) })
    troubles[shard, default: Trouble()].quarantined = positions.sorted()
    quarantinedEvents += positions.count - before
    if quarantined.count >= limits.examples { quarantined.removeFirst() }
    quarantined.append(quarantine)
  }

  /// Voids the quarantines of a shard.
  mutating func release(_ shard: Int) {
    guard let count = troubles[shard]?.quarantined.count else { return }
    quarantinedEvents -= count
    quarantined.removeAll { $0.shard.number == shard }
    troubles[shard] = nil
  }

  /// Records up to `sequence` are on disk: they are valid now, and may be announced.
  mutating func settle(upTo sequence: Int) {
    while let first = pending.first, first.sequence <= sequence {
      guard let done = pending.popFirst() else { return }
      switch done.record {
      case .committed(let commit): commitIsDurable(commit, done)
      case .quarantined(let quarantine):
        quarantineIsDurable(quarantine.shard.number, done.sequence)
      case .released, .withdrawn: break
      }
    }
  }

  private mutating func commitIsDurable(_ commit: Commit, _ record: Pending) {
    let shard = commit.shard.number
    guard shards.states[shard] == .provisional else { return }
    shards.set(shard, .done)
    counts.sum(commit.completion.counts)
    if troubles[shard]?.quarantined.isEmpty ?? true { troubles[shard] = nil }
    guard workers.places.contains(record.place),
      workers[record.place].generation == record.generation, workers[record.place].known
    else { return }
    send(.acknowledged(commit.completion.lease), to: record.place)
  }

  private mutating func quarantineIsDurable(_ shard: Int, _ sequence: Int) {
    guard troubles[shard]?.awaited == sequence else { return }
    troubles[shard]?.awaited = nil
    guard shards.states[shard] == .waiting else { return }
    shards.set(shard, .pending)
    retries.append(shard)
  }

  /// A committed report is gone: the shard is rendered again.
  mutating func withdraw(_ shard: ShardIndex, _ counts: Tally) {
    guard shards.contains(shard), shards.states[shard.number] == .done else { return }
    journal(.withdrawn(Withdrawal(shard: shard, counts: counts)))
    shards.set(shard.number, .pending)
    self.counts -= counts
    troubles[shard.number, default: Trouble()].lastWords = "its report was lost"
    retries.append(shard.number)
    reopen()
  }
}
