package import Bundle
package import Dataset
package import Files

/// All plans of a bundle as one sequence of shards.
package struct RunPlans {
  private struct Part {
    let reference: PlanReference
    let index: PlanIndex
    /// Clips of earlier plans that this one renders again.
    let replaced: [String]
  }

  private var parts: [Part] = []
  /// The summary of the latest plan that is not a repair: the whole manifest as now known.
  package private(set) var summary: PlanSummary?

  package init() {}

  /// Reads the plans that the journal names, and checks them.
  package init(_ history: RunHistory, in bundle: BundleLayout) throws(StorageError) {
    for reference in history.plans {
      let (index, summary) = try PlanFile.read(
        bundle.plan(reference.number), sha256: reference.sha256)
      add(reference, index, summary)
    }
  }

  /// Adds a plan whose shards follow those of the plans so far.
  package mutating func add(
    _ reference: PlanReference, _ index: PlanIndex, _ summary: PlanSummary
  ) {
    parts.append(
      Part(
        reference: reference, index: index,
        replaced: reference.kind == .repair ? [] : summary.replaced))
    if reference.kind != .repair { self.summary = summary }
  }

  /// True if there is one plan, whose rows no other one changes.
  package var isOne: Bool { parts.count == 1 }

  package var nextNumber: Int { parts.count + 1 }

  package var shardCount: Int { parts.reduce(0) { $0 + $1.reference.shardCount } }

  /// Events that each shard counts, in order of shard; 0 for shards that no plan needs any more.
  package func eventCounts(without abandoned: Set<ShardIndex>) -> [Int] {
    var counts = parts.flatMap(\.index.eventCounts)
    for shard in abandoned where shard.number < counts.count { counts[shard.number] = 0 }
    return counts
  }

  /// Positions of each shard, in order of shard; 0 for shards that no plan needs any more.
  package func positionCounts(without abandoned: Set<ShardIndex>) -> [Int] {
    var counts = parts.flatMap(\.index.positionCounts)
    for shard in abandoned where shard.number < counts.count { counts[shard.number] = 0 }
    return counts
  }

  /// Events of each shard per split, in order of shard; nil if an older build made its plan, and none for shards that
  /// no plan needs any more.
  package func splitCounts(without abandoned: Set<ShardIndex>) -> [SplitEvents?] {
    var counts = parts.flatMap(\.index.splitCounts)
    for shard in abandoned where shard.number < counts.count {
      counts[shard.number] = SplitEvents()
    }
    return counts
  }

  /// The place of a shard's row.
  package func row(of shard: ShardIndex) -> PlanRow {
    guard
      let part = parts.last(where: { $0.reference.firstShard <= shard.number })
    else { preconditionFailure("\(shard) is of no plan") }
    let own = ShardIndex(shard.number - part.reference.firstShard)
    return part.index[own, plan: part.reference.number]
  }

  /// Clips that later plans than the one of this number render again.
  func replaced(after number: Int) -> Set<ContentDigest> {
    Set(
      parts.filter { $0.reference.number > number }
        .flatMap { $0.replaced.compactMap { ContentDigest($0) } })
  }

  /// The first shard of the latest valid plan that renders clips again; nil if there is none.
  package var firstReplacing: Int? {
    let start = parts.lastIndex { $0.reference.kind == .anew } ?? 0
    return parts[start...].last { !$0.replaced.isEmpty }?.reference.firstShard
  }

  /// True if a shard holds rows of other shards again.
  package func isRepair(_ shard: ShardIndex) -> Bool {
    parts.last { $0.reference.firstShard <= shard.number }?.reference.kind == .repair
  }

  /// The shards of the given kinds of plan, in order.
  func shards(of kinds: Set<PlanReference.Kind>) -> [(plan: PlanReference, shards: Range<Int>)] {
    parts.filter { kinds.contains($0.reference.kind) }.map { part in
      let first = part.reference.firstShard
      return (part.reference, first..<first + part.reference.shardCount)
    }
  }

  /// A shard's row, read from its plan.
  package func shard(
    _ index: ShardIndex, in bundle: BundleLayout
  ) throws(StorageError) -> PlanShard {
    let row = row(of: index)
    return try PlanFile.shard(row, of: bundle.plan(row.plan))
  }
}
