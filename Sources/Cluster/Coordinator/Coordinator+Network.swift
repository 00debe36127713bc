import Export
import Messaging
import RunState
import Scheduling

extension Coordinator {
  /// Messages taken before the time is checked again.
  ///
  /// The socket serves its peers in turn, so every waiting peer is served in each round as long as there are fewer
  /// peers than this.
  private static let messagesPerRound = 4096
  /// Messages taken before the journal is checked again: a disk need not wait for the next records.
  private static let messagesPerGlance = 8
  /// Answers to readers in one round.
  private static let answersPerRound = 64

  /// The scheduler's state, with the coordinator's own counts and findings.
  func snapshot(at now: Tick) -> Snapshot {
    var snapshot = scheduler.snapshot(at: now)
    snapshot.retries.malformedMessages = malformedSenders.dropped + listener.router.malformedCount
    snapshot.retries.refusedHandshakes = listener.refusedHandshakes
    snapshot.journal = journal.pace
    snapshot.journal.lastCommit = lastCommit
    snapshot.room = room.latest
    snapshot.troubles += [journalTrouble, listener.listTrouble].compactMap { $0 }
    return snapshot
  }

  /// Takes the messages that wait in the socket; no message of a peer can make this throw.
  func receive() throws {
    var taken = 0
    var answers = 0
    while taken < max(Self.messagesPerRound, 2 * peers.count),
      let message = try listener.router.receive()
    {
      taken += 1
      if taken % Self.messagesPerGlance == 0 { try keepJournal() }
      let right = listener.right(of: message)
      guard right != .none, !malformedSenders.isIgnored(message.peer),
        let known = codec.fromWorker(message.payload)
      else {
        malformedSenders.note(message.peer)
        continue
      }
      if case .status = known.message {
        answers += 1
        if answers <= Self.answersPerRound { try answer(message.peer) }
      } else if case .worker(let key) = right {
        try serve(known, from: message.peer, key: key)
      } else {
        unentitled += 1
        malformedSenders.note(message.peer)
        if case .hello = known.message {
          try refuse(
            message.peer, "that is a reader's key; workers need a worker's (clipmill keygen)")
        }
      }
    }
  }

  /// Tells a peer that its key does not belong to a worker, so that it need not wait to find out.
  private func refuse(_ peer: PeerID, _ words: String) throws {
    let refusal = Refusal(reason: .notYours, words: words)
    let message = FromCoordinator(
      run: board.invocation.run, epoch: board.invocation.epoch, message: .refused(refusal))
    _ = try listener.router.send(MessageCodec.encode(message), to: peer)
  }

  private func serve(_ message: FromWorker, from peer: PeerID, key: String) throws {
    let connection = peers.connection(of: peer, key: key, at: Clock.tick)
    if case .hello(let hello) = message.message, localWorker?.isSender(of: hello) == true {
      localConnection = connection
    }
    if case .done(let completion) = message.message,
      try isUnderInspection(completion, message.incarnation, on: connection, key: key)
    {
      return
    }
    try take(.received(connection, key: key, message))
    peers.forgetUnlessKept(connection)
  }

  /// A reader that does not read loses its answer and may ask again.
  private func answer(_ peer: PeerID) throws {
    let now = Clock.tick
    let status = board.bytes(at: now) { snapshot(at: now) }
    for part in StatusReply.parts(of: status) {
      guard try listener.router.send(part, to: peer) == .sent else { return }
    }
  }

  // MARK: Rights that change

  /// Reads a changed allow-list, forgets old peers, and makes sure that keys are still checked.
  func checkListener(at now: Tick) throws {
    try listener.check()
    try renewList()
    peers.forgetSilent(since: Tick(now.milliseconds - limits.workerSilence.milliseconds))
  }

  /// Reads the allow-list again; a worker that it no longer names loses its shards at once.
  func renewList(always: Bool = false) throws {
    guard let words = listener.renewList(always: always) else { return }
    if listener.listTrouble == nil { say(words) } else { alarm(words) }
    for connection in peers.connections(refusedBy: listener.isWorker) {
      if let peer = peers.peer(of: connection) {
        try refuse(peer, "its key was taken off the allow-list")
      }
      try take(.disconnected(connection))
      peers.forget(connection)
    }
  }
}
