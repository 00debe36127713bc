import Bundle
import Dataset
import Files
import Merging
import Planning
import RunState
import Scheduling

/// Makes the deleted run state of a complete bundle again from the bundle's own files.
///
/// The rows of `metadata.jsonl` and `skipped.jsonl` become reports that count as committed, and `metadata.json` has
/// the runs. The journal comes last and in one step: a rebuild that is killed is begun again.
struct BundleRebuild {
  private let layout: BundleLayout
  /// Absolute path of the manifest that the resume was given.
  private let manifest: String
  private let given: GivenOptions
  private let observer: any RunObserver
  private let check: () throws -> Void
  private let published: PublishedMetadata

  /// Rebuilds the state of a bundle that has none; does nothing if `metadata.json` is gone too.
  ///
  /// Throws a `RunFailure` that says what is missing if the bundle does not have enough.
  static func perform(
    _ request: ExportRequest, _ layout: BundleLayout, _ observer: any RunObserver,
    check: @escaping () throws -> Void
  ) throws {
    guard FileSystem.exists(layout.metadata) else { return }
    try Ownership.waitForOwner(
      of: layout, takeOver: request.takeOver, check: check,
      notice: { observer.notice($0) })
    let published = try read(layout)
    try holdFiles(of: published, layout, observer)
    observer.notice("\(layout.root) has no run state; rebuilding it from the bundle's own files")
    try BundleRebuild(
      layout: layout, manifest: FileSystem.absolute(request.manifest), given: request.given,
      observer: observer, check: check, published: published
    ).perform()
  }

  // MARK: What the bundle must tell

  private static func read(_ layout: BundleLayout) throws(RunFailure) -> PublishedMetadata {
    let published: PublishedMetadata
    let journals: [String]
    do throws(StorageError) {
      published = try PublishedMetadata.read(layout.metadata)
      journals = try layout.journals()
    } catch {
      throw refusal(layout, "\(error)")
    }
    if let first = journals.first {
      throw refusal(layout, "\(first) is there, but an earlier journal is not")
    }
    guard published.isComplete else {
      throw refusal(
        layout, "it is not complete, and only its run state told which events are committed")
    }
    guard published.options.bundle.layout == .files else {
      throw refusal(
        layout, "its clips lie in tars, and only its run state tells which unit each of them is")
    }
    guard published.options.bundle.huggingFace else {
      throw refusal(
        layout,
        "it was made with \(ExportOption.noHf.flag), and only metadata.jsonl tells of its clips")
    }
    guard published.lostClips == 0 else {
      throw refusal(
        layout, "clips of it were lost (\(published.lostClips)), and only its run state told which")
    }
    guard published.mixedRecordings == 0 else {
      throw refusal(
        layout,
        "recordings of it changed while it was made (\(published.mixedRecordings)), and only its run state"
          + " told which clips are of what")
    }
    let needed = [layout.skipped] + [Split.train, .val].map(layout.huggingFaceRows)
    let gone = needed.filter { !FileSystem.exists($0) }
    guard gone.isEmpty, !published.runs.isEmpty else {
      throw refusal(layout, "\(gone.joined(separator: ", ")) is gone too")
    }
    return published
  }

  /// Compares the documents with the digests on record, before they are believed or replaced: those with rows must
  /// have their digest, the others are made again from the rows.
  private static func holdFiles(
    of published: PublishedMetadata, _ layout: BundleLayout, _ observer: any RunObserver
  ) throws {
    // Records of older builds have no such digests, but SHA256SUMS has.
    let bundle = published.options.bundle
    let named =
      !published.provesFiles && bundle.checksums && FileSystem.exists(layout.checksums)
      ? try Checksums.documents(of: layout) : [:]
    for document in BundleDocument.calledFor(by: bundle) {
      let name = layout.name(of: document)
      let stated = published.sha256(of: document, named: name) ?? named[document]
      if stated == nil, !published.provesFiles { continue }
      if let stated, try sha256(of: layout.path(of: document)) == stated { continue }
      switch document {
      case .rows, .skipped:
        throw refusal(layout, "\(name) is not the file whose digest is on record")
      case .labels, .components, .card, .croissant, .checksums:
        observer.alarm("\(layout.path(of: document)) is not the file on record; it is made again")
      }
    }
  }

  /// Nil if there is no such file.
  private static func sha256(of path: String) throws(StorageError) -> String? {
    do throws(StorageError) {
      return try FileSystem.sha256(of: path)
    } catch {
      guard error.kind == .notThere else { throw error }
      return nil
    }
  }

  private static func refusal(_ layout: BundleLayout, _ words: String) -> RunFailure {
    RunFailure(
      .cannotMake,
      "\(layout.root) has lost its run state (\(layout.state)), and it cannot be rebuilt: \(words)"
        + " (bring it back, or --overwrite exports it again)")
  }

  // MARK: Rebuilding

  private func perform() throws {
    let digest = try PublishedDigest(of: published, in: layout)
    if digest.isRight == false {
      throw Self.refusal(
        layout, "metadata.jsonl is not what the bundle_digest of metadata.json was made of")
    }
    try check()
    let (summary, skipped, statistics) = try readManifest()
    let continued = digest.events + skipped.count - statistics.totalEvents
    guard continued >= 0, digest.events - continued == published.slicedEvents else {
      throw Self.refusal(layout, "its files do not have the events that metadata.json counts")
    }
    for folder in layout.stateFolders { try FileSystem.removeTree(folder) }
    let (plan, commits) = try writeReports(summary, skipped, statistics, continued: continued)
    try writeJournal(plan, commits)
  }

