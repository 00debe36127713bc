import Bundle
import Dataset
package import Export
import Files
import Messaging
package import RunState
import Scheduling

/// One export from manifest to bundle, by this process and those that it starts or admits.
package enum ExportProcess {
  /// Threads that write the journal, the status and the beat, sync files and ask for the free room, one that merges,
  /// and one that ends libzmq.
  fileprivate static let ownThreads = 7
  /// Threads of libzmq.
  private static let libraryThreads = 2
  /// Threads of a local worker: its own, those of libzmq, and one that ends it.
  private static let workerThreads = 4

  /// Threads and processes that an export with this many renderers on this host starts.
  package static func threads(renderers: Int) -> Int {
    ownThreads + libraryThreads + workerThreads + renderers
  }

  /// Exports; throws a `RunFailure` if the bundle is not complete.
  package static func run(
    _ request: ExportRequest, observer: any RunObserver
  ) throws(RunFailure) -> ExportResult {
    do {
      let interrupts = try Interrupts()
      // This comes first: wrong keys, or an address that is taken, must not cost a planning pass.
      let executor = try CoordinatorExecutor(request)
      if let warning = executor.warning { observer.alarm(warning) }
      // A list that changes while a run plans or merges is read before it is used.
      if executor.hasList { interrupts.leaveHangUpToList() }
      return try Run(request, observer, interrupts, executor).perform()
    } catch {
      throw RunFailure(error)
    }
  }
}

/// Renders by a coordinator in this process, with its own worker or with those of others.
private struct CoordinatorExecutor: ShardExecutor {
  private let request: ExportRequest
  private let listener: Listener

  /// Threads of libzmq and its handshakes, and those that inspect reports.
  private static let networkThreads = 6

  init(_ request: ExportRequest) throws {
    self.request = request
    try ThreadLimit.ensure(
      request.listen == nil
        ? ExportProcess.threads(renderers: request.workers)
        : ExportProcess.ownThreads + Self.networkThreads)
    listener = try request.listen.map(Listener.open) ?? Listener.local()
  }

  var endpoint: String { listener.endpoint }

  var workers: Int { listener.workers }

  var hasList: Bool { listener.hasList }

  var warning: String? { listener.warning }

  func render(_ work: ShardWork) throws -> (Outcome, [ShardIndex: Commit]) {
    let coordinator = Coordinator(
      Coordinator.Parts(
        work: work, listener: listener, localWorker: localWorker(work.job.layout),
        syncer: try BackgroundSync(work.job.layout.folders, now: Clock.tick),
        inspector: try makeInspector(work.job),
        room: try RoomWatch(work.job.layout.folders)))
    return (try coordinator.run(), coordinator.committed)
  }

  /// Inspects reports of workers that may be anyone; nil if all are processes of this user, who could write the
  /// bundle directly.
  private func makeInspector(_ job: RenderJob) throws -> ReportInspector? {
    guard let listen = request.listen, !listen.isPrivate else { return nil }
    return try ReportInspector(job, sampleSize: listen.sampleSize)
  }

  /// The worker of this host; nil if all workers come from elsewhere.
  private func localWorker(_ layout: BundleLayout) -> LocalWorker? {
    guard request.listen == nil else { return nil }
    return LocalWorker(
      endpoint: listener.endpoint, slots: request.workers,
      rendererMemory: request.rendererMemory, logs: layout.logs, now: Clock.tick)
  }
}
