/// Requested moments, earliest first; those that no longer matter stay in the heap and are ignored.
struct TimerHeap: Sendable {
  enum Kind: UInt8, Sendable {
    /// A lease's slot: its deadline.
    case lease
    /// A shard: its back-off is over.
    case shard
    /// A worker's place: it may be silent for ever.
    case worker
    /// A host's place: its exclusion is over.
    case node
  }

  struct Entry: Sendable {
    var tick: Tick
    /// Breaks ties, so that the order is that of the requests.
    var sequence: UInt64
    var kind: Kind
    var place: Int32
    var generation: UInt32

    fileprivate func precedes(_ other: Entry) -> Bool {
      (tick.milliseconds, sequence) < (other.tick.milliseconds, other.sequence)
    }
  }

  private var entries: [Entry] = []
  private var nextSequence: UInt64 = 0

  var first: Tick? { entries.first?.tick }

  mutating func add(_ kind: Kind, _ place: Int, generation: UInt32 = 0, at tick: Tick) {
    entries.append(
      Entry(
        tick: tick, sequence: nextSequence, kind: kind, place: Int32(place),
        generation: generation))
    nextSequence += 1
    rise(from: entries.count - 1)
  }

  /// The earliest entry that is due at `time`.
  mutating func popDue(at time: Tick) -> Entry? {
    guard let first = entries.first, first.tick <= time else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    return first
  }

  private mutating func rise(from start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].precedes(entries[parent]) else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in (2 * parent + 1)...(2 * parent + 2) where child < entries.count {
        if entries[child].precedes(entries[least]) { least = child }
      }
      guard least != parent else { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
