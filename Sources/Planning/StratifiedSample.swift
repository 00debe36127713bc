import Dataset
import Files
import Manifest

/// Chooses a number of events spread over the source sets: a function of the manifest and the number.
///
/// First it chooses how many of each set. Every set gets one, the largest first if there are more sets than events;
/// each further event goes to the set with the greatest size ÷ (2 × its events + 1), so that shares come as near to
/// the sizes as whole numbers can. Then it chooses which ones. A set's events are cut into as many equal stretches as
/// it gives events, and a hash points at one event of each stretch. Even spacing alone would meet the same label
/// again and again in a manifest that repeats a pattern.
///
/// It reads the manifest once to count. Memory grows with the number of source sets.
struct StratifiedSample {
  private var numbers: [Text: Int] = [:]
  private var strata: [Stratum] = []

  /// Events that will be taken.
  var total: Int { strata.reduce(0) { $0 + $1.quota } }

  private struct Stratum {
    let name: Text
    var size = 0
    var quota = 0
    /// Events met while choosing, and those of them that were taken.
    var met = 0
    var taken = 0
    /// The next event to take, counted from 0 in the set.
    var next = 0
  }

  /// Counts the events of `manifest` and distributes `limit`; `malformed` gets every line that is not an event, and
  /// so belongs to no set.
  init(
    _ limit: Int, of manifest: String, _ fields: FieldOptions,
    malformed: (borrowing ManifestLine, String) -> Void
  ) throws(ManifestError) {
    var reader = try ManifestReader(manifest: manifest, hashing: .nothing)
    var parser = EventParser(fields)
    while let line = try reader.next() {
      switch parser.parse(line) {
      case .event(let event, _): strata[number(of: event.sourceSet)].size += 1
      case .malformed(let reason): malformed(line, reason)
      }
    }
    share(limit)
  }

  /// Distributes `limit` over sets of these sizes.
  init(_ limit: Int, sizes: [(name: Text, size: Int)]) {
    for (name, size) in sizes { strata[number(of: name)].size = size }
    share(limit)
  }

  private mutating func number(of set: Text) -> Int {
    if let known = numbers[set] { return known }
    numbers[set] = strata.count
    strata.append(Stratum(name: set))
    return strata.count - 1
  }

  // MARK: Sharing

  private mutating func share(_ limit: Int) {
    let all = strata.reduce(0) { $0 + $1.size }
    if limit >= all {
      for number in strata.indices { strata[number].quota = strata[number].size }
    } else {
      shareOut(limit)
    }
    for number in strata.indices { strata[number].next = choice(in: strata[number]) }
  }

  private mutating func shareOut(_ limit: Int) {
    let largestFirst = strata.indices.sorted {
      (strata[$1].size, $0) < (strata[$0].size, $1)
    }
    for number in largestFirst.prefix(limit) { strata[number].quota = 1 }
    var claims = ClaimQueue(largestFirst.prefix(limit).map { claim(of: $0) })
    for _ in 0..<max(limit - strata.count, 0) {
      guard let number = claims.first?.number else { return }
      strata[number].quota += 1
      claims.replaceFirst(claim(of: number))
    }
  }

  private func claim(of number: Int) -> ClaimQueue.Claim {
    let stratum = strata[number]
    let isSpent = stratum.quota >= stratum.size
    return ClaimQueue.Claim(
      number: number, size: isSpent ? 0 : stratum.size, divisor: 2 * stratum.quota + 1)
  }

  // MARK: Choosing

  /// True if the next event of this set is taken; call it once an event, in manifest order.
  mutating func takes(_ set: Text) -> Bool {
    guard let number = numbers[set] else { return false }
    let position = strata[number].met
    strata[number].met += 1
    guard strata[number].taken < strata[number].quota, position == strata[number].next else {
      return false
    }
    strata[number].taken += 1
    strata[number].next = choice(in: strata[number])
    return true
  }

  /// The event from the set's next stretch.
  private func choice(in stratum: Stratum) -> Int {
    guard stratum.taken < stratum.quota else { return .max }
    let bound = { (stretch: Int) in
      let (high, low) = stretch.multipliedFullWidth(by: stratum.size)
      return stratum.quota.dividingFullWidth((high, low)).quotient
    }
    let (start, end) = (bound(stratum.taken), bound(stratum.taken + 1))
    let hash = checksum(of: stratum.name.bytes, seed: UInt64(stratum.taken))
    return start + Int(hash % UInt64(end - start))
  }
}

/// Source sets by their claim to the next event: a heap with the greatest claim first.
private struct ClaimQueue {
  struct Claim {
    let number: Int
    let size: Int
    let divisor: Int

    /// Of equal claims that of the set that appeared first is greater.
    func precedes(_ other: Claim) -> Bool {
      let mine = size.multipliedFullWidth(by: other.divisor)
      let others = other.size.multipliedFullWidth(by: divisor)
      if mine == others { return number < other.number }
      return (mine.high, mine.low) > (others.high, others.low)
    }
  }

  private var heap: [Claim]

  init(_ claims: [Claim]) { heap = claims.sorted { $0.precedes($1) } }

  var first: Claim? { heap.first }

  mutating func replaceFirst(_ claim: Claim) {
    heap[0] = claim
    var at = 0
    while true {
      let children = (2 * at + 1..<2 * at + 3).filter { $0 < heap.count }
      guard let child = children.min(by: { heap[$0].precedes(heap[$1]) }),
        heap[child].precedes(heap[at])
      else { return }
      heap.swapAt(at, child)
      at = child
    }
  }
}
