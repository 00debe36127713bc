import Dataset

extension WorkerSession {
  /// Corrects the time: a worker that was stopped for a minute has not watched its renderers, or its socket, for a
  /// minute.
  mutating func forgiveNap(until now: Tick) {
    let nap = now - called - limits.elapsedPerCall
    called = max(called, now)
    guard nap > .milliseconds(0) else { return }
    heard = heard + nap
    silentSince = silentSince + nap
    for index in entries.indices {
      guard case .running(var mark) = entries[index].stage else { continue }
      mark.moved = mark.moved + nap
      entries[index].stage = .running(mark)
    }
  }

  mutating func passTime(at now: Tick) {
    guard phase != .left else { return }
    if now - heard >= limits.patience { return leave(.unheard) }
    killHung(at: now)
    replaceSilentSocket(at: now)
    introduce(at: now)
    repeatResults(at: now)
    beat(at: now)
  }

  /// Replaces a silent socket: a client's socket can die silently and for ever, and a new one costs little.
  private mutating func replaceSilentSocket(at now: Tick) {
    guard now - silentSince >= silence else { return }
    silentSince = now
    nextHeartbeat = .never
    actions.append(.replaceSocket)
    let spread = limits.helloDelayLongest.milliseconds - limits.helloDelay.milliseconds
    let wait = limits.helloDelay.milliseconds + generator.below(spread + 1)
    phase = .introducing(next: now + .milliseconds(wait), delay: limits.resend)
  }

  private mutating func introduce(at now: Tick) {
    guard case .introducing(let next, let delay) = phase, next <= now else { return }
    var hello = introduction
    hello.holding = entries.map {
      Held(lease: $0.lease, skipped: $0.grant.skip.count, narrowed: $0.grant.narrowed != nil)
    }
    send(.hello(hello))
    phase = .introducing(next: now + delay, delay: min(delay * 2, limits.resendLongest))
  }

  private mutating func repeatResults(at now: Tick) {
    guard phase == .admitted else { return }
    for index in entries.indices {
      guard case .settled(let message, let next, let delay) = entries[index].stage, next <= now
      else { continue }
      send(message)
      entries[index].stage = .settled(
        message, next: now + delay, delay: min(delay * 2, limits.resendLongest))
    }
  }

  private mutating func beat(at now: Tick) {
    guard phase == .admitted, nextHeartbeat <= now else { return }
    heartbeats += 1
    nextHeartbeat = now + heartbeat
    let leases = entries.map { entry in
      switch entry.stage {
      case .running(let mark):
        LeaseProgress(
          lease: entry.lease, running: true, events: mark.events, beat: mark.beat,
          gains: mark.gains)
      case .queued, .settled:
        LeaseProgress(lease: entry.lease, running: false, events: 0, beat: 0)
      }
    }
    let free = max(introduction.slots - busySlots, 0)
    send(.heartbeat(Heartbeat(number: heartbeats, freeSlots: free, leases: leases)))
  }

  /// Starts nothing new: waiting leases go back now, and running ones may finish within the grace period.
  mutating func drain(at now: Tick) {
    guard drainingUntil == nil else { return }
    drainingUntil = now + limits.drainGrace
    let waiting = entries.filter { $0.stage == .queued }.map(\.lease)
    entries.removeAll { $0.stage == .queued }
    giveBack(waiting)
  }

  mutating func leaveWhenDrained(at now: Tick) {
    guard let drainingUntil, phase != .left else { return }
    guard entries.isEmpty || drainingUntil <= now else { return }
    giveBack(entries.map(\.lease), leaving: true)
    leave(.drained)
  }

  mutating func leave(_ exit: WorkerExit) {
    guard phase != .left else { return }
    phase = .left
    nextHeartbeat = .never
    actions.append(.exit(exit))
  }
}
