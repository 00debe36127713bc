import Bundle
import Dataset
import Files
import Planning
import Scheduling

/// Makes the run state of a complete bundle anew from the bundle's own files, where it was deleted.
///
/// The rows of `metadata.jsonl` and `skipped.jsonl` become reports that count as committed, and
/// `metadata.json` tells of the runs. The journal comes last and in one step: a rebuild that is killed
/// is begun again.
struct BundleRebuild {
  private let layout: BundleLayout
  /// Absolute path of the manifest that the resume was given.
  private let manifest: String
  private let given: GivenOptions
  private let check: () throws -> Void
  private let published: PublishedMetadata

  /// Rebuilds the state of a bundle that has none; does nothing where `metadata.json` is gone too.
  ///
  /// Throws a `RunFailure` that says what is missing where the bundle does not tell enough.
  static func perform(
    _ request: ExportRequest, _ layout: BundleLayout, notice: (String) -> Void,
    check: @escaping () throws -> Void
  ) throws {
    guard FileSystem.exists(layout.metadata) else { return }
    try Ownership.waitForOwner(
      of: layout, takeOver: request.takeOver, check: check, notice: notice)
    let published = try read(layout)
    notice("\(layout.root) has no run state; rebuilding it from the bundle's own files")
    try BundleRebuild(
      layout: layout, manifest: FileSystem.absolute(request.manifest), given: request.given,
      check: check, published: published
    ).perform()
  }

  // MARK: What the bundle must tell

  private static func read(_ layout: BundleLayout) throws(RunFailure) -> PublishedMetadata {
    let published: PublishedMetadata
    do throws(StorageError) {
      published = try PublishedMetadata.read(layout.metadata)
    } catch {
      throw refusal(layout, "\(error)")
    }
    if let first = layout.journals.first {
      throw refusal(layout, "\(first) is there, but an earlier journal is not")
    }
    guard published.isComplete else {
      throw refusal(
        layout, "it is not complete, and only its run state told which events are committed")
    }
    guard published.options.bundle.huggingFace else {
      throw refusal(
        layout,
        "it was made with \(ExportOption.noHf.flag), and only metadata.jsonl tells of its clips")
    }
    let needed = [layout.skipped] + [Split.train, .val].map(layout.huggingFaceRows)
    let gone = needed.filter { !FileSystem.exists($0) }
    guard gone.isEmpty, !published.runs.isEmpty else {
      throw refusal(layout, "\(gone.joined(separator: ", ")) is gone too")
    }
    return published
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
    let (summary, skipped) = try readManifest()
    let continued = digest.events + skipped.count - published.totalEvents
    guard continued >= 0, digest.events - continued == published.slicedEvents else {
      throw Self.refusal(layout, "its files do not have the events that metadata.json counts")
    }
    try FileSystem.removeTree(layout.state)
    let (plan, commits) = try writeReports(summary, skipped, continued: continued)
    try writeJournal(plan, commits)
  }

  private func writeReports(
    _ summary: PlanSummary, _ skipped: [ReportRow], continued: Int
  ) throws -> (PlanReference, [Commit]) {
    var events = ContinuedEvents(count: continued)
    var rows = try RebuiltRows(published, skipped, in: layout)
    var reports = try RebuiltReports(layout, published.options)
    // Whose they are is not on record, only how many.
    var (duplicates, invalid, twins) = (
      published.duplicates, published.invalidValues, published.caseTwins
    )
    while var row = try rows.next() {
      try check()
      events.mark(&row)
      row.share.duplicates = duplicates
      row.share.invalidValues = invalid
      row.share.caseTwins = twins
      (duplicates, invalid, twins) = (0, 0, 0)
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

  /// What a plan of the whole bundle would say, and the skipped events with all that is known of them.
  private func readManifest() throws -> (PlanSummary, [ReportRow]) {
    let events = LostEvents(try SkippedRow.readAll(of: layout))
    var summary = PlanSummary(
      manifest: FileStamp(
        path: published.manifest.path, size: 0, sha256: published.manifest.sha256))
    summary.totalEvents = published.totalEvents
    // Whether the recorded manifest goes on behind the limit is not on record.
    summary.manifestEvents = published.options.events.limit == nil ? summary.totalEvents : .max
    if let isSame = try isRecordedManifest(), isSame || events.areWanted {
      let surveyed = try survey(
        isSame ? published.options : given.resumed(published.options), events)
      try events.complete(from: manifest, published.options)
      if isSame { summary = surveyed }
    }
    summary.classes = published.classes
    summary.fanout = published.fanout
    summary.columns = published.columns
    summary.removedEvents = published.removedEvents > 0 ? published.removedEvents : nil
    return (summary, events.rows)
  }

  /// Whether the manifest is the recorded one; nil where there is none.
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
