import Bundle
package import Dataset
import Files
import Planning
import RunState

/// A resume's findings about its bundle before it plans; nothing is written.
package struct ResumeLook {
  /// The options that the resume would have.
  package let options: ExportOptions
  /// Clips of the bundle that the manifest gives to different events, if the request does not decide about them.
  package private(set) var changedClips = 0
  /// Events of the bundle that the manifest lacks, if the request does not decide about them.
  package private(set) var removedEvents = 0

  /// Inspects the bundle of a request to resume; nil if there is none to continue.
  ///
  /// Throws a `RunFailure` if its run state cannot be used, or the options differ.
  package static func at(_ request: ExportRequest) throws -> ResumeLook? {
    guard request.resume else { return nil }
    let layout = try request.layout()
    guard try !layout.journals().isEmpty,
      let history = try RunHistory.read(layout)
    else { return nil }
    var look = ResumeLook(options: try Run.options(request, after: history))
    let plans = try RunPlans(history, in: layout)
    let manifest = FileSystem.absolute(request.manifest)
    guard let summary = plans.summary,
      try FileSystem.sha256(of: manifest) != summary.manifest.sha256
    else { return look }
    let sources = try ShardSources.list(
      plans, history.commits, look.options.clips, in: layout, isOfThisRun: { _ in false })
    let (changed, removed) = try Planner.differences(
      manifest, look.options, AudioRoots(look.options.sources, manifest: manifest),
      try base(sources, look.options.clips, layout))
    if !request.rerenderChanged { look.changedClips = changed.count }
    if request.removed == nil { look.removedEvents = removed.count }
    return look
  }

  private init(options: ExportOptions) { self.options = options }

  private static func base(
    _ sources: [ShardSource], _ options: ClipOptions, _ layout: BundleLayout
  ) throws -> PlanBase {
    var base = PlanBase()
    for source in sources {
      try source.forEachRow(in: layout) { standing throws(StorageError) in
        base.note(standing.row, options: options)
      }
    }
    return base
  }
}
