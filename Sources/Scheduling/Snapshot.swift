package import Dataset

/// The state of a coordinator for status, whose document contains these parts unchanged: a few sums and a row a
/// worker, made without walking the shards.
///
/// The scheduler fills in what it knows; its driver adds the facts about sockets and disks.
package struct Snapshot: Hashable, Sendable {
  /// Shards by state; the five sum up to all.
  package struct Shards: Hashable, Sendable, Codable {
    package var total = 0
    /// Waiting, including those in a back-off.
    package var pending = 0
    package var leased = 0
    /// Committed but not yet durable.
    package var provisional = 0
    package var done = 0
    package var stuck = 0

    package init() {}
  }

  /// The share of each part of the plan that is committed, for a picture of any number of shards.
  package struct ShardMap: Hashable, Sendable, Codable {
    /// Shards of a part, in their order; the last part may have fewer.
    package private(set) var partShards: Int
    /// Durably committed shards of each part.
    package private(set) var done: [Int]

    /// The most parts of a map.
    package static let partsMaximum = 400

    /// A map of so many shards, none of them committed.
    package init(shards: Int) {
      partShards = max((shards + Self.partsMaximum - 1) / Self.partsMaximum, 1)
      done = Array(repeating: 0, count: (shards + partShards - 1) / partShards)
    }

    /// Counts a shard that is committed (1), or no longer (-1).
    mutating func count(_ shard: Int, _ sign: Int) { done[shard / partShards] += sign }
  }

  /// The room under the bundle.
  package struct Room: Hashable, Sendable, Codable {
    package var bytesFree: Int
    /// Nil where the file system has no fixed number of them.
    package var inodesFree: Int?

    package init(bytesFree: Int, inodesFree: Int?) {
      self.bytesFree = bytesFree
      self.inodesFree = inodesFree
    }
  }

  /// A worker, by its last message to the coordinator.
  package struct Worker: Hashable, Sendable, Codable {
    package var name = ""
    package var host = ""
    package var pid = 0
    package var slots = 0
    /// `active`, `draining`, `excluded`, `silent` for some seconds, or `lost` for longer than a lease.
    package var state = ""
    package var leases: [Running] = []
    package var shardsDone = 0
    package var eventsDone = 0
    /// Over the last minute or so.
    package var eventsPerSecond = 0.0
    /// Time since its last message.
    package var lastHeardSeconds = 0.0
    package var log = ""
  }

  /// A lease that a worker holds.
  package struct Running: Hashable, Sendable, Codable {
    package var shard: ShardIndex
    package var attempt = 0
    package var events = 0
    package var eventsTotal = 0
    /// Time since it was granted.
    package var ageSeconds = 0.0
    /// A second copy.
    package var speculative = false
    /// A part of the shard alone.
    package var narrowed = false
  }

  /// Counts of failures, each of which was retried or refused.
  package struct Retries: Hashable, Sendable, Codable {
    package var failures = 0
    package var expirations = 0
    package var fenced = 0
    /// Results of two attempts that differ: an alarm.
    package var nondeterministic = 0
    package var ignoredMessages = 0
    /// Messages dropped unread: not well formed, or of a revoked key; the driver's count.
    package var malformedMessages = 0
    /// The driver's count.
    package var refusedHandshakes = 0

    package init() {}
  }

  /// The speed at which the disk takes commits, from this coordinator alone.
  package struct Journal: Hashable, Sendable, Codable {
    /// Times that records were written and synced.
    package var syncs = 0
    /// The time that they took together.
    package var seconds = 0.0
    /// Seconds since 1970, when the last shard was committed; nil before the first.
    package var lastCommit: Int?

    package init() {}
  }

  /// A host that gets no work for now.
  package struct Exclusion: Hashable, Sendable {
    package var host: String
    package var strikes: Int
    /// The time until it is tried again, rounded down.
    package var remainingSeconds: Int
  }

  /// A worker that was not admitted.
  package struct Refused: Hashable, Sendable {
    package var worker: String
    package var host: String
    package var refusal: Refusal
  }

  package var epoch: Epoch
  /// `running`, `paused`, `draining` or `finished`.
  package var state: String
  package var shards = Shards()
  package var shardMap: ShardMap?
  /// The driver's; nil until it has asked the disk.
  package var room: Room?
  /// Of all committed shards.
  package var counts = Tally()
  /// Events per split of the unfinished shards; nil if a plan does not state them.
  package var splitsLeft: SplitEvents?
  /// Events finished in leases that still run.
  package var eventsRunning = 0
  /// The outcome of those events.
  package var gains = Gains()
  package var eventsTotal = 0
  package var workers: [Worker] = []
  /// Running leases past the speculation threshold, oldest first.
  package var stragglers: [Running] = []
  package var retries = Retries()
  /// The driver's.
  package var journal = Journal()
  package var quarantinedEvents = 0
  /// The latest ones.
  package var quarantined: [Quarantine] = []
  package var excluded: [Exclusion] = []
  package var refused: [Refused] = []
  package var culprits: [Culprit] = []
  /// The reason why work is paused, the root that cannot be read, and what the driver waits for.
  package var troubles: [String] = []

  init(epoch: Epoch, state: String) {
    self.epoch = epoch
    self.state = state
  }
}
