import Dataset
import Scheduling

extension StatusDocument {
  /// Takes in what the scheduler knows; the bundle must be named before.
  mutating func take(_ snapshot: Snapshot, workersShown: Int) {
    state = snapshot.state
    epoch = snapshot.epoch.number
    shards = Shards(
      total: snapshot.shards.total, pending: snapshot.shards.pending,
      leased: snapshot.shards.leased, provisional: snapshot.shards.provisional,
      done: snapshot.shards.done, stuck: snapshot.shards.stuck)
    events.total = snapshot.eventsTotal
    events.done = snapshot.counts.totalEvents
    events.running = snapshot.eventsRunning
    events.left = max(
      snapshot.eventsTotal - snapshot.counts.totalEvents - snapshot.eventsRunning, 0)
    events.sliced = snapshot.counts.slicedEvents
    events.skipped = snapshot.counts.skippedTotal
    events.duplicates = snapshot.counts.duplicates
    events.quarantined = snapshot.quarantinedEvents
    // Those that need a look come first.
    let rows = snapshot.workers.map(Worker.init).sorted { left, right in
      (left.state == "active" ? 1 : 0, left.name, left.host, left.pid)
        < (right.state == "active" ? 1 : 0, right.name, right.host, right.pid)
    }
    workers = Array(rows.prefix(workersShown))
    workersOmitted = rows.count - workers.count
    stragglers = snapshot.stragglers.map(Lease.init)
    takeFaults(snapshot)
  }

  private mutating func takeFaults(_ snapshot: Snapshot) {
    retries.failures = snapshot.failures
    retries.expirations = snapshot.expirations
    retries.fenced = snapshot.fenced
    retries.nondeterministic = snapshot.nondeterministic
    retries.ignoredMessages = snapshot.ignored
    quarantined = snapshot.quarantined.map { quarantine in
      Note(
        subject: quarantine.name,
        words: "\(quarantine.kind.rawValue): \(quarantine.words)".printable,
        reproduce: quarantine.reproduction(in: bundle))
    }
    refused = snapshot.refused.map {
      Note(
        subject: "\($0.worker) on \($0.host)".printable,
        words: $0.refusal.words.printable)
    }
    excluded = snapshot.excluded.map {
      Note(
        subject: $0.host.printable,
        words: "\($0.strikes) strikes, tried again in \($0.remaining / 1000) s")
    }
    // One without words was only given back.
    culprits = snapshot.culprits.filter { !$0.words.isEmpty }.map {
      Note(subject: $0.shard.description, words: $0.words.printable)
    }
    troubles = snapshot.troubles.map(\.printable)
  }
}

extension StatusDocument.Worker {
  init(_ row: Snapshot.Worker) {
    name = row.name.printable
    host = row.host.printable
    pid = row.pid
    slots = row.slots
    state = row.state
    leases = row.leases.map(StatusDocument.Lease.init)
    shardsDone = row.shardsDone
    eventsDone = row.eventsDone
    eventsPerSecond = row.rate
    lastHeardSeconds = Double(row.lastHeard) / 1000
    log = row.log.printable
  }
}

extension StatusDocument.Lease {
  init(_ row: Snapshot.Running) {
    shard = row.shard.number
    attempt = row.attempt
    events = row.events
    eventsTotal = row.eventsTotal
    ageSeconds = Double(row.age) / 1000
    speculative = row.speculative
    narrowed = row.narrowed
  }
}
