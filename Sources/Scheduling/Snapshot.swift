package import Dataset

/// The scheduler's state for status: a few sums and a row a worker, made without walking the shards.
package struct Snapshot: Hashable, Sendable, Codable {
  /// Shards by state; the five sum up to all.
  package struct Shards: Hashable, Sendable, Codable {
    package var total = 0
    /// Waiting, also those that wait out a back-off.
    package var pending = 0
    package var leased = 0
    /// Committed but not yet durable.
    package var provisional = 0
    package var done = 0
    package var stuck = 0
  }

  /// One worker.
  package struct Worker: Hashable, Sendable, Codable {
    package var name: String
    package var host: String
    package var pid: Int
    package var slots: Int
    package var log: String
    /// `active`, `draining`, `excluded` or `silent`.
    package var state: String
    package var leases: [Running]
    package var shardsDone: Int
    package var eventsDone: Int
    /// Events a second, over the last minute or so.
    package var rate: Double
    /// Milliseconds since its last message.
    package var lastHeard: Int
  }

  /// One lease in a worker's hands.
  package struct Running: Hashable, Sendable, Codable {
    package var shard: ShardIndex
    package var attempt: Int
    package var events: Int
    package var eventsTotal: Int
    /// Milliseconds since it was granted.
    package var age: Int
    /// Whether it is a second copy, or a narrowed part.
    package var speculative: Bool
    package var narrowed: Bool
  }

  /// A host that gets no work for now.
  package struct Exclusion: Hashable, Sendable, Codable {
    package var host: String
    package var strikes: Int
    /// Milliseconds until it is tried again.
    package var remaining: Int
  }

  /// A worker that was not admitted.
  package struct Refused: Hashable, Sendable, Codable {
    package var worker: String
    package var host: String
    package var refusal: Refusal
  }

  package var epoch: Epoch
  /// `running`, `paused`, `draining` or `finished`.
  package var state: String
  package var shards = Shards()
  /// Of all committed shards.
  package var counts = Tally()
  /// Events finished in leases that still run.
  package var eventsRunning = 0
  package var eventsTotal = 0
  package var workers: [Worker] = []
  /// Running leases past the speculation threshold, oldest first.
  package var stragglers: [Running] = []
  package var expirations = 0
  package var failures = 0
  package var fenced = 0
  package var ignored = 0
  package var nondeterministic = 0
  package var quarantinedEvents = 0
  /// The latest, a few.
  package var quarantined: [Quarantine] = []
  package var excluded: [Exclusion] = []
  package var refused: [Refused] = []
  package var culprits: [Culprit] = []
  /// Why work is paused, or which root cannot be read.
  package var troubles: [String] = []

  init(epoch: Epoch, state: String) {
    self.epoch = epoch
    self.state = state
  }
}
