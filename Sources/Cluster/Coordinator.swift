import Dataset
import Glibc
import Messaging
import Scheduling
import Storage

/// The scheduler with a socket, a clock and a journal: it decides nothing itself.
///
/// A record is appended and made durable before anybody is told. Everything happens on one thread.
final class Coordinator {
  private let router: RouterSocket
  private var poller = Poller()
  private let socketToken: Poller.Token
  private let signals: SignalDescriptor
  private let signalToken: Poller.Token
  private var scheduler: Scheduler
  private var journal: Journal
  private var journalled = 0
  private var durable = 0
  private let index: PlanIndex
  private let limits: Limits
  private var peers = Peers()
  private var localWorker: LocalWorker?
  private var outcome: Outcome?
  private var interruptions = 0
  private let observer: any RunObserver
  private let directory: PrivateDirectory?
  private var committed: [ShardIndex: Commit] = [:]

  /// The longest wait: how often the observer is told.
  private static let step = Duration.milliseconds(100)
  /// Messages taken before time is looked at again.
  private static let messagesPerRound = 4096
  /// How long workers are given to hear that the run is over.
  private static let farewell = Span.seconds(5)

  struct Parts: ~Copyable {
    var router: RouterSocket
    var signals: SignalDescriptor
    var journal: Journal
    var scheduler: Scheduler
    var index: PlanIndex
    var limits: Limits
    var localWorker: LocalWorker?
    var observer: any RunObserver
    /// Holds the socket; removed with the coordinator.
    var directory: PrivateDirectory?
  }

  init(_ parts: consuming Parts) {
    scheduler = parts.scheduler
    index = parts.index
    limits = parts.limits
    localWorker = parts.localWorker
    observer = parts.observer
    directory = parts.directory
    journal = parts.journal
    router = parts.router
    signals = parts.signals
    socketToken = poller.watch(router)
    signalToken = poller.watch(descriptor: signals.descriptor)
  }

  deinit { directory?.remove(socketsNamed: ["coordinator"]) }

  /// The committed shards in shard order.
  var commits: [Commit] { committed.values.sorted { $0.lease.shard < $1.lease.shard } }

  /// Works until the run is over, one way or another, and everyone local has left.
  func run() throws -> Outcome {
    var leaveBy = Tick.never
    while true {
      try localWorker?.startUnless(outcome != nil, at: Clock.tick, &poller)
      try round()
      if outcome != nil, leaveBy == .never { leaveBy = Clock.tick + Self.farewell }
      if let outcome {
        guard let localWorker, localWorker.isRunning, Clock.tick < leaveBy else {
          localWorker?.kill()
          return outcome
        }
      }
    }
  }

  /// Adds a record of the workflow itself.
  func append(_ record: RunRecord) throws(StorageError) {
    journal.append(JSONFile.encode(record))
    try journal.sync()
  }

  // MARK: A round

  private func round() throws {
    let left = (scheduler.nextDeadline - Clock.tick).milliseconds
    for ready in try poller.wait(atMost: min(Self.step, .milliseconds(max(left, 0)))) {
      if ready.token == socketToken {
        try receive()
      } else if ready.token == signalToken {
        try interrupt()
      }
    }
    try watchLocalWorker()
    try take(.tick)
    try commit()
    observer.running(RunProgress(scheduler.snapshot(at: Clock.tick)))
  }

  private func receive() throws {
    var taken = 0
    while taken < Self.messagesPerRound, let message = try router.receive() {
      taken += 1
      guard let known = MessageCodec.fromWorker(message.payload, limits: limits) else { continue }
      try take(
        .received(peers.connection(of: message.peer), key: message.userID ?? "", known))
    }
  }

  /// The first signal drains; a second one leaves at once.
  private func interrupt() throws {
    while signals.next() != nil { interruptions += 1 }
    if interruptions > 1 {
      localWorker?.kill()
      outcome = .interrupted
      return
    }
    observer.notice("interrupted: workers stop at the next event")
    try take(.drain)
  }

  private func watchLocalWorker() throws {
    guard let localWorker else { return }
    if let end = localWorker.reap(at: Clock.tick, &poller), outcome == nil {
      observer.notice("the local worker ended with \(end); it is started again")
    }
  }

  // MARK: Acting

  private func take(_ stimulus: Stimulus) throws {
    var failed: [Connection] = []
    for action in scheduler.handle(stimulus, at: Clock.tick) {
      if let connection = try perform(action) { failed.append(connection) }
    }
    for connection in failed { try take(.sendFailed(connection)) }
  }

  /// The connection that could not take its message, if that is what happened.
  private func perform(_ action: Action) throws -> Connection? {
    switch action {
    case .send(let connection, let message): return try send(message, to: connection)
    case .journal(let sequence, let record):
      journal.append(JSONFile.encode(RunRecord.scheduled(record)))
      journalled = sequence
      note(record)
    case .status: break
    case .disconnect(let connection): peers.forget(connection)
    case .report(let notice): note(notice)
    case .finished(let how): outcome = how
    }
    return nil
  }

  private func note(_ record: JournalRecord) {
    switch record {
    case .committed(let commit): committed[commit.lease.shard] = commit
    case .withdrawn(let withdrawal): committed[withdrawal.shard] = nil
    case .quarantined, .released: break
    }
  }

  private func send(_ message: FromCoordinator, to connection: Connection) throws -> Connection? {
    guard let peer = peers.peer(of: connection) else { return connection }
    var message = message
    if case .grant(var grant) = message.message {
      let row = index[grant.lease.shard]
      grant.row = PlanRow(offset: row.offset, length: row.byteCount, digest: row.digest)
      message.message = .grant(grant)
    }
    return try router.send(MessageCodec.encode(message), to: peer) == .sent ? nil : connection
  }

  private func note(_ notice: Notice) {
    observer.notice(NoticeText.line(for: notice))
    switch notice {
    case .expired(_, let worker), .lost(let worker, _, _):
      // Silent past its lease: whatever it is doing, a new one does it better.
      if worker == localWorker?.name { localWorker?.kill() }
    default: break
    }
  }

  /// Makes all records of this round durable with one sync, then tells whom they concern.
  private func commit() throws {
    guard journalled > durable else { return }
    do {
      try journal.sync()
    } catch {
      return try take(.journalFailed(error.description))
    }
    durable = journalled
    try take(.journalDurable(upTo: durable))
  }
}
