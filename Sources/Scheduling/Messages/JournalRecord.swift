package import Dataset

/// A record that the scheduler wants to be durable; replaying all records in order restores its state.
package enum JournalRecord: Hashable, Sendable {
  /// A shard is done: this report and no other belongs to the bundle.
  case committed(Commit)
  /// Events that are skipped from now on.
  case quarantined(Quarantine)
  /// All quarantines of this shard are void (a broken build was the cause, or its user asked).
  case released(ShardIndex)
  /// The committed report is gone or damaged: the shard is to be rendered again.
  case withdrawn(Withdrawal)
}

/// A committed shard.
package struct Commit: Hashable, Sendable, Codable {
  package var completion: Completion
  package var worker: String

  package init(_ completion: Completion, worker: String) {
    self.completion = completion
    self.worker = worker
  }

  package var shard: ShardIndex { completion.lease.shard }
}

/// A commit taken back.
package struct Withdrawal: Hashable, Sendable, Codable {
  package var shard: ShardIndex
  /// The sum of the withdrawn report.
  package var counts: Tally

  package init(shard: ShardIndex, counts: Tally) {
    self.shard = shard
    self.counts = counts
  }
}

/// Quarantined events of one shard, with the reason.
package struct Quarantine: Hashable, Sendable, Codable {
  package var shard: ShardIndex
  /// In the shard, from 0.
  package var positions: [Int]
  /// The manifest ordinal of the first, if the worker reported it.
  package var ordinal: Int?
  package var kind: FailureClass
  package var signal: Int?
  package var words: String
  /// Some of the failed attempts, oldest first.
  package var evidence: [Evidence]

  package init(
    shard: ShardIndex, positions: [Int], ordinal: Int? = nil, kind: FailureClass,
    signal: Int? = nil, words: String = "", evidence: [Evidence] = []
  ) {
    self.shard = shard
    self.positions = positions
    self.ordinal = ordinal
    self.kind = kind
    self.signal = signal
    self.words = words
    self.evidence = evidence
  }
}

/// One failed attempt that is evidence against an event.
package struct Evidence: Hashable, Sendable, Codable {
  package var lease: Lease
  package var host: String
  package var worker: String
  package var kind: FailureClass

  package init(lease: Lease, host: String, worker: String, kind: FailureClass) {
    self.lease = lease
    self.host = host
    self.worker = worker
    self.kind = kind
  }
}

extension JournalRecord: OneKeyCodable {
  package static let cases: [String: OneKeyCase<Self>] = [
    "committed": .holding(Self.committed), "quarantined": .holding(Self.quarantined),
    "released": .holding(Self.released), "withdrawn": .holding(Self.withdrawn),
  ]

  /// The kind and its value.
  package var body: (name: String, value: any Encodable) {
    switch self {
    case .committed(let commit): ("committed", commit)
    case .quarantined(let quarantine): ("quarantined", quarantine)
    case .released(let shard): ("released", shard)
    case .withdrawn(let withdrawal): ("withdrawn", withdrawal)
    }
  }
}
