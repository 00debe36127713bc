import Dataset
import Scheduling

/// The result of a single undisturbed process for the world's events.
struct Oracle {
  enum Harm: Sendable {
    case crash(named: Bool)
    case hang
    case memory
    /// A damaged file: it and the other positions that need it.
    case unreadable(positions: [Int])
  }

  let shardEvents: [Int]
  /// Harmful positions by shard; looked up, never walked.
  private(set) var harms: [Int: [Int: Harm]] = [:]
  /// Events to skip, by shard.
  private(set) var skips: [Int: [Int]] = [:]

  init(_ options: WorldOptions, _ generator: inout SeededGenerator) {
    shardEvents = (0..<options.shards).map { _ in 1 + generator.below(options.shardEventsMost) }
    let kinds: [FaultKind] = [
      .crashers, .unnamedCrashers, .hangers, .memoryEaters, .unreadableFiles,
    ]
    for kind in kinds where options.has(kind) {
      for _ in 0..<(1 + generator.below(3)) {
        let shard = generator.below(options.shards)
        plant(kind, shard, generator.below(shardEvents[shard]), &generator)
      }
    }
  }

  private mutating func plant(
    _ kind: FaultKind, _ shard: Int, _ position: Int, _ generator: inout SeededGenerator
  ) {
    guard harms[shard]?[position] == nil else { return }
    var positions = [position]
    let harm: Harm
    switch kind {
    case .crashers: harm = .crash(named: true)
    case .unnamedCrashers: harm = .crash(named: false)
    case .hangers: harm = .hang
    case .memoryEaters: harm = .memory
    default:
      let other = generator.below(shardEvents[shard])
      if harms[shard]?[other] == nil, other != position { positions.append(other) }
      harm = .unreadable(positions: positions)
    }
    for position in positions { harms[shard, default: [:]][position] = harm }
    skips[shard] = (harms[shard] ?? [:]).keys.sorted()
  }

  func harm(_ shard: Int, _ position: Int) -> Harm? { harms[shard]?[position] }

  func isHarmful(_ shard: Int, _ position: Int) -> Bool { harms[shard]?[position] != nil }

  /// The digest of the report of a shard without these positions.
  static func digest(_ shard: Int, without skip: [Int]) -> UInt64 {
    var generator = SeededGenerator(seed: UInt64(shard) &+ 0x1234_5678)
    var digest = generator.next()
    for position in skip {
      var mix = SeededGenerator(seed: digest ^ UInt64(position))
      digest = mix.next()
    }
    return digest
  }

  func digest(_ shard: Int) -> UInt64 { Self.digest(shard, without: skips[shard] ?? []) }

  /// The digest of the whole bundle.
  var bundleDigest: UInt64 {
    var sum = RollingHash()
    for shard in shardEvents.indices { sum.add(digest(shard)) }
    return sum.value
  }

  var quarantined: Int {
    harms.keys.sorted().reduce(0) { $0 + (skips[$1]?.count ?? 0) }
  }
}

/// FNV-1a over words.
struct RollingHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ word: UInt64) { value = (value ^ word) &* 0x100_0000_01B3 }

  mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }
}
