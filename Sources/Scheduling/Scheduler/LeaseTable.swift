/// The leases in force, in reusable slots.
struct LeaseTable: Sendable {
  struct Holding: Sendable {
    var shard: Int
    var attempt: Int
    var worker: Int
    var granted: Tick
    var expires: Tick
    var events = 0
    var beat = 0
    var gains = Gains()
    var running = false
    /// The time when its worker last said that the lease waits there.
    var waited: Tick?
    var narrowed: Range<Int>?
    var skipped = 0
    var speculative = false
    /// True if it was taken over from another worker, where it only waited.
    var takenOver = false
    /// The time when the grant was last sent.
    var sent: Tick
    var generation: UInt32 = 0
    var inForce = true
  }

  private(set) var holdings: [Holding] = []
  private var free: [Int] = []
  private(set) var count = 0

  subscript(slot: Int) -> Holding {
    _read { yield holdings[slot] }
    _modify { yield &holdings[slot] }
  }

  mutating func add(_ holding: Holding) -> Int {
    count += 1
    guard let slot = free.popLast() else {
      holdings.append(holding)
      return holdings.count - 1
    }
    let generation = holdings[slot].generation
    holdings[slot] = holding
    holdings[slot].generation = generation
    return slot
  }

  mutating func remove(_ slot: Int) {
    precondition(holdings[slot].inForce, "a lease ends once")
    holdings[slot].inForce = false
    holdings[slot].generation &+= 1
    free.append(slot)
    count -= 1
  }
}
