import Bundle
import Dataset
import Files
import RunState
import Scheduling

extension Run {
  /// The options of the run: those given, or those on record with the ones that a resume may replace.
  static func options(
    _ request: ExportRequest, after history: RunHistory?
  ) throws(RunFailure) -> ExportOptions {
    guard let last = history?.last?.invocation else { return request.given.fresh }
    let differences = request.given.differences(from: last.options)
    if !differences.isEmpty {
      throw RunFailure(
        .usage,
        "the bundle was made with other clip options: \(differences.joined(separator: "; "))"
          + " (leave them out to continue, or --overwrite)")
    }
    if last.libraries != Build.libraries, !request.acceptLibraries {
      throw RunFailure(
        .usage,
        "the bundle was made with \(last.libraries), here is \(Build.libraries);"
          + " new clips may differ in their last bits (--accept-libraries continues)")
    }
    if let limit = request.given.loweredLimit(from: last.options) {
      let recorded = last.options.events.limit.map { "\($0)" } ?? "none"
      throw RunFailure(
        .usage,
        "\(ExportOption.limit.flag) \(limit) is below the recorded limit, \(recorded):"
          + " a bundle only grows (--overwrite makes a smaller one)")
    }
    return request.given.resumed(last.options)
  }

  /// Continues a bundle: plans what is new, finds what is lost, renders and merges.
  func resume(_ history: RunHistory) throws -> ExportResult {
    do {
      try start()
      plans = try RunPlans(history, in: layout)
      if let untouched = try leaveUntouched(history) { return untouched }
      try withReports { try planWhatIsNew($0) }
      try withReports { try planRepairs($0) }
    } catch {
      throw stop(failure(error))
    }
    return try finish()
  }

  /// A recorded root that is missing now is a fault of this host, and not a reason to skip an event.
  ///
  /// It does not matter if nothing is to be read.
  func requireRoots() throws(RunFailure) {
    guard history != nil else { return }
    let problems = roots.problems.map(\.description)
    if problems.isEmpty { return }
    throw RunFailure(
      .unfinished,
      "sources unreachable: \(problems.joined(separator: "; "))"
        + " (mount it, or name the root again, then resume)")
  }

  func sources(_ history: RunHistory) throws -> [ShardSource] {
    try ShardSources.list(
      plans, history.commits, options.clips, in: layout, isOfThisRun: { _ in false })
  }

  /// Shards whose clips are inspected in parallel.
  private static let shardsAtOnce = 64

  private func planRepairs(_ history: RunHistory) throws {
    guard let summary = plans.summary else { return }
    var look = ShardLook(
      bundle: layout, options: options, fanout: summary.fanout, isDeep: request.deep,
      unsynced: try unsynced(history), retriesQuarantined: request.retryQuarantined)
    if options.bundle.layout == .tar {
      look.units = UnitLook(names: try UnitNames(in: layout), roots: roots)
    }
    if request.rerenderChanged { look.rerendered = try changedSources(history, look) }
    var repairs = Repairs(look, options, manifest: invocation.manifest)
    let number = plans.nextNumber
    let first = plans.shardCount
    var writer = try PlanWriter(layout.plan(number))
    try forEachShard(history, &repairs) { repaired, events in
      try writer.append(shard(ShardIndex(first + writer.shardCount), repaired, events))
    }
    standing = repairs.standing
    guard writer.shardCount > 0 else { return }
    if repairs.findDamage {
      observer.alarm(repairs.description)
    } else {
      observer.notice(repairs.description)
    }
    try release(repairs.retriedShards)
    let count = writer.shardCount
    let (file, index) = try writer.finish(summary)
    try add(
      PlanReference(
        number: number, kind: .repair, firstShard: first, shardCount: count, sha256: file.sha256),
      index, summary)
  }

  /// The shards with events that need work, and those events.
  private func forEachShard(
    _ history: RunHistory, _ repairs: inout Repairs,
    _ body: (ShardIndex, [PlannedEvent]) throws -> Void
  ) throws {
    let all = try sources(history)
    var rest = all[...]
    while !rest.isEmpty {
      let some = Array(rest.prefix(Self.shardsAtOnce))
      observer.checking(all.count - rest.count, of: all.count)
      rest = rest.dropFirst(some.count)
      for (source, events) in zip(some, try repairs.events(of: some, interrupts))
      where !events.isEmpty {
        try body(source.shard, events)
      }
    }
  }

  /// Recordings that changed, or may have changed since they lost clips: all clips of such a recording are made
  /// again, so that all are of one version.
  private func changedSources(
    _ history: RunHistory, _ look: ShardLook
  ) throws -> Set<SourceKey> {
    var look = look
    look.notesContents = true
    var repairs = Repairs(look, options, manifest: invocation.manifest)
    try forEachShard(history, &repairs) { _, _ in }
    return repairs.changedSources
  }

  /// Voids the quarantines of shards whose events are tried again, also in their repairs.
  private func release(_ shards: Set<ShardIndex>) throws {
    guard let history, !shards.isEmpty else { return }
    for case .quarantined(let quarantine) in history.records {
      let shard = quarantine.shard
      let tried = plans.isRepair(shard) ? try plans.shard(shard, in: layout).repair?.shard : shard
      guard let tried, shards.contains(tried), !released.contains(shard) else { continue }
      released.append(shard)
      journal?.append(.scheduled(.released(shard)))
    }
  }

  /// Shards with rows whose clips a power cut may have taken.
  func unsynced(_ history: RunHistory) throws(StorageError) -> Set<ShardIndex> {
    var unsynced = history.unsynced
    for shard in history.unsynced.sorted() where plans.isRepair(shard) {
      if let repaired = try plans.shard(shard, in: layout).repair?.shard {
        unsynced.insert(repaired)
      }
    }
    return unsynced
  }

  private func shard(
    _ index: ShardIndex, _ repaired: ShardIndex, _ events: [PlannedEvent]
  ) -> PlanShard {
    var shard = PlanShard(
      index: index, byteOffset: 0, byteCount: 0,
      firstOrdinal: events.first?.share.event.ordinal ?? 1,
      eventCount: events.count, digest: "", duplicates: [], sources: [])
    var splits = SplitEvents()
    for event in events where !event.share.continues {
      splits.add(Split(session: event.share.event.sessionID, valRatio: options.clips.valRatio))
    }
    shard.counted = splits.train + splits.val
    shard.splits = splits
    shard.repair = PlanShard.Repair(shard: repaired, events: events)
    return shard
  }
}
