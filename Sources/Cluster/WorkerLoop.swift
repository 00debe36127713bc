import Dataset
import Glibc
import Messaging
import Rendering
import Scheduling
import Storage

/// A worker: one process that speaks to the coordinator, with a renderer process a slot.
///
/// The session decides; this loop only waits, on one thread, for the socket, the renderers' pipes,
/// their ends, signals and the lifeline, and does what the session says.
final class WorkerLoop {
  private let settings: WorkerSettings
  private let endpoint: Endpoint
  private let incarnation: Incarnation
  private let context: MessagingContext
  private var socket: DealerSocket?
  private var socketToken: Poller.Token?
  private var poller = Poller()
  private var session: WorkerSession
  private var renderers: [Renderer] = []
  private var job: RenderJob?
  private let signals: SignalDescriptor
  private var exitCode: Int32?

  /// The longest wait: the pages of the renderers are looked at this often.
  private static let step = Duration.milliseconds(100)

  init(_ settings: WorkerSettings) throws {
    signals = try SignalDescriptor()
    self.settings = settings
    endpoint = try Endpoint(parsing: settings.endpoint)
    context = try MessagingContext()
    incarnation = Incarnation(UInt64.random(in: 0 ... .max))
    session = WorkerSession(
      hello: Hello(
        worker: settings.name, host: Host.name, pid: Int(getpid()), slots: settings.slots,
        build: try Build.identity(), libraries: Build.libraries, log: settings.log),
      incarnation: incarnation, limits: settings.limits, seed: incarnation.bits, now: Clock.tick)
    for _ in 0..<settings.slots {
      renderers.append(try Renderer(memoryLimit: settings.memoryLimit))
    }
  }

  /// Works until told to leave; the exit code.
  func run() throws -> Int32 {
    try openSocket()
    let signalToken = poller.watch(descriptor: signals.descriptor)
    let lifelineToken = settings.hasLifeline ? poller.watch(descriptor: 0) : nil
    while exitCode == nil {
      let left = (session.nextDeadline - Clock.tick).milliseconds
      let wait = min(Self.step, .milliseconds(max(left, 0)))
      for ready in try poller.wait(atMost: wait) {
        if ready.token == signalToken {
          while signals.next() != nil { try perform(.drain) }
        } else if ready.token == lifelineToken {
          if ready.isHungUp || !lifelineHolds() { return 75 }
        } else if ready.token == socketToken {
          try receive()
        }
      }
      try watchRenderers()
      try perform(.tick)
    }
    return exitCode ?? 75
  }

  // MARK: What happens

  private func receive() throws {
    while let bytes = try socket?.receive() {
      guard let message = MessageCodec.fromCoordinator(bytes, limits: settings.limits) else {
        settings.log(line: "dropped a message that does not parse")
        continue
      }
      try perform(.received(message))
    }
  }

  /// Whether whoever started us still lives.
  private func lifelineHolds() -> Bool {
    var byte: UInt8 = 0
    return read(0, &byte, 1) > 0
  }

  private func watchRenderers() throws {
    for renderer in renderers {
      if let moved = renderer.progress(), let lease = renderer.lease {
        try perform(
          .progressed(lease, events: moved.events, beat: moved.beat, position: moved.position))
      }
      for answer in renderer.answers() { try take(answer, from: renderer) }
      renderer.checkMemory()
      if let (end, failure) = renderer.reap(&poller) {
        settings.log(line: "a renderer ended with \(end)")
        renderer.lease = nil
        if let failure { try perform(.failed(failure)) }
      }
    }
  }

  private func take(_ answer: RendererAnswer, from renderer: Renderer) throws {
    guard let lease = renderer.lease else { return }
    renderer.lease = nil
    switch answer {
    case .finished(let shard):
      let report = Report(path: shard.report, size: shard.size, sha256: shard.sha256)
      try perform(.finished(lease, report, Counts(shard.tally)))
    case .failed(let failure): try perform(.failed(Failure(of: lease, failure)))
    }
  }

  // MARK: What is to be done

  private func perform(_ stimulus: WorkerStimulus) throws {
    for action in session.handle(stimulus, at: Clock.tick) { try perform(action) }
  }

  private func perform(_ action: WorkerAction) throws {
    switch action {
    case .send(let message): try send(message)
    case .prove(let job): try prove(job)
    case .admitted: settings.log(line: "admitted")
    case .start(let grant): try start(grant)
    case .kill(let lease): renderer(of: lease)?.kill(for: nil)
    case .rename(let old, let new): renderer(of: old)?.lease = new
    case .discard(let report): discard(report)
    case .replaceSocket: try openSocket()
    case .report(let words): settings.log(line: words)
    case .exit(let exit):
      settings.log(line: "leaving: \(exit)")
      exitCode = exit.code
    }
  }

  private func openSocket() throws {
    if let socketToken { poller.forget(socketToken) }
    socket = nil
    let fresh = try DealerSocket(context, to: endpoint, security: settings.security)
    try fresh.connect()
    socketToken = poller.watch(fresh)
    socket = consume fresh
  }

  private func send(_ message: FromWorker) throws {
    guard try socket?.send(MessageCodec.encode(message)) != .sent else { return }
    for action in session.handle(.sendFailed, at: Clock.tick) { try perform(action) }
  }

  private func prove(_ job: Job) throws {
    do {
      let (render, proof) = try WorkerProof.gather(job)
      self.job = render
      try perform(.proved(proof))
    } catch {
      // The bundle may not be visible from here yet; the session says hello again.
      settings.log(line: "cannot prove that this is the run's bundle: \(error)")
    }
  }

  private func start(_ grant: Grant) throws {
    guard let job, let row = grant.row, let renderer = renderers.first(where: { $0.lease == nil })
    else {
      return try perform(
        .failed(Failure(lease: grant.lease, kind: .broken, words: "a grant without its plan row")))
    }
    let task = RenderTask(
      row: PlanIndex.Row(offset: row.offset, byteCount: row.length, digest: row.digest),
      attempt: "\(grant.lease.name).\(incarnation.hex)", quarantined: grant.skip,
      narrowed: grant.narrowed)
    do throws(StorageError) {
      try renderer.start(task, for: grant.lease, of: job, poller: &poller)
    } catch {
      try perform(
        .failed(Failure(lease: grant.lease, kind: .broken, words: error.description)))
    }
  }

  private func renderer(of lease: Lease) -> Renderer? {
    renderers.first { $0.lease == lease }
  }

  private func discard(_ report: Report) {
    guard let job, BundleLayout.isInside(report.path) else { return }
    try? Files.remove("\(job.layout.reports)/\(report.path)")
  }
}
