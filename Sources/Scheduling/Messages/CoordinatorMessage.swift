package import Dataset

/// A message to a worker in its envelope: `{"v", "run", "epoch", "msg": {kind: body}}`.
///
/// A worker drops messages of another run, or of a lower epoch than it has seen.
package struct FromCoordinator: Hashable, Sendable, Codable {
  package var version: Int
  package var run: RunID
  package var epoch: Epoch
  package var message: CoordinatorMessage

  package init(run: RunID, epoch: Epoch, message: CoordinatorMessage) {
    version = protocolVersion
    self.run = run
    self.epoch = epoch
    self.message = message
  }

  private enum CodingKeys: String, CodingKey {
    case version = "v"
    case run
    case epoch
    case message = "msg"
  }
}

/// A message of the coordinator to a worker.
package enum CoordinatorMessage: Hashable, Sendable {
  /// Say hello again, with a proof made from this job description.
  case prove(Job)
  /// The worker is admitted; grants follow.
  case welcome(Welcome)
  case grant(Grant)
  /// The result is durable (or a failure was recorded): stop repeating it.
  ///
  /// If the lease still runs, its shard was done elsewhere: stop rendering it.
  case acknowledged(Lease)
  /// The lease no longer belongs to the worker: drop it, and its report.
  case fenced(Lease)
  /// The coordinator does not know the worker: say hello.
  case unknown
  case refused(Refusal)
  /// Take nothing new; finish or give back what runs, and leave with 75.
  case drain
  /// The run is complete: leave with 0.
  case finished
  /// Echoes a heartbeat's number, so that a worker knows that its messages arrive.
  case heard(Int)
}

/// The facts about the run that the worker's process needs; opaque to scheduling.
package struct Job: Hashable, Sendable, Codable {
  /// JSON, or a path to it: the driver decides.
  package var description: String

  package init(description: String) { self.description = description }
}

/// Admits a worker.
package struct Welcome: Hashable, Sendable, Codable {
  package var job: Job
  package var heartbeat: Span
  package var eventDeadline: Span

  package init(job: Job, heartbeat: Span, eventDeadline: Span) {
    self.job = job
    self.heartbeat = heartbeat
    self.eventDeadline = eventDeadline
  }
}

/// One shard for one worker.
package struct Grant: Hashable, Sendable, Codable {
  package var lease: Lease
  /// Nil in the scheduler, which holds no plan; the driver fills it in before it sends.
  package var row: PlanRow?
  /// Positions in the shard, from 0, ascending: they are quarantined, reported as skipped, and not rendered.
  package var skip: [Int]
  /// Only these positions are rendered, to find the one that kills renderers; the report is not committed.
  package var narrowed: Range<Int>?
  /// The worker already runs this shard under an older epoch's lease: continue it under this one.
  package var adopts: Lease?

  package init(
    lease: Lease, row: PlanRow? = nil, skip: [Int] = [], narrowed: Range<Int>? = nil,
    adopts: Lease? = nil
  ) {
    self.lease = lease
    self.row = row
    self.skip = skip
    self.narrowed = narrowed
    self.adopts = adopts
  }
}

/// The reason why a worker is not admitted.
package struct Refusal: Hashable, Sendable, Codable {
  /// The raw values travel in messages and stand in `status`.
  package enum Reason: String, CaseIterable, Hashable, Sendable, Codable {
    case wrongBuild = "wrong_build"
    case wrongLibraries = "wrong_libraries"
    case wrongOptions = "wrong_options"
    /// The worker sees another bundle.
    case wrongRun = "wrong_run"
    case wrongManifest = "wrong_manifest"
    case emptyRoot = "empty_root"
    /// The incarnation belongs to another key.
    case notYours = "not_yours"
    case tooMany = "too_many"
  }

  package var reason: Reason
  /// The difference, in words for people.
  package var words: String

  package init(reason: Reason, words: String) {
    self.reason = reason
    self.words = words
  }
}
