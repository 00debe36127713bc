package import Bundle
package import Dataset
package import Merging
package import Scheduling

/// Renders what a run has left: the processes of Cluster, which a run does not know.
package protocol ShardExecutor {
  /// Where workers connect, as `coordinator.json` has it.
  var endpoint: String { get }
  /// Most workers that can be connected at once.
  var workers: Int { get }

  /// Renders until every shard is committed, or tells why not; gives the commits of the whole bundle.
  ///
  /// Throws where the run may not go on: fenced, or its run state gone.
  func render(_ work: ShardWork) throws -> (Outcome, [ShardIndex: Commit])
}

/// What a run has left to render, and all that it is rendered with.
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
  /// Told of each commit; nil where nothing is merged before the end.
  package var ahead: MergeAhead?
}
