import Bundle
import Dataset
import Export
import Files
import Glibc
import Messaging
import Rendering
import RunState
import Scheduling

/// A worker: one process that speaks to the coordinator, with a renderer process a slot.
///
/// The session decides. This loop only waits, on one thread, for the connection, the renderers' pipes, their ends,
/// signals and the lifeline, and performs the session's actions.
final class WorkerLoop {
  private let settings: WorkerSettings
  private let codec: MessageCodec
  private let log: WorkerLog
  private var incarnation: Incarnation
  private let link: CoordinatorLink
  private var poller = Poller()
  private var session: WorkerSession
  private var renderers: [Renderer] = []
  private var job: RenderJob?
  private var proving: Proving?
  private var completion: CompletionWatch
  private let signals: SignalDescriptor
  private var stops = StopCount()
  /// Nil if no service manager waits for a word.
  private let service: Supervisor?
  private var wasAdmitted = false
  /// The coordinator's address as last logged.
  private var loggedPlace: Endpoint?
  private var nextLogLook = Tick(0)
  private var exit: WorkerExit?

  /// The longest wait, which is the interval at which the renderers' pages are read.
  private static let step = Duration.milliseconds(100)
  private static let logPause = Span.seconds(1)
  /// The time for the last messages to be sent.
  private static let farewell = Duration.milliseconds(250)

  /// A proof that is not complete yet.
  private struct Proving {
    let job: Job
    let since: Tick
    var next: Tick
    var pause = Span.milliseconds(500)
  }

  init(_ settings: WorkerSettings) throws {
    service = Supervisor()
    signals = try SignalDescriptor()
    self.settings = settings
    codec = MessageCodec(settings.limits)
    log = try WorkerLog(
      settings.log, name: settings.name, isOfExport: settings.hasLifeline)
    link = try CoordinatorLink(settings.place, security: try settings.keys.security())
    completion = CompletionWatch(settings.place, patience: settings.limits.patience)
    incarnation = Incarnation(UInt64.random(in: 0 ... .max))
    session = try Self.session(settings, log: log, incarnation)
    for _ in 0..<settings.slots {
      renderers.append(try Renderer(memoryLimit: settings.rendererMemory << 20))
    }
  }

  private static func session(
    _ settings: WorkerSettings, log: WorkerLog, _ incarnation: Incarnation
  ) throws -> WorkerSession {
    WorkerSession(
      hello: Hello(
        worker: settings.name, host: Host.name, pid: Int(getpid()), slots: settings.slots,
        build: try Build.identity(), libraries: Build.libraries,
        log: log.path.printable),
      incarnation: incarnation, limits: settings.limits, seed: incarnation.bits, now: Clock.tick)
  }

  /// Works until told to leave.
  func run() throws -> WorkerExit {
    try link.open(at: Clock.tick, &poller)
    if link.endpoint == nil { log.line("waiting for \(settings.place)") }
    logPlace()
    service?.ready()
    defer { service?.stopping() }
    let signalToken = poller.watch(descriptor: signals.descriptor)
    let lifelineToken = settings.hasLifeline ? poller.watch(descriptor: 0) : nil
    while true {
      for ready in try poller.wait(atMost: wait) {
        if ready.token == signalToken {
          try interrupt()
        } else if ready.token == lifelineToken {
          if ready.isHungUp || !lifelineHolds() { return .drained }
        } else if link.owns(ready.token) {
          try hearNews()
          try receive()
        }
      }
      if let exit { return exit }
      service?.works(serviceWords)
      try watchRenderers()
      keepLog(at: Clock.tick)
      try proveAgain()
      try link.follow(at: Clock.tick, &poller)
      logPlace()
      if !link.isReady, completion.isSettled(at: Clock.tick) { try perform(.runIsComplete) }
      try perform(.tick)
      if let exit { return exit }
    }
  }

