import Bundle
import Dataset
import Files
import Planning
import RunState

/// The plan of a resume: empty if the manifest is unchanged, otherwise the new part.
extension Run {
  func planWhatIsNew(_ history: RunHistory) throws {
    guard let summary = plans.summary else {
      try requireRoots()
      return try plan(PlanBase(), .manifest)
    }
    let isSame = try FileSystem.sha256(of: invocation.manifest) == summary.manifest.sha256
    let limit = options.events.limit ?? .max
    let isMore = limit > summary.totalEvents && summary.manifestEvents > summary.totalEvents
    let mayDrop = request.removed == .drop && summary.removedEvents != nil
    guard isMore || mayDrop || !isSame else { return }
    try requireRoots()
    if !isSame {
      observer.notice("the manifest has changed since the bundle was made; planning what is new")
      if !options.bundle.labelFields.isEmpty {
        observer.notice("fields carried along stay as they were in the rows that are there")
      }
    } else if summary.removedEvents == nil, options.bundle.layout == .files {
      var base = PlanBase()
      base.classes = summary.classes
      base.fanout = summary.fanout
      base.eventsPlanned = summary.totalEvents
      return try plan(base, .growth)
    }
    if options.bundle.layout == .tar, request.removed == .keep {
      throw RunFailure(
        .usage,
        "--removed keep does not go with tars, which hold the events of one manifest"
          + " (put the events back, or remove their clips with --removed drop)")
    }
    do {
      let (base, healing) = try baseForAnotherManifest(summary, history)
      try plan(base, .manifest, keeping: healing)
    } catch PlanError.removed(let events) {
      throw try refusal(ofRemoved: events, history)
    }
  }

  /// The bundle's present state: committed rows own their clips, and classes keep their numbers; with the changes to
  /// rows by repairs.
  private func baseForAnotherManifest(
    _ summary: PlanSummary, _ history: RunHistory
  ) throws -> (PlanBase, EarlierHealing) {
    var healing = history.earlier
    let unsynced = request.deep ? [] : try unsynced(history)
    var base = PlanBase()
    base.fanout = summary.fanout
    base.rerendersChanged = request.rerenderChanged
    base.removed = request.removed
    var classes: [Text] = []
    var seen: Set<Text> = []
    for source in try sources(history) {
      try interrupts.check()
      try source.forEachRow(in: layout) { standing throws(StorageError) in
        base.note(standing.row, options: options.clips)
        healing.add(standing, valRatio: options.clips.valRatio)
        if request.removed == .drop {
          base.standing.note(
            standing.row, options: options.clips,
            isCompared: request.deep || unsynced.contains(source.shard) || !standing.lost.isEmpty)
        }
        for label in standing.row.labels where seen.insert(label).inserted { classes.append(label) }
      }
    }
    // Numbers that were never published are not a promise.
    let isPublished = FileSystem.exists(layout.components)
    base.classes = isPublished ? summary.classes : classes
    if base.owners.isEmpty, !isPublished { base.fanout = nil }
    return (base, healing)
  }

  /// Events that a refusal names.
  private static let named = 10

  /// Names some of the events, in the order of the bundle, and says how to continue.
  private func refusal(
    ofRemoved events: Set<UInt64>, _ history: RunHistory
  ) throws -> RunFailure {
    var left = events
    var named: [String] = []
    for source in try sources(history) where named.count < Self.named {
      try source.forEachRow(in: layout) { standing throws(StorageError) in
        let event = standing.row.event
        guard named.count < Self.named, left.remove(RecordedEvents.identity(of: event)) != nil
        else { return }
        named.append(ChangedEvent(ordinal: event.ordinal, eventID: event.eventID).description)
      }
    }
    let count = events.count
    let rest = count > named.count ? " and \(count - named.count) more" : ""
    let (them, their) = count == 1 ? ("it", "its") : ("them", "their")
    return RunFailure(
      .badInput,
      "\(count) \(count == 1 ? "event of the bundle is" : "events of the bundle are") gone from"
        + " \(invocation.manifest), wholly or in part: \(named.joined(separator: ", "))\(rest)"
        + " (put \(them) back, keep \(their) clips with --removed keep, or remove \(their) clips"
        + " with --removed drop)")
  }
}
