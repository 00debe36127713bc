package import Bundle
package import Dataset
package import Merging
package import RunState
package import Scheduling

/// Renders the rest of a run: the processes of Cluster, which a run does not know.
package protocol ShardExecutor {
  /// The address for workers, as in `coordinator.json`.
  var endpoint: String { get }
  /// The most workers that can be connected at once.
  var workers: Int { get }

  /// Renders until every shard is committed, or reports why it stopped; returns the commits of the whole bundle.
  ///
  /// Throws if the run must not continue: it is fenced, or its run state is gone.
  func render(_ work: ShardWork) throws -> (Outcome, [ShardIndex: Commit])
}

/// The rest of a run to render, with everything needed for it.
package struct ShardWork {
  package var job: RenderJob
  package var scheduler: Scheduler
  package var limits: Limits
  package var plans: RunPlans
  /// Committed by earlier invocations.
  package var commits: [ShardIndex: Commit]
  package var journal: RunJournal
  package var ownership: Ownership
  package var board: StatusBoard
  package var interrupts: Interrupts
  package var observer: any RunObserver
  /// Receives each commit; nil if nothing is merged before the end.
  package var ahead: MergeAhead?
}
