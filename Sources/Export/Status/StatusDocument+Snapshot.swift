import Dataset
import Scheduling

extension StatusDocument {
  /// Takes the coordinator's snapshot; the bundle must be named before.
  mutating func take(_ snapshot: Snapshot) {
    state = snapshot.state
    epoch = snapshot.epoch.number
    shards = snapshot.shards
    shardMap = snapshot.shardMap
    room = snapshot.room
    events.total = snapshot.eventsTotal
    events.done = snapshot.counts.totalEvents
    events.running = snapshot.eventsRunning
    events.left = max(events.total - events.done - events.running, 0)
    events.sliced = snapshot.counts.slicedEvents
    events.skipped = snapshot.counts.skippedTotal
    events.skippedRunning = snapshot.gains.skipped
    events.duplicates = snapshot.counts.duplicates
    events.quarantined = snapshot.quarantinedEvents
    // Workers that need attention come first.
    workers = snapshot.workers.map(\.printable).sorted { left, right in
      (left.state == "active" ? 1 : 0, left.name, left.host, left.pid)
        < (right.state == "active" ? 1 : 0, right.name, right.host, right.pid)
    }
    stragglers = snapshot.stragglers
    retries = snapshot.retries
    journal = snapshot.journal
    troubles = snapshot.troubles.map(\.printable)
    takeNotes(snapshot)
  }

  private mutating func takeNotes(_ snapshot: Snapshot) {
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
        words: "\($0.strikes) strikes, tried again in \($0.remainingSeconds) s")
    }
    // A shard without words was only given back.
    culprits = snapshot.culprits.filter { !$0.words.isEmpty }.map {
      Note(subject: $0.shard.description, words: $0.words.printable)
    }
  }
}

extension Snapshot.Worker {
  /// The same with words that are fit for a terminal.
  fileprivate var printable: Self {
    var worker = self
    worker.name = name.printable
    worker.host = host.printable
    worker.log = log.printable
    return worker
  }
}
