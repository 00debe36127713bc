package import Dataset

/// An event for a scheduler.
package enum Stimulus: Sendable {
  /// A message that decoded and passed `validate`; `key` names the sender's CURVE key, `""` without.
  case received(Connection, key: String, FromWorker)
  /// A worker says that this lease is done, and its report is being inspected: the lease stays in force.
  case claimed(Connection, Lease)
  /// The connection cannot take a message now, or is gone; with the lease if a grant was lost.
  case sendFailed(Connection, grant: Lease?)
  /// The peer is known to be dead, or was disconnected (a local process that ended, a revoked key, a broken
  /// protocol): its leases return at once.
  case disconnected(Connection)
  /// All journal records up to this sequence number are on disk.
  case journalDurable(upTo: Int)
  /// The journal cannot be written: nothing more is acknowledged and the run stops.
  case journalFailed(String)
  /// The merger found a committed report missing or damaged; the counts are those of its commit.
  case reportLost(ShardIndex, Tally)
  /// Time passed.
  case tick
  /// The operator asks to stop: give back leases, acknowledge what is durable, finish.
  case drain
}

/// An action that a scheduler requests from its driver, which performs all of them in order.
package enum Action: Hashable, Sendable {
  /// Send without blocking; answer with `sendFailed` if that is not possible.
  ///
  /// A `grant` still lacks its plan row.
  case send(Connection, FromCoordinator)
  /// Append, sync (in groups), then say `journalDurable`.
  case journal(sequence: Int, JournalRecord)
  /// Answer a reader with a snapshot.
  case status(Connection, Incarnation)
  /// Forget the peer.
  case disconnect(Connection)
  /// A line for the log.
  case report(Notice)
  /// The run is over; reported once.
  ///
  /// Keep answering workers (which are told to leave) for a moment.
  case finished(Outcome)
}

/// The outcome of a run.
package enum Outcome: Hashable, Sendable {
  /// Every shard is committed, without its `quarantined` events.
  case complete(quarantined: Int)
  /// The operator stopped it.
  case interrupted
  /// No host could read this root for `patience`.
  case sourcesUnreachable(root: String)
  /// The output had no room for `patience`.
  case outputFull
  /// The output refused a clip in a way that no retry can change; the class says which.
  case outputImpossible(FailureClass, words: String)
  /// Every host with a worker is excluded, for write errors and similar faults.
  case nodesExcluded(hosts: [String])
  /// Too many crashes in a row: the build is broken, not the data, and nothing stays quarantined.
  case breaker(crashes: Int)
  /// All other shards are done; these failed too often.
  case stuck([Culprit])
  /// Workers held shards, or none came, and nothing moved.
  case noProgress([Culprit])
  /// The journal could not be written.
  case journalFailed(String)
}

/// A shard that keeps a run from its end, with its record.
package struct Culprit: Hashable, Sendable, Codable {
  package var shard: ShardIndex
  /// The position in the shard, from 0, if an event is suspected.
  package var position: Int?
  package var failures: Int
  package var losses: Int
  package var words: String

  package init(shard: ShardIndex, position: Int?, failures: Int, losses: Int, words: String) {
    self.shard = shard
    self.position = position
    self.failures = failures
    self.losses = losses
    self.words = words
  }
}

/// News for the log.
package enum Notice: Hashable, Sendable {
  case admitted(worker: String, host: String, slots: Int)
  case refused(worker: String, host: String, Refusal)
  case lost(worker: String, host: String, leases: Int)
  case left(worker: String, host: String)
  case expired(Lease, worker: String)
  case failed(Failure, worker: String, host: String)
  case narrowing(ShardIndex, Range<Int>)
  case quarantined(Quarantine)
  /// The event that was suspected did no harm on this host.
  case acquitted(ShardIndex, host: String)
  /// Two attempts of one shard made different reports. Both are kept; the committed one counts.
  case nondeterminism(ShardIndex, committed: Int, late: FileStamp, worker: String, host: String)
  case excluded(host: String, strikes: Int)
  case readmitted(host: String)
  case paused(words: String)
  case resumed
  case unreachable(root: String)
  case stuck(Culprit)
  case speculating(Lease)
  /// A message that makes no sense from this sender; it is counted.
  case ignored(worker: String, words: String)
  case workersMissing
}
