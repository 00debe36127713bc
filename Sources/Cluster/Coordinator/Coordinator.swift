import Bundle
import Dataset
import Export
import Files
import Glibc
import Merging
import Messaging
import RunState
import Scheduling

/// The scheduler with a socket, a clock and a journal: it decides nothing itself.
///
/// A record is appended and made durable before anyone is told. Everything happens on one thread.
final class Coordinator {
  let listener: Listener
  private var poller = Poller()
  private let socketToken: Poller.Token
  private let interrupts: Interrupts
  private let signalToken: Poller.Token
  var scheduler: Scheduler
  let journal: RunJournal
  private let journalToken: Poller.Token
  var journalled = 0
  /// Number of records on their way to the disk.
  var begun = 0
  /// The start of the slow write that was reported.
  var toldOfJournal: Tick?
  var journalTrouble: String?
  let plans: RunPlans
  let limits: Limits
  let codec: MessageCodec
  var peers = Peers()
  var malformedSenders = MalformedSenders()
  /// Messages from peers without the right to send them.
  var unentitled = 0
  let board: StatusBoard
  private(set) var localWorker: LocalWorker?
  /// The connection on which the present local worker said hello.
  var localConnection: Connection?
  private var outcome: Outcome?
  private var stops = StopCount()
  let observer: any RunObserver
  private var nextPicture = Tick(0)
  private var nextDoorCheck = Tick(0)
  /// The committed shards, including those of earlier invocations.
  private(set) var committed: [ShardIndex: Commit]
  private let ownership: Ownership
  private var nextFenceCheck = Tick(0)
  /// The reason why other hosts cannot see this run, as last reported.
  private var toldOfTrouble: String?
  let syncer: BackgroundSync
  /// Nil if all workers are children of this process.
  let inspector: ReportInspector?
  private let inspectorToken: Poller.Token?
  var commitsOfRun = 0
  /// Seconds since 1970; nil before the first commit of this run.
  private(set) var lastCommit: Int?
  let room: RoomWatch
  /// Merges commits during the run; nil if they are merged at the end.
  private let ahead: MergeAhead?

  /// The longest wait: the interval at which the observer is called.
  private static let step = Duration.milliseconds(100)
  private static let picturePause = Span.milliseconds(200)
  private static let picturePauseCrowded = Span.seconds(1)
  /// The interval at which the allow-list's file is checked and old peers are forgotten.
  private static let doorPause = Span.seconds(1)
  /// The interval at which it is checked whether another coordinator has taken over.
  private static let fencePause = Span.seconds(5)
  /// The time for workers to hear that the run is over.
  private static let farewell = Span.seconds(5)

  struct Parts: ~Copyable {
    var work: ShardWork
    var listener: Listener
    /// Nil if all workers come from elsewhere.
    var localWorker: LocalWorker?
    var syncer: BackgroundSync
    /// Nil if all workers are children of this process.
    var inspector: ReportInspector?
    var room: RoomWatch
  }

  init(_ parts: consuming Parts) {
    let work = parts.work
    scheduler = work.scheduler
    plans = work.plans
    committed = work.commits
    ownership = work.ownership
    limits = work.limits
    codec = MessageCodec(work.limits)
    board = work.board
    localWorker = parts.localWorker
    observer = work.observer
    journal = work.journal
    syncer = parts.syncer
    room = parts.room
    inspector = parts.inspector
    ahead = work.ahead
    listener = parts.listener
    interrupts = work.interrupts
    socketToken = poller.watch(listener.router)
    signalToken = poller.watch(descriptor: interrupts.signals.descriptor)
    journalToken = poller.watch(descriptor: journal.descriptor)
    if let inspector = parts.inspector {
      inspectorToken = poller.watch(descriptor: inspector.descriptor)
    } else {
      inspectorToken = nil
    }
  }

  /// Works until the run is over for any reason, and every worker has left or had time to leave.
  func run() throws -> Outcome {
    var leaveBy = Tick.never
    while true {
      try localWorker?.startUnless(outcome != nil, at: Clock.tick, &poller)
      try round()
      guard let outcome else { continue }
      if leaveBy == .never { leaveBy = Clock.tick + Self.farewell }
      if isDeserted || stops.count > 1 || Clock.tick >= leaveBy {
        localWorker?.kill()
        let now = Clock.tick
        board.conclude(snapshot(at: now), at: now)
        board.close(outcome.stateName)
        return outcome
      }
    }
  }

  /// True if every worker has left.
  private var isDeserted: Bool {
    localWorker?.isRunning != true && scheduler.snapshot(at: Clock.tick).workers.isEmpty
  }

  // MARK: A round

  private func round() throws {
    let left = (scheduler.nextDeadline - Clock.tick).milliseconds
    for ready in try poller.wait(atMost: min(Self.step, .milliseconds(max(left, 0)))) {
      if ready.token == socketToken {
        try receive()
      } else if ready.token == journalToken {
        try keepJournal()
      } else if ready.token == signalToken {
        try hearSignals()
      } else if ready.token == inspectorToken {
        try takeFindings()
      }
    }
    try watchLocalWorker()
    try take(.tick)
    try keepOwnership(at: Clock.tick)
    markSynced(at: Clock.tick)
    try keepJournal()
    try lookAround(at: Clock.tick)
  }

  private func lookAround(at now: Tick) throws {
    if nextDoorCheck <= now {
      nextDoorCheck = now + Self.doorPause
      try checkListener(at: now)
      try refuseIfLost()
    }
    complainOfJournal(at: now)
    room.lookWhenDue(at: now)
    board.writeWhenDue(at: now) { snapshot(at: now) }
    guard nextPicture <= now else { return }
    nextPicture = now + (board.isCrowded ? Self.picturePauseCrowded : Self.picturePause)
    observer.running(
      board.status(at: now) { snapshot(at: now) }, merged: ahead?.shards)
  }