  private func writeReports(
    _ summary: PlanSummary, _ skipped: [ReportRow], _ statistics: Statistics, continued: Int
  ) throws -> (PlanReference, [Commit]) {
    var events = ContinuedEvents(count: continued)
    var rows = try RebuiltRows(published, skipped, in: layout)
    var reports = try RebuiltReports(layout, published.options)
    // Only their number is on record, not their events.
    var rest = statistics
    while var row = try rows.next() {
      try check()
      events.mark(&row)
      row.share.duplicates = rest.duplicates
      row.share.invalidValues = rest.invalidValues
      row.share.caseTwins = rest.caseTwins
      rest = Statistics()
      try reports.append(row)
    }
    if events.areMissing {
      throw Self.refusal(layout, "its files do not have the events that metadata.json counts")
    }
    return try reports.finish(summary)
  }

  private func writeJournal(_ plan: PlanReference, _ commits: [Commit]) throws {
    let past = RebuiltPast(
      rows: published.runs.map { row in
        let end = row.end.map { end in
          InvocationEnd(id: row.id, end: end, outcome: InvocationEnd.Outcome(row.outcome))
        }
        return RebuiltPast.Row(invocation: invocation(row), end: end)
      }, healing: published.healing)
    let beside = layout.rebuiltJournal
    let journal = try RunJournal(beside)
    journal.append(.rebuilt(past))
    journal.append(.planned(plan))
    for commit in commits { journal.append(.scheduled(.committed(commit))) }
    journal.append(.synced(commits: commits.count))
    try journal.sync()
    try FileSystem.rename(beside, layout.journal(RebuiltReports.epoch))
    try FileSystem.syncDirectory(layout.state)
  }

  private func invocation(_ row: RunRow) -> Invocation {
    // The bundle's own id is lost; the first run's serves as well.
    Invocation(
      id: row.id, run: published.runs[0].id, epoch: RebuiltReports.epoch, start: row.start,
      host: row.host, workers: row.workers, manifest: published.manifest.path,
      options: row.options, libraries: published.libraries, sealed: [])
  }

  // MARK: The manifest

  /// Counts that the rows do not give.
  private struct Statistics: Equatable {
    var totalEvents = 0
    var duplicates = 0
    var invalidValues = 0
    var caseTwins = 0
  }

  /// The counts that `metadata.json` states, or those of the manifest on record if it is there.
  private func statistics(_ summary: PlanSummary, _ events: LostEvents) -> Statistics {
    var counts = Statistics()
    counts.totalEvents = summary.totalEvents
    counts.duplicates = summary.duplicates
    counts.invalidValues = events.invalidValues
    counts.caseTwins = summary.caseTwins
    if counts != stated {
      observer.alarm(
        "the statistics of \(layout.metadata) are not those of \(manifest); they are counted again")
    }
    return counts
  }

  private var stated: Statistics {
    var counts = Statistics()
    counts.totalEvents = published.totalEvents
    counts.duplicates = published.duplicates
    counts.invalidValues = published.invalidValues
    counts.caseTwins = published.caseTwins
    return counts
  }

  /// The summary that a plan of the whole bundle would have, the skipped events with all that is known of them, and
  /// counts of the events.
  private func readManifest() throws -> (PlanSummary, [ReportRow], Statistics) {
    var counts = stated
    let events = LostEvents(try SkippedRow.readAll(of: layout))
    var summary = PlanSummary(
      manifest: FileStamp(
        path: published.manifest.path, size: 0, sha256: published.manifest.sha256))
    summary.totalEvents = published.totalEvents
    // The record does not say whether the manifest continues behind the limit.
    summary.manifestEvents = published.options.events.limit == nil ? summary.totalEvents : .max
    if let isSame = try isRecordedManifest(), isSame || events.areWanted {
      let surveyed = try survey(
        isSame ? published.options : given.resumed(published.options), events)
      try events.complete(from: manifest, published.options)
      if isSame { summary = surveyed }
      // Events that the manifest no longer has count, too.
      if isSame, published.removedEvents == 0 { counts = statistics(surveyed, events) }
    }
    summary.classes = published.classes
    summary.fanout = published.fanout
    summary.columns = published.columns
    summary.removedEvents = published.removedEvents > 0 ? published.removedEvents : nil
    return (summary, events.rows, counts)
  }

  /// True if the manifest is the recorded one; nil if there is none.
  private func isRecordedManifest() throws -> Bool? {
    guard FileSystem.exists(manifest) else { return nil }
    return try FileSystem.sha256(of: manifest) == published.manifest.sha256
  }

  private func survey(_ options: ExportOptions, _ events: LostEvents) throws -> PlanSummary {
    try Planner.survey(
      manifest, options: options, roots: AudioRoots(options.sources, manifest: manifest),
      findings: events
    ).summary
  }
}

extension InvocationEnd.Outcome {
  init(_ outcome: RunRow.Outcome) {
    switch outcome {
    case .complete: self = .complete
    case .interrupted: self = .interrupted
    case .stopped, .killed: self = .stopped
    }
  }
}
