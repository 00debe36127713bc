import Dataset
import Merging
import Messaging
import Planning
import Rendering
import Scheduling
import Storage

/// One invocation on a bundle, from claiming it to `metadata.json`.
final class Run {
  let request: ExportRequest
  let layout: BundleLayout
  let observer: any RunObserver
  let interrupts: Interrupts
  let door: Door
  /// What earlier invocations did; nil for a new bundle.
  let history: RunHistory?
  let invocation: Invocation
  var limits = Limits()
  var plans = RunPlans()
  var ownership: Ownership?
  var journal: RunJournal?
  /// Where rendering was told to readers.
  var board: StatusBoard?

  init(_ request: ExportRequest, _ observer: any RunObserver) throws {
    self.request = request
    self.observer = observer
    interrupts = try Interrupts()
    // First of all: keys that are wrong, or an address that is taken, must not cost a planning pass.
    door = try request.listen.map(Door.open) ?? Door.local()
    layout = BundleLayout(request.bundle)
    history = request.resume ? try RunHistory.read(layout) : nil
    var generator = SystemRandomNumberGenerator()
    let options = try Self.options(request, after: history)
    invocation = Invocation(
      id: RunID(using: &generator), run: history?.run ?? RunID(using: &generator),
      epoch: Epoch((history?.sealed.count ?? 0) + 1), start: Clock.utc, host: Host.name,
      workers: request.workers, manifest: Files.absolute(request.manifest), options: options,
      libraries: Build.libraries, sealed: history?.sealed ?? [])
    limits.patience = .seconds(request.patienceSeconds)
    limits.setEventDeadline(.seconds(request.eventDeadlineSeconds))
  }

  var options: ExportOptions { invocation.options }

  var roots: AudioRoots { AudioRoots(options.sources, manifest: invocation.manifest) }

  func perform() throws -> ExportResult {
    try checkRoots()
    guard let history else { return try begin() }
    return try resume(history)
  }

  /// Every root that a flag names must be there before anything else is done.
  private func checkRoots() throws {
    let problems = roots.problems.map(\.description)
    if !problems.isEmpty { throw RunFailure(.notThere, problems.joined(separator: "; ")) }
  }

  // MARK: A new bundle

  private func begin() throws -> ExportResult {
    var place = try BundlePlace(layout, overwrite: request.overwrite)
    do {
      try start()
      try plan(PlanBase(), .manifest)
    } catch let failure as RunFailure where failure.kind == .unfinished {
      throw hintingAtResume(failure)
    } catch {
      try place.giveBack()
      throw error
    }
    try place.settle()
    return try finish()
  }

  /// Claims the bundle and puts the invocation on record.
  func start() throws {
    ownership = try Ownership.claim(
      layout, run: invocation.run, epoch: invocation.epoch, takeOver: request.takeOver,
      check: { try interrupts.check() }, notice: { observer.notice($0) })
    let journal = try RunJournal(layout.journal(invocation.epoch))
    try journal.add(.started(invocation))
    self.journal = journal
  }

  // MARK: Planning

  /// Reads the manifest and puts its plan on record.
  func plan(_ base: PlanBase, _ kind: PlanReference.Kind) throws {
    var base = base
    base.firstShard = plans.shardCount
    let number = plans.nextNumber
    let made = try Planner.plan(
      invocation.manifest, options: options, roots: roots, base: base, to: layout.plan(number),
      progress: { progress in
        observer.planning(progress)
        try interrupts.check()
      })
    observer.planned(made.summary)
    try add(
      PlanReference(
        number: number, kind: kind, firstShard: base.firstShard, shardCount: made.index.count,
        sha256: made.file.sha256), made.index, made.summary)
  }

  func add(_ plan: PlanReference, _ index: PlanIndex, _ summary: PlanSummary) throws {
    try journal?.add(.planned(plan))
    plans.add(plan, index, summary)
  }

  // MARK: Ending

  /// Renders what is not committed, and merges.
  func finish() throws -> ExportResult {
    do {
      let (commits, quarantined) = try render()
      return try merge(commits, quarantined: quarantined)
    } catch let failure as RunFailure {
      try? journal?.add(.ended(InvocationEnd(id: invocation.id, end: Clock.utc, isComplete: false)))
      ownership?.release()
      throw hintingAtResume(failure)
    }
  }

  /// Where going on later helps, says how.
  func hintingAtResume(_ failure: RunFailure) -> RunFailure {
    switch failure.kind {
    case .unfinished, .output:
      RunFailure(failure.kind, "\(failure.description); resume with: \(request.resumeCommand)")
    default: failure
    }
  }

  private func merge(
    _ commits: [ShardIndex: Commit], quarantined: Int
  ) throws -> ExportResult {
    guard let summary = plans.summary else { preconditionFailure("a run without a plan") }
    observer.merging()
    let epoch = invocation.epoch
    let sources = try ShardSources.list(plans, commits, in: layout) {
      commits[$0]?.lease.epoch == epoch
    }
    let merged = try Merger.merge(
      sources, of: summary, options: options, into: layout, check: { try interrupts.check() })
    let end = Clock.utc
    let metadata = Metadata(
      merged: merged, plan: summary, options: options, bundle: layout,
      libraries: RenderingLibraries.versions, generator: Build.generator, eventsRemaining: 0,
      runs: runRows(end: end))
    try Files.removeTree(layout.unfinished)
    BackgroundSync.sync(layout.root)
    try metadata.write()
    try journal?.add(.ended(InvocationEnd(id: invocation.id, end: end, isComplete: true)))
    board?.close("complete")
    ownership?.release()
    return ExportResult(
      metadata: metadata, quarantined: quarantined, isResumed: history != nil)
  }

  /// A row for each invocation so far; one without an end was killed.
  private func runRows(end: String) -> [RunRow] {
    let earlier = (history?.past ?? []).map { past in
      row(
        of: past.invocation, end: past.end?.end,
        past.end.map { $0.isComplete ? .complete : .interrupted } ?? .killed)
    }
    return earlier + [row(of: invocation, end: end, .complete)]
  }

  private func row(
    of invocation: Invocation, end: String?, _ outcome: RunRow.Outcome
  ) -> RunRow {
    RunRow(
      id: invocation.id, start: invocation.start, end: end, outcome: outcome,
      host: invocation.host, workers: invocation.workers, options: invocation.options)
  }
}