  /// The first signal drains; a second one leaves at once.
  ///
  /// SIGHUP reads the allow-list again, where there is one.
  private func hearSignals() throws {
    while let signal = interrupts.signals.next() {
      if signal == SIGHUP, listener.hasList {
        try renewList(always: true)
      } else if stops.note(signal) {
        try interrupt()
      }
    }
  }

  private func interrupt() throws {
    if stops.count > 1 {
      localWorker?.kill()
      outcome = outcome ?? .interrupted
      return
    }
    say("interrupted: shards that are being rendered have \(limits.drainGrace) to end")
    try take(.drain)
  }

  private func watchLocalWorker() throws {
    guard let localWorker else { return }
    guard let end = localWorker.reap(at: Clock.tick, &poller), outcome == nil else { return }
    try localWorker.requireSound(after: end)
    alarm("the local worker ended with \(end); starting it again")
    // Return its shards now, without waiting for their leases to expire.
    if let connection = localConnection { try take(.disconnected(connection)) }
    localConnection = nil
  }

  // MARK: Acting

  func take(_ stimulus: Stimulus) throws {
    var failed: [Stimulus] = []
    for action in scheduler.handle(stimulus, at: Clock.tick) {
      if let failure = try perform(action) { failed.append(failure) }
    }
    for failure in failed { try take(failure) }
  }

  /// Performs an action; returns the stimulus of a message that could not be sent.
  private func perform(_ action: Action) throws -> Stimulus? {
    switch action {
    case .send(let connection, let message): return try send(message, to: connection)
    case .journal(let sequence, let record):
      journal.append(.scheduled(record))
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
    case .committed(let commit):
      committed[commit.shard] = commit
      commitsOfRun += 1
      lastCommit = Clock.seconds
      localWorker?.noteCommit()
      ahead?.note(
        commit.shard, ShardSource.Report(commit.completion.report, isOfThisRun: true))
    case .withdrawn(let withdrawal): committed[withdrawal.shard] = nil
    case .quarantined, .released: break
    }
  }

  private func send(_ message: FromCoordinator, to connection: Connection) throws -> Stimulus? {
    var message = message
    var failure = Stimulus.sendFailed(connection, grant: nil)
    if case .grant(let grant) = message.message {
      failure = .sendFailed(connection, grant: grant.lease)
    }
    guard let peer = peers.peer(of: connection) else { return failure }
    switch message.message {
    case .grant(var grant):
      grant.row = plans.row(of: grant.lease.shard)
      message.message = .grant(grant)
    case .welcome: peers.keep(connection)
    default: break
    }
    switch try listener.router.send(MessageCodec.encode(message), to: peer) {
    case .sent: return nil
    case .again: return failure
    case .unreachable:
      // The name of a connection is never used again.
      peers.forget(connection)
      return failure
    }
  }

  private func note(_ notice: Notice) {
    let advice = NoticeText.advice(on: notice, in: board.layout.root)
    let line = NoticeText.line(for: notice) + (advice.map { "; \($0)" } ?? "")
    switch notice {
    // The pause that follows reports it once for all attempts.
    case .failed(let failure, _, _) where failure.kind == .outputFull: break
    // On one machine users need not know that there is a worker.
    case let notice where localWorker != nil && NoticeText.isOfAttendance(notice): break
    case .paused: say(line + roomWords)
    case let notice where NoticeText.isAlarm(notice): alarm(line)
    default: say(line)
    }
    switch notice {
    case .expired(_, let worker), .lost(let worker, _, _):
      // It is silent past its lease: a new worker does better, whatever this one is doing.
      if worker == localWorker?.name { localWorker?.kill() }
    default: break
    }
  }

  /// The free room, the needed room, and how long a run waits for it.
  private var roomWords: String {
    let now = Clock.tick
    let needed = board.status(at: now) { snapshot(at: now) }.clips.bytesLeft
    let free = FreeSpace(at: board.layout.root)?.bytes
    return "; \(free.map { "\($0.bytesInWords) free" } ?? "free room unknown")"
      + (needed.map { ", \($0.bytesInWords) needed for the clips that are left" } ?? "")
      + "; waiting \(limits.patience) for room"
  }

  /// Reports a line to the observer; text of workers is made fit for a terminal.
  func say(_ line: String) { observer.notice(line.printable) }

  /// The same, for lines that must be seen.
  func alarm(_ line: String) { observer.alarm(line.printable) }

  /// Leaves if there is a new owner, and reports if others cannot see that this one lives.
  private func keepOwnership(at now: Tick) throws {
    guard nextFenceCheck <= now else { return }
    nextFenceCheck = now + Self.fencePause
    try refuseIfFenced()
    let trouble = ownership.takeTrouble()?.description
    if let trouble, trouble != toldOfTrouble {
      alarm("other hosts cannot see that this run lives: \(trouble)")
    }
    toldOfTrouble = trouble
  }

  func refuseIfFenced() throws {
    do throws(RunFailure) {
      try ownership.refuseIfFenced()
    } catch {
      localWorker?.kill()
      throw error
    }
  }

  private func refuseIfLost() throws {
    guard ownership.isLost else { return }
    localWorker?.kill()
    let bundle = board.layout
    throw RunFailure(
      .output,
      "\(bundle.state) was removed or moved away while the export worked on it, so that nothing tells"
        + " what is committed (bring it back and resume, or remove what is left of the bundle and export"
        + " again)",
      isResumable: false)
  }
}

extension Outcome {
  /// The state that status shows once the coordinator has left.
  var stateName: String {
    switch self {
    case .complete: "merging"
    case .interrupted: "interrupted"
    default: "stopped"
    }
  }
}
