package import Bundle
import Dataset
import Files
import Merging
package import RunState
import Scheduling

/// Folds committed shards into a bundle's files, on behalf of the bundle's owner.
struct BundleMerge {
  let layout: BundleLayout
  let plans: RunPlans
  let commits: [ShardIndex: Commit]
  let options: ExportOptions
  /// Events that no commit covers.
  let eventsRemaining: Int
  let runs: [RunRow]
  /// The healed clips of runs whose reports are gone.
  let earlier: EarlierHealing
  /// True if files of clips may be left that no row names.
  let sweeps: Bool

  /// Writes the bundle's files, `metadata.json` last.
  ///
  /// A signal stops it, and so does another coordinator that has taken over. `isOfThisRun` returns true if the
  /// present invocation committed a shard, `ahead` has merged what it could by then, and `notice` gets lines about
  /// what is waited for.
  func perform(
    isOfThisRun: (ShardIndex) -> Bool, ahead: MergeAhead? = nil, _ interrupts: Interrupts,
    _ ownership: Ownership?, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    notice: @escaping (String) -> Void
  ) throws -> Metadata {
    guard let summary = plans.summary else { preconditionFailure("a merge without a plan") }
    try Self.removeLeftovers(of: layout)
    let sources = try ShardSources.list(
      plans, commits, options.clips, in: layout, isOfThisRun: isOfThisRun)
    progress(0, sources.count)
    var begun = 0
    let merged =
      try ahead?.finish(sources, check: { try interrupts.check() })
      ?? Merger.merge(
        sources, of: summary, options: options, into: layout, earlier: earlier,
        wait: VisibilityWait(notice: notice) { interrupts.isPending },
        check: {
          // Rows may be written a second time, with wider columns.
          progress(min(begun, sources.count), sources.count)
          begun += 1
          try interrupts.check()
        })
    let metadata = Metadata(
      merged: merged, plan: summary, options: options, bundle: layout,
      libraries: ClipLibraries.versions, generator: Build.generator,
      eventsRemaining: eventsRemaining, runs: runs)
    if options.bundle.layout == .tar {
      try ownership?.refuseIfFenced()
      try UnitPlacing(bundle: layout).perform(merged.units)
      try finish(metadata, ownership)
      if eventsRemaining == 0 { try Self.removeUnits(of: layout) }
      return metadata
    }
    try checkReplaced(sources, summary, interrupts)
    let (names, labelled) = (clipNames(summary), merged.lifetime.tally.writtenClips)
    if names < labelled { try refuseMissingClips(sources, summary) }
    try finish(metadata, ownership)
    if eventsRemaining == 0 {
      if names > labelled { try removeLeft(sources, summary, interrupts, ownership) }
      if sweeps { try sweep(sources, summary, interrupts, ownership) }
    }
    return metadata
  }

  /// Writes the record of a bundle whose files all have their names.
  private func finish(_ metadata: Metadata, _ ownership: Ownership?) throws {
    try Self.removeUnfinishedClips(of: layout)
    for folder in layout.folders { FileSystem.syncFileSystem(of: folder) }
    try ownership?.refuseIfFenced()
    try metadata.write()
  }

  /// Removes tars of attempts that were not committed.
  private static func removeUnits(of layout: BundleLayout) throws(StorageError) {
    try Folder(layout.relative(layout.inner), beneath: layout.root)
      .removeTree(FileSystem.name(of: layout.units))
  }

  /// Throws where clips were removed after they were committed.
  private func refuseMissingClips(_ sources: [ShardSource], _ summary: PlanSummary) throws {
    var missing = 0
    for source in sources {
      try source.forEachRow(in: layout) { standing throws(StorageError) in
        let row = standing.withoutLost.row
        guard case .rendered(let clips) = row.outcome else { return }
        missing += row.labels.count { label in
          FileSystem.size(layout.clip(row.event, label, options.clips, fanout: summary.fanout))
            != clips.size
        }
      }
    }
    guard missing > 0 else { return }
    throw RunFailure(
      .unfinished,
      "\(missing) clips of \(layout.root) were removed after they were committed"
        + " (a resume renders them again)")
  }

  /// Removes unfinished clips of renderers that are gone.
  static func removeUnfinishedClips(of layout: BundleLayout) throws(StorageError) {
    try Folder(layout.relative(layout.inner), beneath: layout.root)
      .removeTree(FileSystem.name(of: layout.unfinished))
  }

  /// Removes the files that killed merges and renderers have left beside the bundle's files.
  static func removeLeftovers(of layout: BundleLayout) throws(StorageError) {
    for directory in [layout.root] + Split.allCases.map(layout.directory)
    where FileSystem.exists(directory) {
      try OutputFile.removeUnfinished(in: try Folder(directory))
    }
    let state =
      layout.isApart
      ? try Folder(layout.state) : try Folder(layout.relative(layout.state), beneath: layout.root)
    try OutputFile.removeUnfinished(in: state)
    guard FileSystem.exists(layout.reports) else { return }
    let reports = try state.folder(FileSystem.name(of: layout.reports))
    let listing = try reports.listing()
    for position in 0..<listing.count where listing[position].kind == .directory {
      try OutputFile.removeUnfinished(in: try reports.folder(listing.path(position)))
    }
  }
}

/// A merge by itself: the commits become the bundle's content, and the rest remains to be done.
package enum EarlyMerge {
  /// Merges the bundle; `complete` of its `metadata.json` says whether anything is left.
  ///
  /// Throws a `RunFailure` if there is no run to merge, or its owner is alive.
  package static func run(
    _ bundle: BundleLayout, notice: @escaping (String) -> Void
  ) throws(RunFailure) -> Metadata {
    do {
      return try merge(bundle, notice)
    } catch {
      throw RunFailure(losing: error, of: bundle) ?? RunFailure(error)
    }
  }

  private static func merge(
    _ layout: BundleLayout, _ notice: @escaping (String) -> Void
  ) throws -> Metadata {
    let recorded = try RecordedRun(layout, to: "merge")
    let history = recorded.history
    let interrupts = try Interrupts()
    let ownership = try Ownership.claim(
      layout, run: recorded.run, epoch: recorded.invocation.epoch, takeOver: false,
      check: { try interrupts.check() }, notice: notice)
    defer { ownership.release() }
    let counts = recorded.plans.eventCounts(without: history.abandoned)
    let remaining = counts.indices.filter { history.commits[ShardIndex($0)] == nil }
      .reduce(0) { $0 + counts[$1] }
    return try BundleMerge(
      layout: layout, plans: recorded.plans, commits: history.commits,
      options: recorded.invocation.options, eventsRemaining: remaining,
      runs: RunRow.rows(of: history.past), earlier: history.earlier,
      sweeps: history.owesSweep
    ).perform(isOfThisRun: { _ in false }, interrupts, ownership, notice: notice)
  }
}