  /// What it does, in a line for a service manager.
  private var serviceWords: String {
    guard link.isReady, wasAdmitted else { return "waiting for \(settings.place)" }
    let busy = renderers.count { $0.lease != nil }
    let place = link.endpoint.map { " for \($0)" } ?? ""
    return "\(busy) of \(renderers.count) renderers at work\(place)"
  }

  private var wait: Duration {
    let left = (session.nextDeadline - Clock.tick).milliseconds
    return min(Self.step, .milliseconds(max(left, 0)))
  }

  /// Keeps the log short; decoders print into it, too.
  private func keepLog(at now: Tick) {
    guard nextLogLook <= now else { return }
    nextLogLook = now + Self.logPause
    log.shorten()
  }

  /// Logs an address before it is known whether a coordinator answers there.
  private func logPlace() {
    guard let endpoint = link.endpoint, endpoint != loggedPlace else { return }
    loggedPlace = endpoint
    log.line("connecting to \(endpoint)")
  }

  // MARK: What happens

  /// The first signal drains; a second one leaves at once.
  private func interrupt() throws {
    guard noteSignals() else { return }
    if stops.count > 1 {
      log.line("leaving at once")
      exit = .drained
    } else {
      log.line("interrupted: giving back what is not finished within seconds")
      try perform(.drain)
    }
  }

  /// Takes the signals that have come; true if one of them counts.
  private func noteSignals() -> Bool {
    var counts = false
    while let signal = signals.next() { counts = stops.note(signal) || counts }
    return counts
  }

  private func hearNews() throws {
    switch try link.news(at: Clock.tick) {
    case .keyUnknown:
      let patience = CoordinatorLink.keyPatience
      log.line("the key is not in the coordinator's allow-list yet: trying again for \(patience)")
    case .keyRefused:
      let words =
        "key refused by \(link.endpoint.map(\.description) ?? "the coordinator")"
        + (settings.keys == nil
          ? " (it asks for keys: --key and --server-key)"
          : " (add the public key to its allow-list; see clipmill keygen)")
      log.line(words)
      throw RunFailure(.notPermitted, words)
    case .handshakeBroken:
      log.line(
        "the coordinator's handshake broke: "
          + (settings.keys == nil
            ? "does it ask for keys (--key, --server-key)?" : "is --server-key its key?"))
    case nil: break
    }
  }

  private func receive() throws {
    while let bytes = try link.receive() {
      guard let message = codec.fromCoordinator(bytes) else {
        log.line("dropped a message that does not parse")
        continue
      }
      try perform(.received(message))
    }
  }

  /// True if the parent process still lives.
  private func lifelineHolds() -> Bool {
    var byte: UInt8 = 0
    return read(0, &byte, 1) > 0
  }

