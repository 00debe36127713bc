import Bundle
import Dataset
import Files

/// The end of a planning pass.
extension Planner {
  var finalSummary: PlanSummary {
    var summary = summary
    summary.shardCount = shardCount
    summary.repeatedHits = hits.count
    summary.clipsByClass = classes.clips
    summary.classes = classes.labels
    summary.sourceSets = sources.sets
    summary.unsearchable = sources.unsearchable
    summary.replaced = base.replaced.map(\.description).sorted()
    summary.removedEvents = removed.isEmpty || base.startsAnew ? nil : removed.count
    summary.fanout =
      base.fanout ?? options.bundle.clipFanout ?? Self.fanout(of: summary.plannedClips)
    return summary
  }

  consuming func finish(at path: String) throws(StorageError) -> Plan {
    let (summary, clashes) = (finalSummary, clashes)
    guard let output else { preconditionFailure("a plan is finished only where it is kept") }
    let (file, index) = try output.finish(summary)
    return Plan(
      file: file, index: index, summary: summary, dropped: base.startsAnew ? removed.count : nil,
      clashes: clashes)
  }

  consuming func abandon() {
    guard let output else { return }
    output.abandon()
  }

  /// The fewest digits with which the larger split has at most 4,096 clips a directory on average.
  static func fanout(of clips: [Split: Int]) -> Int {
    let larger = max(clips[.train] ?? 0, clips[.val] ?? 0)
    return (0..<4).first { larger <= 4096 << (4 * $0) } ?? 4
  }
}
