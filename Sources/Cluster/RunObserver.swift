package import Dataset
package import Planning
import Scheduling

/// Who is told how a run goes.
package protocol RunObserver {
  func planning(_ progress: Planner.Progress)
  func planned(_ summary: PlanSummary)
  /// Where rendering is, some times a second.
  func running(_ progress: RunProgress)
  func merging()
  /// Something worth a line.
  func notice(_ line: String)
  /// Something that must be seen, whatever else is shown.
  func alarm(_ line: String)
}

/// Where rendering is.
package struct RunProgress: Hashable, Sendable {
  /// Events of committed shards, and those finished in shards that still run.
  package var events: Int
  package var eventsTotal: Int
  package var clipsTrain: Int
  package var clipsVal: Int
  package var skipped: Int
  package var quarantined: Int
  package var shards: Int
  package var shardsTotal: Int
  /// Worker processes, and their renderers.
  package var workers: Int
  package var renderers: Int
  /// Why work is paused; empty while it is not.
  package var troubles: [String]

  init(_ snapshot: Snapshot) {
    events = snapshot.counts.totalEvents + snapshot.eventsRunning
    eventsTotal = snapshot.eventsTotal
    clipsTrain = snapshot.counts.trainClips
    clipsVal = snapshot.counts.valClips
    skipped = snapshot.counts.skippedTotal
    quarantined = snapshot.quarantinedEvents
    shards = snapshot.shards.done
    shardsTotal = snapshot.shards.total
    workers = snapshot.workers.count
    renderers = snapshot.workers.reduce(0) { $0 + $1.slots }
    troubles = snapshot.troubles
  }
}
