import Dataset

/// The shards, about 32 bytes each, in parallel arrays.
struct ShardTable: Sendable {
  enum State: UInt8, Sendable, CaseIterable {
    /// In the queue.
    case pending
    /// Waits for the end of a back-off, or for its quarantine to be durable.
    case waiting
    case leased
    /// Committed but not yet durable.
    case provisional
    case done
    /// Failed too often.
    case stuck
  }

  /// Events that each shard counts.
  private(set) var events: [Int32]
  /// Positions of each shard, to which its failures refer: events that are counted elsewhere have one too.
  private(set) var positions: [Int32]
  private(set) var states: [State]
  /// The newest attempt of this epoch; 0 before the first.
  private(set) var attempts: [UInt16]
  /// The slot of its lease, or -1.
  var slots: [Int32]
  /// The first 64 bits of the committed report's digest.
  var digests: [UInt64]
  var committedAttempts: [UInt16]
  var committedSkips: [UInt16]
  /// Number of shards in each state, by raw value.
  private(set) var tally: [Int]
  private(set) var map: Snapshot.ShardMap
  let eventsTotal: Int
  /// Events of each split; -1 if the plan does not state them.
  private let trainEvents: [Int32]
  private let valEvents: [Int32]
  /// The sum over the unfinished shards whose plan states them.
  private var knownLeft = SplitEvents()
  /// Number of unfinished shards whose plan does not state them.
  private var unknownLeft = 0

  init(events: [Int], positions: [Int]? = nil, splits: [SplitEvents?]? = nil) {
    let count = events.count
    precondition(count < Int(Int32.max), "a plan has fewer than 2³¹ shards")
    precondition(positions.map { $0.count == count } ?? true, "every shard has its positions")
    precondition(splits.map { $0.count == count } ?? true, "every shard has its splits")
    self.events = events.map { Int32(clamping: $0) }
    self.positions = (positions ?? events).map { Int32(clamping: $0) }
    states = Array(repeating: .pending, count: count)
    attempts = Array(repeating: 0, count: count)
    slots = Array(repeating: -1, count: count)
    digests = Array(repeating: 0, count: count)
    committedAttempts = Array(repeating: 0, count: count)
    committedSkips = Array(repeating: 0, count: count)
    map = Snapshot.ShardMap(shards: count)
    tally = Array(repeating: 0, count: State.allCases.count)
    tally[Int(State.pending.rawValue)] = count
    eventsTotal = events.reduce(0, +)
    let splits = splits ?? Array(repeating: nil, count: count)
    trainEvents = splits.map { Int32(clamping: $0?.train ?? -1) }
    valEvents = splits.map { Int32(clamping: $0?.val ?? -1) }
    for shard in 0..<count { countLeft(shard, 1) }
  }

  var count: Int { states.count }

  func contains(_ shard: ShardIndex) -> Bool { (0..<count).contains(shard.number) }

  func count(_ state: State) -> Int { tally[Int(state.rawValue)] }

  /// Events per split of the unfinished shards; nil if the plan of one does not state them.
  var splitsLeft: SplitEvents? { unknownLeft == 0 ? knownLeft : nil }

  private mutating func countLeft(_ shard: Int, _ sign: Int) {
    let (train, val) = (Int(trainEvents[shard]), Int(valEvents[shard]))
    guard train >= 0, val >= 0 else {
      unknownLeft += sign
      return
    }
    knownLeft = knownLeft + SplitEvents(train: sign * train, val: sign * val)
  }

  private mutating func countDone(_ shard: Int, _ sign: Int) {
    countLeft(shard, -sign)
    map.count(shard, sign)
  }

  mutating func set(_ shard: Int, _ state: State) {
    if states[shard] == .done { countDone(shard, -1) }
    if state == .done { countDone(shard, 1) }
    tally[Int(states[shard].rawValue)] -= 1
    tally[Int(state.rawValue)] += 1
    states[shard] = state
  }

  /// The number of the next attempt; nil if the epoch has used all 65,535.
  mutating func nextAttempt(_ shard: Int) -> Int? {
    guard attempts[shard] < .max else { return nil }
    attempts[shard] += 1
    return Int(attempts[shard])
  }

  mutating func commit(_ shard: Int, attempt: Int, digest: UInt64, skipped: Int) {
    committedAttempts[shard] = UInt16(clamping: attempt)
    committedSkips[shard] = UInt16(clamping: skipped)
    digests[shard] = digest
  }
}

extension FileStamp {
  /// The first 64 bits of the digest: enough to distinguish two reports of one shard.
  var digestPrefix: UInt64 { UInt64(sha256.prefix(16), radix: 16) ?? 0 }
}
