import Scheduling

/// One kind of misfortune; a failing seed is made smaller by leaving kinds out.
package enum FaultKind: String, CaseIterable, Sendable {
  case lostMessages, doubledMessages, lateMessages, partitions, oneWayPartitions
  case workerKills, lossesForGood, workerPauses, slowWorkers, liars, drains
  case coordinatorCrashes, coordinatorPauses, slowJournal
  case coordinatorDrains, twoCoordinators, suspensions
  case rendererKills, crashers, unnamedCrashers, hangers, memoryEaters
  case unreadableFiles, unreachableRoots, fullOutput, lostReports, badHost
  case driftingClocks, lyingClocks, clockSteps, hangingStorage

  /// One of so many worlds has it.
  ///
  /// What is rarer than one of two is drawn last.
  var rarity: Int {
    switch self {
    case .driftingClocks: 3
    case .lyingClocks, .clockSteps: 4
    // It needs hosts that stay, so that most other faults are omitted.
    case .hangingStorage: 10
    default: 2
    }
  }
}

/// The end of a run: completion, or a lasting condition that must stop it with the right outcome.
package enum Ending: String, CaseIterable, Sendable {
  case complete
  /// No source can be read any more.
  case unreachable
  /// The output stays full.
  case full
  /// Every write fails, on every host.
  case excluded
  /// Every renderer crashes at its first event.
  case broken
}

/// The size of a world.
package enum WorldSize: String, CaseIterable, Sendable {
  case small, medium, large, huge

  var workers: Int {
    switch self {
    case .small: 8
    case .medium: 16
    case .large: 1000
    case .huge: 10_000
    }
  }

  var shards: Int {
    switch self {
    case .small: 200
    case .medium: 1000
    case .large: 100_000
    case .huge: 1_000_000
    }
  }
}

/// A world's make-up, drawn from its seed: each kind of fault is there or not, weak or strong.
package struct WorldOptions: Sendable {
  package var seed: UInt64
  package var size: WorldSize
  package var faults: Set<FaultKind>
  package var workers: Int
  package var nodes: Int
  package var shards: Int
  package var slotsMost: Int
  /// Events of a shard, at most, and milliseconds of one.
  package var shardEventsMost: Int
  package var eventMilliseconds: Int
  /// The milliseconds in which faults happen; then everything heals.
  package var troubledTime: Int
  /// Lost messages of a thousand.
  package var lossPerMille: Int
  package var doublesPerMille: Int
  package var latePerMille: Int
  /// Mean milliseconds between two faults of each timed kind, over the whole world.
  package var faultGap: Int
  /// Seconds that a shard runs before a second copy of it may start, at the least.
  package var slowAtLeast: Int
  package var ending = Ending.complete
  /// When that which lasts begins.
  package var endingFrom: Int

  package init(seed: UInt64, size: WorldSize, without: Set<FaultKind> = []) {
    self.seed = seed
    self.size = size
    var generator = SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D)
    var drawn: Set<FaultKind> = []
    for kind in FaultKind.allCases where kind.rarity == 2 && generator.below(2) == 0 {
      drawn.insert(kind)
    }
    faults = drawn.subtracting(without)
    let isBig = size == .large || size == .huge
    workers = isBig ? size.workers : 1 + generator.below(size.workers)
    shards = isBig ? size.shards : 1 + generator.below(size.shards)
    nodes = max(1, min(workers, isBig ? workers : 1 + generator.below(workers)))
    slotsMost = isBig ? 2 : 1 + generator.below(4)
    shardEventsMost = isBig ? 60 : 1 + generator.below(40)
    eventMilliseconds = isBig ? 60 : 20 + generator.below(400)
    troubledTime = isBig ? (size == .huge ? 60_000 : 120_000) : 20_000 + generator.below(180_000)
    lossPerMille = 1 + generator.below(isBig ? 20 : 300)
    doublesPerMille = 1 + generator.below(300)
    latePerMille = 1 + generator.below(200)
    slowAtLeast = isBig ? 30 : 1 + generator.below(30)
    faultGap = isBig ? (size == .huge ? 60_000 : 10_000) : 2000 + generator.below(20_000)
    endingFrom = generator.below(troubledTime)
    if size == .small, generator.below(12) == 0 {
      ending = Ending.allCases[generator.below(Ending.allCases.count)]
    }
    for kind in FaultKind.allCases
    where kind.rarity > 2 && generator.below(kind.rarity) == 0 && !without.contains(kind) {
      faults.insert(kind)
    }
    restrict()
  }

  /// A host that always crashes cannot be distinguished from events that do, unless there are other hosts.
  private mutating func restrict() {
    if ending != .complete { faults.subtract([.badHost, .hangingStorage]) }
    if nodes < 2 { faults.remove(.hangingStorage) }
    if nodes < 3 || faults.contains(.hangingStorage) { faults.remove(.badHost) }
    guard hasSickHost else { return }
    faults.subtract([
      .lossesForGood, .workerKills, .workerPauses, .partitions, .oneWayPartitions, .drains,
      .suspensions, .coordinatorDrains, .twoCoordinators,
    ])
  }

  /// True if the first host fails at work that others can do.
  var hasSickHost: Bool { has(.badHost) || has(.hangingStorage) }

  package func has(_ kind: FaultKind) -> Bool { faults.contains(kind) }
}

extension WorldOptions: CustomStringConvertible {
  package var description: String {
    let kinds = FaultKind.allCases.filter { faults.contains($0) }.map(\.rawValue)
    return """
      seed \(seed), \(size.rawValue): \(workers) workers on \(nodes) hosts, \(shards) shards of up to \
      \(shardEventsMost) events of \(eventMilliseconds) ms, faults for \(troubledTime) ms, one in \
      \(faultGap) ms, ends \(ending.rawValue): \(kinds.joined(separator: " "))
      """
  }
}
