import Dataset

extension WorkerSession {
  mutating func receive(_ envelope: FromCoordinator, at now: Tick) {
    guard admits(envelope) else { return }
    heard = now
    silentSince = now
    if envelope.epoch > epoch { enter(envelope.epoch) }
    switch envelope.message {
    case .prove(let job):
      phase = .proving
      actions.append(.prove(job))
    case .welcome(let welcome): admit(welcome, at: now)
    case .grant(let grant): take(grant, at: now)
    case .acknowledged(let lease): settle(lease)
    case .fenced(let lease): drop(lease)
    case .unknown: introduceAgain(at: now)
    case .refused(let refusal): leave(.refused(refusal))
    case .drain: drain(at: now)
    case .finished: leave(.complete)
    case .heard: break
    }
  }

  /// True if the message belongs to this run and to no older epoch than the newest one seen.
  private mutating func admits(_ envelope: FromCoordinator) -> Bool {
    if let run, run != envelope.run { return false }
    run = envelope.run
    return envelope.epoch >= epoch
  }

  /// Meets a new coordinator, which knows nothing of this worker until it says hello.
  private mutating func enter(_ newer: Epoch) {
    epoch = newer
    if phase == .admitted {
      nextHeartbeat = .never
      phase = .introducing(next: Tick(0), delay: limits.resend)
    }
  }

  private mutating func introduceAgain(at now: Tick) {
    guard phase == .admitted else { return }
    nextHeartbeat = .never
    phase = .introducing(next: now, delay: limits.resend)
  }

  private mutating func admit(_ welcome: Welcome, at now: Tick) {
    phase = .admitted
    heartbeat = welcome.heartbeat
    eventDeadline = welcome.eventDeadline
    // The first heartbeat comes at a random moment of the period, so that workers that came together spread.
    nextHeartbeat =
      now + .milliseconds(1 + generator.below(max(heartbeat.milliseconds, 1)))
    actions.append(.admitted(welcome))
    if drainingUntil != nil { send(.goodbye(Goodbye(returned: [], leaving: false))) }
  }

  mutating func proved(_ proof: Proof, at now: Tick) {
    introduction.proof = proof
    if phase == .proving { phase = .introducing(next: now, delay: limits.resend) }
  }

  private mutating func take(_ grant: Grant, at now: Tick) {
    guard grant.lease.epoch == epoch, drainingUntil == nil || grant.adopts != nil else {
      if grant.lease.epoch == epoch { giveBack([grant.lease]) }
      return
    }
    if let index = entries.firstIndex(where: { $0.lease == grant.lease }) {
      repeatNow(index, at: now)
    } else if over.contains(grant.lease) {
      // The grant was doubled, and late.
    } else if let old = grant.adopts, let index = entries.firstIndex(where: { $0.lease == old }) {
      rename(index, to: grant, at: now)
    } else if entries.count < limits.leasesPerWorker {
      entries.append(Entry(grant: grant, stage: .queued))
    }
  }

  /// A grant that came twice: the coordinator has not received the result.
  private mutating func repeatNow(_ index: Int, at now: Tick) {
    guard case .settled(let message, _, let delay) = entries[index].stage else { return }
    entries[index].stage = .settled(message, next: now, delay: delay)
  }

  /// Continues the same work under the new epoch's lease.
  private mutating func rename(_ index: Int, to grant: Grant, at now: Tick) {
    let old = entries[index].lease
    entries[index].grant = grant
    forget(old)
    switch entries[index].stage {
    case .queued: break
    case .running: actions.append(.rename(old, to: grant.lease))
    case .settled(.done(var completion), _, _):
      completion.lease = grant.lease
      entries[index].stage = .settled(.done(completion), next: now, delay: limits.resend)
    case .settled(.failed(var failure), _, _):
      failure.lease = grant.lease
      entries[index].stage = .settled(.failed(failure), next: now, delay: limits.resend)
    case .settled: break
    }
  }

  /// The coordinator is done with this lease, or with its shard: work that still runs on it is not needed.
  private mutating func settle(_ lease: Lease) {
    guard let index = entries.firstIndex(where: { $0.lease == lease }) else { return }
    guard case .settled = entries[index].stage else { return drop(lease) }
    entries.remove(at: index)
    forget(lease)
  }

  /// Drops a lease that belongs to another worker, or to none.
  private mutating func drop(_ lease: Lease) {
    forget(lease)
    guard let index = entries.firstIndex(where: { $0.lease == lease }) else { return }
    switch entries.remove(at: index).stage {
    case .queued: break
    case .running:
      stopping.append(lease)
      actions.append(.kill(lease))
    case .settled(.done(let completion), _, _): actions.append(.discard(completion.report))
    case .settled: break
    }
  }

  /// Remembers that a lease is over.
  mutating func forget(_ lease: Lease) {
    if over.contains(lease) { return }
    if over.count >= 4 * limits.leasesPerWorker { over.removeFirst(over.count / 2) }
    over.append(lease)
  }

  /// Tells the coordinator that these leases will not be rendered here.
  mutating func giveBack(_ leases: [Lease], leaving: Bool = false) {
    guard phase == .admitted, leaving || !leases.isEmpty else { return }
    send(.goodbye(Goodbye(returned: leases, leaving: leaving)))
  }
}
