import Bundle
import Dataset
import Files
import JSON
import RunState
import Scheduling
import Synchronization

/// A resume of a complete bundle in which nothing has changed.
extension Run {
  /// Records the invocation if there is nothing to do; nil if there may be.
  ///
  /// The folders of clips are listed with sizes, and the manifest, the reports and the bundle's other files are
  /// compared with their digests. No row is read and no recording looked at.
  func leaveUntouched(_ history: RunHistory) throws -> ExportResult? {
    guard let last = history.last, let left = last.end?.left, let summary = plans.summary,
      isUnchanged(last, history),
      try FileSystem.sha256(of: invocation.manifest) == summary.manifest.sha256,
      let merged = try recorded(left, last, summary)
    else { return nil }
    let stands = areReportsThere(history) && areClipsThere(left, summary)
    try interrupts.check()
    guard stands else { return nil }
    observer.merging(0, of: history.commits.count)
    try BundleMerge.removeLeftovers(of: layout)
    try BundleMerge.removeUnfinishedClips(of: layout)
    let end = Clock.utc
    let metadata = Metadata(
      merged: merged.untouched, plan: summary, options: options, bundle: layout,
      libraries: ClipLibraries.versions, generator: Build.generator, eventsRemaining: 0,
      runs: RunRow.rows(of: history.past) + [RunRow(invocation, end: end, .complete)])
    try ownership?.refuseIfFenced()
    try metadata.write()
    return try self.end(metadata, at: end)
  }

  /// True if the request needs nothing that the bundle may lack, and no part of it is in doubt.
  private func isUnchanged(_ last: RunHistory.Past, _ history: RunHistory) -> Bool {
    let asks =
      request.deep || request.retryQuarantined || request.rerenderChanged
      || request.removed != nil
    return !asks && !isPending(history.commits, abandoned: history.abandoned)
      && last.end?.outcome == .complete
      && last.invocation.options == options && history.unsynced.isEmpty && !history.owesSweep
  }

  /// The bundle's record; nil if it is not the one that the last invocation wrote, is incomplete, or another file is
  /// not the recorded one.
  ///
  /// Events whose recordings were missing may have them by now.
  private func recorded(
    _ left: LeftBundle, _ last: RunHistory.Past, _ summary: PlanSummary
  ) throws -> MergedBundle? {
    guard let bytes = try? FileSystem.read(layout.metadata, limit: 1 << 28),
      SHA256.hexadecimal(of: bytes) == left.metadataSHA256
    else { return nil }
    let document = try MetadataDocument(json: bytes)
    let skipped = document.skipReasons?.names ?? []
    let mayBeFound = [SkipReason.missingFile, .outsideRoots].contains { reason in
      skipped.contains(Text(reason.rawValue))
    }
    guard !mayBeFound, let files = files(document),
      let merged = MergedBundle(standing: document, files, left.clips),
      let root = document.datasetRoot
    else { return nil }
    // The record has been read completely only if it gives the same bytes again.
    let again = Metadata(
      merged: merged, plan: summary, options: last.invocation.options, bundle: BundleLayout(root),
      libraries: ClipLibraries.versions, generator: Build.generator, eventsRemaining: 0,
      runs: document.runs ?? [])
    return again.json() == bytes ? merged : nil
  }

  /// The bundle's other files; nil if one differs from the record.
  private func files(_ document: MetadataDocument) -> [BundleDocument: FileStamp]? {
    var files: [BundleDocument: FileStamp] = [:]
    for one in BundleDocument.calledFor(by: options.bundle) {
      let path = layout.path(of: one)
      guard let digest = document.sha256(of: one, named: layout.name(of: one)),
        let size = FileSystem.size(path), (try? FileSystem.sha256(of: path)) == digest
      else { return nil }
      files[one] = FileStamp(path: path, size: size, sha256: digest)
    }
    return files
  }

  private func areReportsThere(_ history: RunHistory) -> Bool {
    let reports = history.commits.values.map(\.completion.report)
    let (folder, interrupts) = (layout.reports, interrupts)
    let areThere = Atomic(true)
    WorkThread.perform(reports.count, helpers: Host.usableCPUs - 1) { place in
      guard areThere.load(ordering: .relaxed), !interrupts.isPending else { return }
      do throws(StorageError) {
        _ = try ReportReader(reports[place], beneath: folder)
      } catch {
        areThere.store(false, ordering: .relaxed)
      }
    }
    return areThere.load(ordering: .relaxed)
  }

  private func areClipsThere(_ left: LeftBundle, _ summary: PlanSummary) -> Bool {
    if options.bundle.layout == .tar { return ClipListing.tars(of: layout) == left.clips }
    let interrupts = interrupts
    let found = ClipListing.sum(
      of: layout, fanout: summary.fanout, while: { !interrupts.isPending })
    return found == left.clips
  }
}
