import Bundle
import Dataset
import Files
import Merging
import Planning
import RunState
import Scheduling

/// One invocation on a bundle, from claiming it to `metadata.json`.
package final class Run {
  let request: ExportRequest
  let layout: BundleLayout
  let observer: any RunObserver
  let interrupts: Interrupts
  let executor: any ShardExecutor
  /// The history of earlier invocations; nil for a new bundle.
  var history: RunHistory?
  let invocation: Invocation
  var limits = Limits()
  var plans = RunPlans()
  var ownership: Ownership?
  var journal: RunJournal?
  /// Shards whose quarantined events are tried again.
  var released: [ShardIndex] = []
  /// The sum of the committed rows that nothing in this invocation replaces.
  var standing = Tally()
  /// The board that reported the rendering to readers.
  var board: StatusBoard?
  /// Merges while others render; nil if nothing is rendered, or a repair may follow.
  var ahead: MergeAhead?

  /// A requested run, whose shards `executor` renders.
  package init(
    _ request: ExportRequest, _ observer: any RunObserver, _ interrupts: Interrupts,
    _ executor: any ShardExecutor
  ) throws {
    self.request = request
    self.observer = observer
    self.interrupts = interrupts
    self.executor = executor
    layout = try request.layout()
    history = try Self.history(request, layout, observer, interrupts)
    var generator = SystemRandomNumberGenerator()
    let options = try Self.options(request, after: history)
    invocation = Invocation(
      id: RunID(using: &generator), run: history?.run ?? RunID(using: &generator),
      epoch: Epoch((history?.sealed.count ?? 0) + 1), start: Clock.utc, host: Host.name,
      workers: request.workers, manifest: FileSystem.absolute(request.manifest), options: options,
      libraries: Build.libraries, sealed: history?.sealed ?? [],
      eventDeadlineSeconds: request.eventDeadlineSeconds, rendererMemory: request.rendererMemory)
    limits.patience = .seconds(request.patienceSeconds)
    limits.setEventDeadline(.seconds(request.eventDeadlineSeconds))
  }

  /// The history that a resume continues; nil if there is none, or a new bundle was requested.
  private static func history(
    _ request: ExportRequest, _ layout: BundleLayout, _ observer: any RunObserver,
    _ interrupts: Interrupts
  ) throws -> RunHistory? {
    guard request.resume else { return nil }
    if let history = try RunHistory.read(layout) { return history }
    try BundleRebuild.perform(request, layout, observer, check: { try interrupts.check() })
    return try RunHistory.read(layout)
  }

  var options: ExportOptions { invocation.options }

  var roots: AudioRoots { AudioRoots(options.sources, manifest: invocation.manifest) }

  /// Makes the bundle, or continues it; throws a `RunFailure` if it is not complete.
  package func perform() throws -> ExportResult {
    try checkRoots()
    guard let history else { return try begin() }
    return try resume(history)
  }

  /// Checks that every root that a flag names exists, before anything else is done.
  ///
  /// The roots on record are checked when a resume needs them.
  private func checkRoots() throws {
    let named =
      history == nil
      ? roots : AudioRoots(request.given.fresh.sources, manifest: invocation.manifest)
    let problems = named.problems.map(\.description)
    if !problems.isEmpty { throw RunFailure(.notThere, problems.joined(separator: "; ")) }
  }

  // MARK: A new bundle

  private func begin() throws -> ExportResult {
    var place = try BundlePlace(
      layout, overwrite: request.overwrite, resume: request.resume, outputs: request.outputs,
      movedForeign: request.movesForeign ? { [observer] in observer.alarm($0.printable) } : nil,
      requireFree: { older in
        try Ownership.waitForOwner(
          of: older, takeOver: request.takeOver, check: { try interrupts.check() },
          notice: { observer.notice($0) })
      })
    if request.resume {
      observer.notice("there is no bundle at \(layout.root) yet: this is its first run")
    }
    do {
      try start()
      try plan(PlanBase(), .manifest)
    } catch let failure as RunFailure where failure.isResumable && !place.replaces {
      throw stop(failure)
    } catch {
      // Network file systems and FUSE keep the folder of a file that is still open.
      journal = nil
      do throws(StorageError) {
        try place.giveBack()
      } catch let trouble {
        observer.alarm("\(trouble); \(place.leftBehind)")
        throw error
      }
      guard place.replaces else { throw error }
      let failure = RunFailure(error)
      throw RunFailure(
        failure.kind,
        "\(failure); \(layout.root) still holds the older bundle; --overwrite has not replaced it")
    }
    do throws(StorageError) {
      if let words = try place.settle() { observer.alarm(words) }
    } catch {
      // Somebody may still read it; a network file system then keeps it under another name.
      observer.alarm(
        "\(error.description); what is left of the replaced bundle can be removed by hand")
    }
    return try finish()
  }

  /// Claims the bundle and records the invocation.
  func start() throws {
    for folder in layout.stateFolders { try requireRenames(in: folder) }
    ownership = try Ownership.claim(
      layout, run: invocation.run, epoch: invocation.epoch, takeOver: request.takeOver,
      check: { try interrupts.check() }, notice: { observer.notice($0) })
    let journal = try RunJournal(layout.journal(invocation.epoch))
    try journal.add(.started(invocation))
    self.journal = journal
  }

  /// Checks that files can take their names in a folder; what else may be wrong there is reported by what needs it.
  private func requireRenames(in folder: String) throws(RunFailure) {
    let refused: StorageError
    do throws(StorageError) {
      guard case .refuses(let error) = try RenameTrial(in: folder) else { return }
      refused = error
    } catch {
      return
    }
    guard [.other, .notPermitted].contains(refused.kind) else { return }
    throw RunFailure(
      .cannotMake,
      "the storage of \(folder) cannot rename files (\(refused.reason)), and files of a bundle take"
        + " their names that way (export to another file system, with \(ExportOption.layout.flag)"
        + " \(ClipLayout.tar.rawValue) for few files, and copy the finished bundle; nothing was rendered)"
    )
  }

  // MARK: Planning

  /// Reads the manifest and records its plan.
  ///
  /// `healing` is the work of repairs so far: if the plan makes their reports void, it is kept with the plan.
  func plan(
    _ base: PlanBase, _ kind: PlanReference.Kind, keeping healing: EarlierHealing? = nil
  ) throws {
    var base = base
    base.firstShard = plans.shardCount
    let number = plans.nextNumber
    let made = try Planner.plan(
      invocation.manifest, options: options, roots: roots, base: base,
      names: options.bundle.layout == .files ? nameRules : nil,
      to: layout.plan(number),
      progress: { progress in
        observer.planning(progress)
        try interrupts.check()
      })
    observer.planned(made.summary)
    try requireNames(made.summary, made.clashes)
    try requireRoom(made.summary)
    if history == nil, let unused = UnusedRoots(of: options.sources, in: made.summary) {
      observer.alarm(unused.description.printable)
    }
    var reference = PlanReference(
      number: number, kind: kind, firstShard: base.firstShard, shardCount: made.index.count,
      sha256: made.file.sha256)
    if let dropped = made.dropped {
      if dropped > 0 {
        observer.notice(
          "\(dropped) \(dropped == 1 ? "event" : "events") of the bundle are gone from the manifest;"
            + " their rows and clips are removed")
      }
      reference.kind = .anew
      reference.healing = healing
    }
    let standing = reference.kind == .anew ? try standingUnits(before: made.summary) : []
    try add(reference, made.index, made.summary)
    try takeOver(standing, in: reference)
  }

  /// The faults that would stop or spoil this export; `free` is the room at the target before it renders, and
  /// `clashes` the names that it cannot hold, nil if not needed.
  func readiness(
    _ summary: PlanSummary, free: FreeSpace? = nil, clashes: NameClashes? = nil
  ) -> Readiness {
    let unknown = request.taxonomy.map { taxonomy in
      TaxonomyFindings(taxonomy, counts: summary.classes.map { ($0, 0) }).unknown.count
    }
    return Readiness(summary, options, unknownLabels: unknown ?? 0, free: free, clashes: clashes)
  }

  /// Throws if the rest of a resumed run does not fit.
  private func requireRoomForTheRest() throws(RunFailure) {
    guard let history, var summary = plans.summary else { return }
    let done = history.commits.values.reduce(0) { $0 + $1.completion.counts.totalEvents }
    summary.room = summary.room.share(summary.totalEvents - done, of: summary.totalEvents)
    try requireRoom(summary)
  }

  private func requireRoom(_ summary: PlanSummary) throws(RunFailure) {
    guard !request.ignoresSpace,
      let lack = readiness(summary, free: FreeSpace(at: layout.root)).lack
    else { return }
    throw RunFailure(
      .output,
      "too little room for \(layout.root): \(lack) (make room, choose another place, or go on with"
        + " --ignore-space); nothing was rendered", isResumable: false)
  }

  func add(_ plan: PlanReference, _ index: PlanIndex, _ summary: PlanSummary) throws {
    try journal?.add(.planned(plan))
    history?.take(plan)
    plans.add(plan, index, summary)
  }

  // MARK: Ending

  /// Renders what is not committed, and merges.
  func finish() throws -> ExportResult {
    do {
      try requireRoomForTheRest()
      return try merge(try render())
    } catch {
      throw stop(failure(error))
    }
  }

  /// The failure of the run with this error.
  func failure(_ error: any Error) -> RunFailure {
    RunFailure(losing: error, of: layout) ?? RunFailure(error)
  }

  /// Records the end of the invocation, releases the bundle, and says how to continue.
  func stop(_ failure: RunFailure) -> RunFailure {
    ahead?.leave()
    let outcome: InvocationEnd.Outcome = failure.kind == .interrupted ? .interrupted : .stopped
    try? journal?.add(
      .ended(InvocationEnd(id: invocation.id, end: Clock.utc, outcome: outcome)))
    ownership?.release()
    return hintingAtResume(failure)
  }

  /// Says how to continue, if a later resume helps.
  private func hintingAtResume(_ failure: RunFailure) -> RunFailure {
    guard failure.isResumable else { return failure }
    return RunFailure(
      failure.kind, "\(failure.description); resume with: \(request.resumeCommand)")
  }
}
