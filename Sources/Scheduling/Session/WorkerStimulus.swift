package import Dataset

/// What can happen to a worker session.
package enum WorkerStimulus: Sendable {
  /// A message that decoded and passed `validate`.
  case received(FromCoordinator)
  /// The answer to `WorkerAction.prove`.
  case proved(Proof)
  /// A renderer's mark moved: events finished, its beat, and the event it is on: its position in the
  /// shard, and its ordinal in the manifest, which is passed on and decides nothing, as what events came to.
  case progressed(
    Lease, events: Int, beat: Int, position: Int?, ordinal: Int? = nil, gains: Gains? = nil)
  /// A renderer wrote its report, synced and closed it, and is ready for the next shard.
  case finished(Lease, FileStamp, Tally)
  /// A renderer died, or gave up on its shard; the slot is free.
  ///
  /// The driver names the position it reads from the mark after the death: what it last told the
  /// session may be old.
  case failed(Failure)
  /// A renderer that was to be killed is gone; the slot is free.
  case stopped(Lease)
  /// The socket could not take a message.
  case sendFailed
  /// The run was complete before we came, and no coordinator is left to say so.
  case runIsComplete
  /// Time passed.
  case tick
  /// SIGTERM, or the like: finish or give back, then leave.
  case drain
}

/// What a worker session asks its driver to do, in order.
package enum WorkerAction: Hashable, Sendable {
  /// Send without blocking; answer with `sendFailed` where that is not possible.
  case send(FromWorker)
  /// Look at bundle, manifest and roots, then say `proved`.
  case prove(Job)
  /// Admitted; said again after each new hello.
  case admitted(Welcome)
  /// Give this shard to a free renderer.
  case start(Grant)
  /// Kill the renderer of this lease, then say `stopped`.
  case kill(Lease)
  /// The first lease is from now on known under the second name, also its renderer's words.
  case rename(Lease, to: Lease)
  /// Remove the report of a lease that was fenced: nobody will read it.
  case discard(FileStamp)
  /// Close the socket without lingering and open a new one; the session says hello by itself.
  case replaceSocket
  /// For the log.
  case report(String)
  /// Kill what still runs and leave. Said once.
  case exit(WorkerExit)
}

/// Why a worker leaves.
package enum WorkerExit: Hashable, Sendable {
  /// Told that the run is complete, by its coordinator or by its bundle.
  case complete
  /// Drained, by signal or by the coordinator.
  case drained
  /// Heard nothing for `patience`.
  case unheard
  case refused(Refusal)
}
