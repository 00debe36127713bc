package import Dataset
import Glibc
package import Merging
import Messaging
import Planning
import Rendering
import Scheduling
import Storage

/// What a user asks an export to do.
package struct ExportRequest {
  package var manifest: String
  package var bundle: String
  package var given: GivenOptions
  /// Renderer processes.
  package var workers: Int
  package var overwrite = false
  /// Where to listen for workers that others start; nil: on this host alone, with one worker of ours.
  package var listen: ListenSettings?
  /// How long to wait for room or for sources.
  package var patienceSeconds = 600
  /// How long an event may take before its renderer is killed.
  package var eventDeadlineSeconds = 20
  /// MiB that a renderer may hold before it is killed.
  package var rendererMemory = WorkerSettings.usualMemory

  package init(manifest: String, bundle: String, given: GivenOptions, workers: Int) {
    self.manifest = manifest
    self.bundle = bundle
    self.given = given
    self.workers = workers
  }
}

/// What an export came to.
package struct ExportResult {
  package let metadata: Metadata
  /// Events set aside because decoding them fails everywhere.
  package let quarantined: Int
}

/// One export from manifest to bundle: plan, render in local processes, merge.
package struct Export: ~Copyable {
  private let request: ExportRequest
  private let layout: BundleLayout
  private let observer: any RunObserver
  private let bundleRun: RunID
  private let epoch = Epoch(1)
  private let invocation: Invocation
  private var limits = Limits()

  /// Exports; throws a `RunFailure` where the bundle is not complete.
  package static func run(
    _ request: ExportRequest, observer: any RunObserver
  ) throws(RunFailure) -> ExportResult {
    do {
      let export = Export(request, observer)
      return try export.work()
    } catch {
      throw RunFailure(error)
    }
  }

  private init(_ request: ExportRequest, _ observer: any RunObserver) {
    self.request = request
    self.observer = observer
    layout = BundleLayout(request.bundle)
    var generator = SystemRandomNumberGenerator()
    bundleRun = RunID(using: &generator)
    invocation = Invocation(
      id: RunID(using: &generator), run: bundleRun, epoch: epoch, start: Clock.utc, host: Host.name,
      workers: request.workers, manifest: Files.absolute(request.manifest),
      options: request.given.fresh)
    limits.patience = .seconds(request.patienceSeconds)
    limits.setEventDeadline(.seconds(request.eventDeadlineSeconds))
  }

  private consuming func work() throws -> ExportResult {
    let signals = try SignalDescriptor()
    // First of all: keys that are wrong, or an address that is taken, must not cost a planning pass.
    let door = try request.listen.map(Door.open) ?? Door.local()
    let roots = AudioRoots(invocation.options.sources, manifest: invocation.manifest)
    try check(roots)
    var place = try BundlePlace(layout, overwrite: request.overwrite)
    var begun = try begin(roots, in: place)
    try place.settle()
    let plan = begun.plan
    observer.planned(plan.summary)
    try begun.add(.planned(reference(to: plan)))
    let coordinator = try coordinator(plan, signals, begun.journal, door)
    let outcome = try coordinator.run()
    if let failure = RunFailure(outcome, bundle: layout.root) { throw failure }
    return try merge(plan, coordinator, outcome)
  }

  /// A run that is on record, and its plan.
  private struct Begun: ~Copyable {
    var journal: Journal
    var plan: Plan

    mutating func add(_ record: RunRecord) throws(StorageError) {
      journal.append(JSONFile.encode(record))
      try journal.sync()
    }
  }

  /// Puts the invocation on record and plans; on failure the place is left as it was found.
  private func begin(_ roots: AudioRoots, in place: BundlePlace) throws -> Begun {
    do {
      var journal = try Journal(creating: layout.journal)
      journal.append(JSONFile.encode(RunRecord.started(invocation)))
      try journal.sync()
      return Begun(journal: journal, plan: try makePlan(roots))
    } catch {
      try place.giveBack()
      throw error
    }
  }

  // MARK: Planning

  /// Every root that a flag names must be there before anything else is done.
  private func check(_ roots: AudioRoots) throws {
    let problems = roots.problems.map(\.description)
    if !problems.isEmpty { throw RunFailure(.notThere, problems.joined(separator: "; ")) }
  }

  private func makePlan(_ roots: AudioRoots) throws -> Plan {
    let observer = observer
    return try Planner.plan(
      invocation.manifest, options: invocation.options, roots: roots,
      to: layout.plan("plan-1.jsonl"),
      progress: { observer.planning($0) })
  }

  private func reference(to plan: Plan) -> PlanReference {
    PlanReference(name: "plan-1.jsonl", size: plan.file.size, sha256: plan.file.sha256)
  }

  // MARK: Rendering

  private func coordinator(
    _ plan: Plan, _ signals: consuming SignalDescriptor, _ journal: consuming Journal,
    _ door: Door
  ) throws -> Coordinator {
    let job = RenderJob(
      run: bundleRun, bundle: layout.root, manifest: plan.summary.manifest, plan: plan.path,
      fanout: plan.summary.fanout, options: invocation.options)
    let jobBytes = JSONFile.encode(job)
    try Files.replace(layout.job, with: jobBytes)
    try JSONFile.write(owner(door.endpoint), to: layout.owner)
    var limits = limits
    limits.workers = min(limits.workers, door.workers)
    let scheduler = Scheduler(
      shardEvents: plan.index.eventCounts,
      requirements: try requirements(plan, jobSHA256: SHA256.hexadecimal(of: jobBytes)),
      limits: limits, epoch: epoch, history: [], seed: UInt64.random(in: 0 ... .max),
      now: Clock.tick)
    let board = StatusBoard(
      StatusBoard.Facts(
        layout: layout, run: bundleRun, epoch: epoch, started: invocation.start,
        plan: plan.summary, clips: invocation.options.clips))
    return Coordinator(
      Coordinator.Parts(
        door: door, signals: signals, journal: journal, scheduler: scheduler,
        index: plan.index, limits: limits, board: board, localWorker: localWorker(door),
        observer: observer))
  }

  /// The worker of this host; nil where all workers come from elsewhere.
  private func localWorker(_ door: Door) -> LocalWorker? {
    guard request.listen == nil else { return nil }
    return LocalWorker(
      endpoint: door.endpoint, slots: request.workers,
      rendererMemory: request.rendererMemory, logs: layout.logs, now: Clock.tick)
  }

  private func owner(_ endpoint: String) -> OwnerRecord {
    OwnerRecord(
      run: bundleRun, epoch: epoch, host: Host.name, boot: Host.boot, pid: Int(getpid()),
      endpoint: endpoint, beat: 0)
  }

  private func requirements(_ plan: Plan, jobSHA256: String) throws -> Requirements {
    let reference = JobReference(path: layout.job, sha256: jobSHA256)
    return Requirements(
      run: bundleRun, build: try Build.identity(), libraries: Build.libraries, options: jobSHA256,
      manifestSize: plan.summary.manifest.size, manifestSHA256: plan.summary.manifest.sha256,
      job: Job(description: String(decoding: JSONFile.encode(reference), as: UTF8.self)))
  }

  // MARK: Merging

  private func merge(
    _ plan: Plan, _ coordinator: Coordinator, _ outcome: Outcome
  ) throws -> ExportResult {
    observer.merging()
    let merged = try Merger.merge(
      coordinator.commits.map {
        Merger.Source(
          shard: $0.lease.shard, report: $0.report.path, size: $0.report.size,
          sha256: $0.report.sha256, isOfThisRun: true)
      }, of: plan.summary, options: invocation.options, into: layout)
    let end = Clock.utc
    let metadata = Metadata(
      merged: merged, plan: plan.summary, options: invocation.options, bundle: layout,
      libraries: RenderingLibraries.versions, generator: Build.generator, eventsRemaining: 0,
      runs: [
        RunRow(
          id: invocation.id, start: invocation.start, end: end, outcome: .complete,
          host: invocation.host, workers: invocation.workers, options: invocation.options)
      ])
    try metadata.write()
    try coordinator.append(
      .ended(InvocationEnd(id: invocation.id, end: end, isComplete: true)))
    try Files.removeTree(layout.unfinished)
    coordinator.board.close("complete")
    var quarantined = 0
    if case .complete(let count) = outcome { quarantined = count }
    return ExportResult(metadata: metadata, quarantined: quarantined)
  }
}
