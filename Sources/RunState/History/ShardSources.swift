package import Bundle
package import Dataset
package import Files
package import Scheduling

/// The committed shards of a bundle in the order of their rows in its files.
package enum ShardSources {
  /// `isOfThisRun` returns true if the present invocation committed a shard.
  package static func list(
    _ plans: RunPlans, _ commits: [ShardIndex: Commit], _ options: ClipOptions,
    in bundle: BundleLayout, isOfThisRun: (ShardIndex) -> Bool
  ) throws(StorageError) -> [ShardSource] {
    func report(_ commit: Commit) -> ShardSource.Report {
      ShardSource.Report(commit.completion.report, isOfThisRun: isOfThisRun(commit.shard))
    }
    let parts = plans.shards(of: [.manifest, .anew, .growth])
    let latest = parts.lastIndex { $0.plan.kind != .growth } ?? 0
    var sources: [ShardSource] = []
    var places: [ShardIndex: Int] = [:]
    for (number, part) in parts.enumerated() {
      let keys = plans.replaced(after: part.plan.number)
      let replaced = keys.isEmpty ? nil : ReplacedClips(keys, options: options)
      for shard in part.shards.lazy.map({ ShardIndex($0) }) {
        guard let commit = commits[shard] else { continue }
        places[shard] = sources.count
        var source = ShardSource(
          shard: shard, report: report(commit), isSuperseded: number < latest)
        source.replaced = replaced
        sources.append(source)
      }
    }
    for part in plans.shards(of: [.repair]) {
      for shard in part.shards.lazy.map({ ShardIndex($0) }) {
        guard let commit = commits[shard],
          let repaired = try plans.shard(shard, in: bundle).repair?.shard,
          let place = places[repaired]
        else { continue }
        sources[place].repairs.append(report(commit))
      }
    }
    return sources
  }
}