  private func watchRenderers() throws {
    for renderer in renderers {
      if let moved = renderer.progress(), let lease = renderer.lease {
        try perform(
          .progressed(
            lease, events: moved.events, beat: moved.beat, position: moved.position,
            ordinal: moved.ordinal, gains: moved.gains))
      }
      for answer in renderer.answers() { try take(answer, from: renderer) }
      renderer.checkMemory()
      if let (end, failure) = renderer.reap(&poller) {
        log.line("a renderer ended with \(end)")
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
      try perform(.finished(lease, shard.report, shard.tally.abridged))
    case .failed(let failure):
      try perform(.failed(Failure(of: lease, failure, ordinal: renderer.ordinal)))
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
    case .admitted:
      proving = nil
      wasAdmitted = true
      log.line("admitted by \(link.endpoint.map(\.description) ?? "a coordinator")")
    case .start(let grant): try start(grant)
    case .kill(let lease): renderer(of: lease)?.kill(for: nil)
    case .rename(let old, let new): renderer(of: old)?.lease = new
    case .discard(let report): discard(report)
    case .replaceSocket:
      log.line(
        "nothing heard from the coordinator\(link.endpoint.map { " at \($0)" } ?? ""): connecting again"
      )
      try link.open(at: Clock.tick, &poller)
    case .report(let words): log.line(words)
    case .exit(let exit):
      if case .refused(let refusal) = exit, isOutdated(refusal) { return try beginAnew(refusal) }
      try leave(exit)
    }
  }

  /// True if the proof for an earlier coordinator does not meet this one's requirements: its run may have been
  /// resumed with more events.
  private func isOutdated(_ refusal: Refusal) -> Bool {
    wasAdmitted && [.wrongOptions, .wrongManifest].contains(refusal.reason)
  }

  /// Forgets the earlier coordinator's run and proves itself again, once.
  private func beginAnew(_ refusal: Refusal) throws {
    log.line("the run has changed (\(refusal.words)): starting over")
    wasAdmitted = false
    job = nil
    for renderer in renderers { renderer.end(&poller) }
    incarnation = Incarnation(UInt64.random(in: 0 ... .max))
    session = try Self.session(settings, log: log, incarnation)
    try link.open(at: Clock.tick, &poller)
  }

  private func leave(_ exit: WorkerExit) throws {
    log.line("leaving: \(exit.words)" + (exit == .unheard ? unheardAdvice : ""))
    self.exit = exit
    if exit == .complete {
      // The coordinator need not wait for this worker to hear it.
      let goodbye = Goodbye(returned: [], leaving: true)
      _ = try link.send(FromWorker(incarnation: incarnation, message: .goodbye(goodbye)))
    }
    try link.finish(within: Self.farewell, &poller)
  }

  /// Advice on what may keep a coordinator's messages away.
  private var unheardAdvice: String {
    guard let endpoint = link.endpoint else { return " (\(settings.place) names none)" }
    return " (is \(endpoint) up, can this host resolve and reach it, "
      + (settings.keys == nil
        ? "does it ask for --key and --server-key?)" : "is --server-key its key?)")
  }

  private func send(_ message: FromWorker) throws {
    guard try !link.send(message) else { return }
    for action in session.handle(.sendFailed, at: Clock.tick) { try perform(action) }
  }

  // MARK: Proof

  private func prove(_ job: Job) throws {
    let now = Clock.tick
    if proving?.job != job { proving = Proving(job: job, since: now, next: now) }
    try proveAgain()
  }

  /// Tries to prove that this is the run's bundle.
  ///
  /// Files that were just written elsewhere may be invisible here for a while, so a doubt is reported only after that
  /// while.
  private func proveAgain() throws {
    guard let attempt = proving, attempt.next <= Clock.tick else { return }
    let found = try WorkerProof(
      attempt.job,
      isStopping: {
        service?.works(nil)
        _ = noteSignals()
        return stops.count > 0
      })
    if stops.count > 0 { return try perform(.drain) }
    if let doubt = found.doubt, Clock.tick - attempt.since < WorkerProof.visibilityLimit {
      log.line("cannot prove yet that this is the run's bundle: \(doubt)")
      proving?.next = Clock.tick + attempt.pause
      proving?.pause = min(attempt.pause * 2, .seconds(5))
      return
    }
    proving = nil
    job = found.job
    try perform(.proved(found.proof))
  }

  // MARK: Rendering

  private func start(_ grant: Grant) throws {
    guard let job, let row = grant.row, let renderer = renderers.first(where: { $0.lease == nil })
    else {
      return try perform(
        .failed(Failure(lease: grant.lease, kind: .broken, words: "a grant without its plan row")))
    }
    let task = RenderTask(
      row: row, attempt: "\(grant.lease.name).\(incarnation.hex)", quarantined: grant.skip,
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

  private func discard(_ report: FileStamp) {
    guard let job, FileSystem.staysBeneath(report.path) else { return }
    let (folder, name) = (FileSystem.folder(of: report.path), FileSystem.name(of: report.path))
    try? Folder(folder, beneath: job.layout.reports).remove(name)
  }
}

extension WorkerExit {
  /// A line for the log.
  var words: String {
    switch self {
    case .complete: "the run is complete"
    case .drained: "drained"
    case .unheard: "no coordinator answered for as long as --patience allows"
    case .refused(let refusal): "refused (\(refusal.reason.rawValue)): \(refusal.words)"
    }
  }
}
