package import Dataset

/// The half of a worker that decides which shards to render, what to send and repeat, and when to leave.
///
/// The driver owns sockets, renderers and the clock, feeds events, and performs the returned actions, in order. It
/// promises at most `slots` renderers; that a result is repeated until it is acknowledged or fenced; that a fenced
/// lease is killed; and that nothing is done on the word of an older epoch or another run.
package struct WorkerSession: Sendable {
  /// The state of one lease here.
  enum Stage: Hashable, Sendable {
    /// Waits for a renderer.
    case queued
    case running(Mark)
    /// Ended; the message is repeated at `next`, then after `delay`.
    case settled(WorkerMessage, next: Tick, delay: Span)
  }

  /// The position of a renderer.
  struct Mark: Hashable, Sendable {
    var events = 0
    var beat = 0
    var position: Int?
    /// In the manifest, for people.
    var ordinal: Int?
    /// The outcome of events, for people.
    var gains: Gains?
    var moved: Tick
  }

  struct Entry: Hashable, Sendable {
    var grant: Grant
    var stage: Stage
    var lease: Lease { grant.lease }
  }

  /// The state of the contact with the coordinator.
  enum Phase: Hashable, Sendable {
    /// Says hello at `next`, then after `delay`.
    case introducing(next: Tick, delay: Span)
    /// The driver gathers a proof.
    case proving
    case admitted
    case left
  }

  var introduction: Hello
  let incarnation: Incarnation
  let limits: Limits
  var generator: SeededGenerator
  var phase: Phase
  var entries: [Entry] = []
  /// Leases whose renderer is to be killed and still holds a slot.
  var stopping: [Lease] = []
  /// The latest leases that are over, so that a doubled grant does not start them again.
  var over: [Lease] = []
  var run: RunID?
  var epoch = Epoch(0)
  var heartbeat: Span
  var eventDeadline: Span
  var nextHeartbeat = Tick.never
  var heartbeats = 0
  var heard: Tick
  var silentSince: Tick
  /// The time of the driver's last call.
  var called: Tick
  var drainingUntil: Tick?
  var actions: [WorkerAction] = []

  /// A session that says hello at its first tick.
  ///
  /// - Parameters:
  ///   - hello: Who the worker is; `holding` is filled in here, `proof` too if the driver gives one later with
  ///     `proved`.
  ///   - incarnation: Drawn again for each life of the process.
  ///   - run: The run of the worker, if it found the run through a bundle; otherwise the first coordinator that
  ///     answers decides.
  ///   - limits: Those of the run.
  ///   - seed: For the spread of hellos.
  ///   - now: The driver's clock.
  package init(
    hello: Hello, incarnation: Incarnation, run: RunID? = nil, limits: Limits = Limits(),
    seed: UInt64, now: Tick
  ) {
    introduction = hello
    self.incarnation = incarnation
    self.run = run
    self.limits = limits
    generator = SeededGenerator(seed: seed)
    phase = .introducing(next: now, delay: limits.resend)
    heartbeat = limits.heartbeat
    eventDeadline = limits.eventDeadline
    heard = now
    silentSince = now
    called = now
  }

  /// Takes an event and returns the actions to perform.
  package mutating func handle(_ stimulus: WorkerStimulus, at now: Tick) -> [WorkerAction] {
    guard phase != .left else { return [] }
    forgiveNap(until: now)
    switch stimulus {
    case .received(let envelope): receive(envelope, at: now)
    case .proved(let proof): proved(proof, at: now)
    case .progressed(let lease, let events, let beat, let position, let ordinal, let gains):
      progressed(
        lease, events: events, beat: beat, position: position, ordinal: ordinal, gains: gains,
        at: now)
    case .finished(let lease, let report, let counts):
      finished(lease, report, counts, at: now)
    case .failed(let failure): failed(failure, at: now)
    case .stopped(let lease): stopped(lease)
    case .runIsComplete: leave(.complete)
    case .sendFailed, .tick: break
    case .drain: drain(at: now)
    }
    passTime(at: now)
    startQueued(at: now)
    leaveWhenDrained(at: now)
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// The latest time at which `tick` is needed.
  package var nextDeadline: Tick {
    var deadline = min(nextHeartbeat, silentSince + silence, heard + limits.patience)
    deadline = min(deadline, called + limits.elapsedPerCall)
    if case .introducing(let next, _) = phase { deadline = min(deadline, next) }
    if let drainingUntil { deadline = min(deadline, drainingUntil) }
    for entry in entries {
      switch entry.stage {
      case .queued: break
      case .running(let mark): deadline = min(deadline, mark.moved + eventDeadline)
      case .settled(_, let next, _):
        // Repeated messages wait for the admission.
        if phase == .admitted { deadline = min(deadline, next) }
      }
    }
    return deadline
  }

  /// Renderers at work or dying.
  package var busySlots: Int {
    stopping.count
      + entries.count { entry in if case .running = entry.stage { true } else { false } }
  }

  /// Leases held, in the order of their arrival.
  package var leases: [Lease] { entries.map(\.lease) }

  /// Leases whose result waits for an acknowledgement, if it can be sent; for simulation and tests.
  package var unacknowledged: [Lease] {
    guard phase == .admitted else { return [] }
    return entries.compactMap { entry in
      if case .settled = entry.stage { entry.lease } else { nil }
    }
  }

  /// True if it takes no new leases.
  package var isDraining: Bool { drainingUntil != nil }

  /// Silence that counts as a dead socket.
  var silence: Span { max(limits.silence, heartbeat * 3) }

  mutating func send(_ message: WorkerMessage) {
    actions.append(.send(FromWorker(incarnation: incarnation, message: message)))
  }
}
