package import Dataset

/// An event for a worker session.
package enum WorkerStimulus: Sendable {
  /// A message that decoded and passed `validate`.
  case received(FromCoordinator)
  /// The answer to `WorkerAction.prove`.
  case proved(Proof)
  /// A renderer's mark moved: events finished, its beat, and the current event with its position in the shard and its
  /// ordinal in the manifest.
  ///
  /// The ordinal and the outcome of events are passed on and decide nothing.
  case progressed(
    Lease, events: Int, beat: Int, position: Int?, ordinal: Int? = nil, gains: Gains? = nil)
  /// A renderer wrote its report, synced and closed it, and is ready for the next shard.
  case finished(Lease, FileStamp, Tally)
  /// A renderer died, or gave up on its shard; the slot is free.
  ///
  /// The driver names the position that it reads from the mark after the death: the position that it last reported to
  /// the session may be old.
  case failed(Failure)
  /// A renderer that was to be killed is gone; the slot is free.
  case stopped(Lease)
  /// The socket could not take a message.
  case sendFailed
  /// The run was complete before this worker came, and no coordinator is left to say so.
  case runIsComplete
  /// Time passed.
  case tick
  /// SIGTERM or similar: finish or give back, then leave.
  case drain
}

/// An action that a worker session requests from its driver, which performs all of them in order.
package enum WorkerAction: Hashable, Sendable {
  /// Send without blocking; answer with `sendFailed` if that is not possible.
  case send(FromWorker)
  /// Look at bundle, manifest and roots, then say `proved`.
  case prove(Job)
  /// The worker is admitted; repeated after each new hello.
  case admitted(Welcome)
  /// Give this shard to a free renderer.
  case start(Grant)
  /// Kill the renderer of this lease, then say `stopped`.
  case kill(Lease)
  /// From now on the first lease has the second name, also in messages of its renderer.
  case rename(Lease, to: Lease)
  /// Remove the report of a lease that was fenced: it will not be read.
  case discard(FileStamp)
  /// Close the socket without lingering and open a new one; the session says hello by itself.
  case replaceSocket
  /// A line for the log.
  case report(String)
  /// Kill running renderers and leave.
  ///
  /// Requested once.
  case exit(WorkerExit)
}

/// The reason why a worker leaves.
package enum WorkerExit: Hashable, Sendable {
  /// Its coordinator or its bundle said that the run is complete.
  case complete
  /// Drained, by signal or by the coordinator.
  case drained
  /// It received nothing for `patience`.
  case unheard
  case refused(Refusal)
}
