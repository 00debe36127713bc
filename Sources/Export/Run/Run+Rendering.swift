import Bundle
import Dataset
import Files
import JSON
import Merging
import Planning
import RunState
import Scheduling

extension Run {
  /// Renders what is not committed yet, and returns the commits of the whole bundle.
  func render() throws -> [ShardIndex: Commit] {
    let commits = history?.commits ?? [:]
    guard isPending(commits, abandoned: history?.abandoned ?? []) else { return commits }
    try requireRoots()
    try requireNamesAgain()
    let work = try makeWork(commits)
    let (outcome, committed) = try executor.render(work)
    board = work.board
    if let failure = RunFailure(outcome, bundle: layout.root) { throw explained(failure, outcome) }
    // From now on readers take the status from the files, without asking first.
    try ownership?.announce(nil)
    return committed
  }

  /// True if a shard of the plans is neither committed nor given up.
  func isPending(_ commits: [ShardIndex: Commit], abandoned: Set<ShardIndex>) -> Bool {
    (0..<plans.shardCount).lazy.map { ShardIndex($0) }.contains {
      commits[$0] == nil && !abandoned.contains($0)
    }
  }

  /// A shard that nobody can read as it was planned looks like a host's fault; a manifest that was edited or removed
  /// since is more likely.
  private func explained(_ failure: RunFailure, _ outcome: Outcome) -> RunFailure {
    switch outcome {
    case .nodesExcluded, .stuck, .noProgress: break
    default: return failure
    }
    let manifest = invocation.manifest
    guard let planned = plans.summary?.manifest.sha256 else { return failure }
    let fate: String
    do throws(StorageError) {
      if try FileSystem.sha256(of: manifest) == planned { return failure }
      fate = "has changed since it was planned"
    } catch {
      fate = error.kind == .notThere ? "is gone" : "cannot be read any more (\(error.reason))"
    }
    return RunFailure(
      .unfinished,
      "the manifest \(manifest) \(fate), so that its events cannot be read as planned (put it back as"
        + " it was, or let the resume plan what is new)")
  }

  private func makeWork(_ commits: [ShardIndex: Commit]) throws -> ShardWork {
    guard let summary = plans.summary, let journal, let ownership else {
      preconditionFailure("a run renders after it has started and planned")
    }
    var job = RenderJob(
      run: invocation.run, bundle: layout.root, state: layout.isApart ? layout.state : nil,
      manifest: summary.manifest, fanout: summary.fanout, options: options)
    if request.rerenderChanged { job.replacesChanged = true }
    if options.bundle.layout == .tar {
      job.samples = SampleColumns(
        classes: summary.classes, columns: summary.columns(of: options.bundle))
    }
    let jobBytes = JSONFile.encode(job)
    try FileSystem.replace(layout.job, with: jobBytes)
    try ownership.announce(executor.endpoint)
    if let listen = request.listen {
      observer.notice(
        "listening at \(executor.endpoint); a worker is started with: "
          + PrintedCommand.worker(bundle: layout.root, listen: listen))
    }
    let abandoned = history?.abandoned ?? []
    var limits = limits
    limits.workers = min(limits.workers, executor.workers)
    let scheduler = Scheduler(
      shardEvents: plans.eventCounts(without: abandoned),
      shardPositions: plans.positionCounts(without: abandoned),
      shardSplits: plans.splitCounts(without: abandoned),
      requirements: try requirements(summary.manifest, jobSHA256: SHA256.hexadecimal(of: jobBytes)),
      limits: limits, epoch: invocation.epoch,
      history: (history?.schedulerRecords(without: abandoned) ?? [])
        + released.map(JournalRecord.released),
      standing: standing,
      seed: UInt64.random(in: 0 ... .max), now: Clock.tick)
    if history != nil {
      let shards = scheduler.snapshot(at: Clock.tick).shards
      observer.notice(
        "continuing: \(shards.done.grouped) of \(shards.total.grouped) shards are committed")
    }
    ahead = try mergeAhead(summary, commits)
    return ShardWork(
      job: job, scheduler: scheduler, limits: limits, plans: plans, commits: commits,
      journal: journal, ownership: ownership, board: try makeBoard(summary), interrupts: interrupts,
      observer: observer, ahead: ahead)
  }

  /// Merges commits beside the renderers if the bundle has one plan, so that rows are final.
  private func mergeAhead(
    _ summary: PlanSummary, _ commits: [ShardIndex: Commit]
  ) throws(ThreadShortage) -> MergeAhead? {
    guard plans.isOne else { return nil }
    let ahead = try MergeAhead(
      of: summary, options: options, into: layout, earlier: history?.earlier ?? EarlierHealing())
    for commit in commits.values {
      ahead.note(
        commit.shard,
        ShardSource.Report(
          commit.completion.report,
          isOfThisRun: commit.completion.lease.epoch == invocation.epoch))
    }
    return ahead
  }

  private func makeBoard(_ summary: PlanSummary) throws(ThreadShortage) -> StatusBoard {
    StatusBoard(
      invocation, summary, in: layout,
      resumeCommand: PrintedCommand.resume(
        manifest: invocation.manifest, bundle: layout.root, listen: request.listen),
      file: try StatusFile(layout.status))
  }

  private func requirements(
    _ manifest: FileStamp, jobSHA256: String
  ) throws -> Requirements {
    let reference = JobReference(path: layout.job, sha256: jobSHA256)
    return Requirements(
      run: invocation.run, build: try Build.identity(), libraries: Build.libraries,
      options: jobSHA256, manifestSize: manifest.size, manifestSHA256: manifest.sha256,
      job: Job(description: String(decoding: JSONFile.encode(reference), as: UTF8.self)))
  }
}
