import Dataset

extension Scheduler {
  mutating func receive(_ envelope: FromWorker, on connection: Connection, key: String) {
    switch envelope.message {
    case .status:
      actions.append(.status(connection, envelope.incarnation))
    case .hello(let hello):
      greet(hello, incarnation: envelope.incarnation, on: connection, key: key)
    case .heartbeat, .done, .failed, .goodbye:
      guard let place = workers.place(of: envelope.incarnation),
        workers[place].connection == connection, workers[place].key == key
      else { return send(.unknown, on: connection) }
      workers[place].lastHeard = time
      serve(envelope.message, from: place)
    }
  }

  private mutating func serve(_ message: WorkerMessage, from place: Int) {
    switch message {
    case .heartbeat(let heartbeat): hear(heartbeat, from: place)
    case .done(let completion): complete(completion, by: place)
    case .failed(let failure): fail(failure, by: place)
    case .goodbye(let goodbye): takeBack(goodbye, from: place)
    case .hello, .status: break
    }
  }

  // MARK: Hello

  private mutating func greet(
    _ hello: Hello, incarnation: Incarnation, on connection: Connection, key: String
  ) {
    if outcome != nil { return send(isComplete ? .finished : .drain, on: connection) }
    if let refusal = refusal(of: hello, incarnation, key: key) {
      return refuse(hello, refusal, on: connection)
    }
    guard hello.proof != nil else { return send(.prove(requirements.job), on: connection) }
    let place = admit(hello, incarnation, on: connection, key: key)
    let period = limits.heartbeat(workers: workers.count)
    send(
      .welcome(
        Welcome(job: requirements.job, heartbeat: period, eventDeadline: limits.eventDeadline)),
      to: place)
    if draining != nil { send(.drain, to: place) }
    resendGrants(of: place, except: Set(hello.holding.map(\.lease)), sentBefore: .never)
    for held in hello.holding { reconcile(held, of: place) }
  }

  private func refusal(of hello: Hello, _ incarnation: Incarnation, key: String) -> Refusal? {
    if let refusal = requirements.refusal(of: hello) { return refusal }
    if let place = workers.place(of: incarnation) {
      return workers[place].key == key
        ? nil : Refusal(reason: .notYours, words: "another key goes by this incarnation")
    }
    let isFull = workers.count >= limits.workers
    return isFull ? Refusal(reason: .tooMany, words: "\(limits.workers) workers are here") : nil
  }

  private mutating func refuse(_ hello: Hello, _ refusal: Refusal, on connection: Connection) {
    send(.refused(refusal), on: connection)
    actions.append(.report(.refused(worker: hello.worker, host: hello.host, refusal)))
    if refusals.count >= limits.examples { refusals.removeFirst() }
    refusals.append(Snapshot.Refused(worker: hello.worker, host: hello.host, refusal: refusal))
  }

  private mutating func admit(
    _ hello: Hello, _ incarnation: Incarnation, on connection: Connection, key: String
  ) -> Int {
    if let place = workers.place(of: incarnation) {
      workers.bind(place, to: connection)
      workers[place].lastHeard = time
      queueUp(place)
      return place
    }
    if let other = workers.place(at: connection) { lose(other) }
    var hello = hello
    hello.holding = []
    let node = nodes.place(of: hello.host, key: key, room: 2 * limits.workers)
    nodes.addWorker(node)
    let place = workers.add(
      WorkerTable.Worker(
        hello: hello, incarnation: incarnation, key: key, node: node, connection: connection,
        lastHeard: time, rateSince: time))
    workerless = nil
    lastProgress = time
    timers.add(
      .worker, place, generation: workers[place].generation, at: time + limits.workerSilence)
    actions.append(.report(.admitted(worker: hello.worker, host: hello.host, slots: hello.slots)))
    queueUp(place)
    return place
  }

  /// Decides about a lease that a worker says it holds: in force, adopted, or over.
  private mutating func reconcile(_ held: Held, of place: Int) {
    if slot(of: held.lease, at: place) != nil { return }
    guard canAdopt(held, by: place) else { return answerStray(held.lease, of: place) }
    grant(held.lease.shard.number, to: place, adopting: held.lease)
  }

  /// True if work begun under an older epoch would end in the report that a new grant would request.
  private func canAdopt(_ held: Held, by place: Int) -> Bool {
    guard shards.contains(held.lease.shard) else { return false }
    let shard = held.lease.shard.number
    let trouble = troubles[shard]
    return shards.states[shard] == .pending && isOpen && held.lease.epoch < epoch && !held.narrowed
      && pause == nil
      && held.skipped == trouble?.quarantined.count ?? 0 && trouble?.suspects == nil
      && !nodes.isExcluded(workers[place].node) && !workers[place].leaving
      && workers[place].leases.count < workers[place].hello.slots + limits.prefetch
  }

  mutating func fence(_ lease: Lease, of place: Int) {
    retryCounts.fenced += 1
    send(.fenced(lease), to: place)
  }

  // MARK: Heartbeats

  private mutating func hear(_ heartbeat: Heartbeat, from place: Int) {
    if outcome != nil { return send(isComplete ? .finished : .drain, to: place) }
    var moved = false
    var listed: Set<Lease> = []
    let isNewest = heartbeat.number > workers[place].heartbeat
    if isNewest { workers[place].heartbeat = heartbeat.number }
    for progress in heartbeat.leases {
      listed.insert(progress.lease)
      if let slot = slot(of: progress.lease, at: place) {
        if note(progress, slot, of: place) { moved = true }
        if isNewest { leases[slot].waited = progress.running ? nil : time }
      } else {
        answerStray(progress.lease, of: place)
      }
    }
    if moved { extendQueued(of: place) }
    let period = limits.heartbeat(workers: workers.count)
    resendGrants(
      of: place, except: listed, sentBefore: Tick(time.milliseconds - period.milliseconds))
    updateRate(of: place)
    // The queue may have passed it over while it was silent.
    if workers[place].leases.count < workers[place].hello.slots { queueUp(place) }
    if draining != nil { send(.drain, to: place) }
    send(.heard(heartbeat.number), to: place)
  }

  /// Records the progress of a lease; returns true if a renderer moved.
  private mutating func note(_ progress: LeaseProgress, _ slot: Int, of place: Int) -> Bool {
    guard progress.running else { return false }
    leases[slot].running = true
    let moved = progress.events > leases[slot].events || progress.beat > leases[slot].beat
    guard moved else { return false }
    let events = Int(shards.positions[leases[slot].shard])
    let gained = max(min(progress.events, events) - leases[slot].events, 0)
    leases[slot].events += gained
    leases[slot].beat = max(leases[slot].beat, progress.beat)
    leases[slot].gains = progress.gains ?? Gains()
    leases[slot].expires = time + limits.lease
    workers[place].rateEvents += gained
    lastProgress = time
    return true
  }

  /// Answers about a lease that is not in force.
  private mutating func answerStray(_ lease: Lease, of place: Int) {
    guard shards.contains(lease.shard) else { return fence(lease, of: place) }
    switch shards.states[lease.shard.number] {
    case .done: send(.acknowledged(lease), to: place)
    case .provisional: break
    case .pending, .waiting, .leased, .stuck: fence(lease, of: place)
    }
  }

  /// Extends leases that wait at a worker that makes progress: they are not lost.
  mutating func extendQueued(of place: Int) {
    for slot in workers[place].leases where !leases[slot].running {
      leases[slot].expires = time + limits.lease
    }
  }

  /// Sends grants again that the worker does not know of: they were lost on the way.
  private mutating func resendGrants(of place: Int, except listed: Set<Lease>, sentBefore: Tick) {
    for slot in workers[place].leases where leases[slot].sent < sentBefore {
      guard !listed.contains(lease(in: slot)) else { continue }
      leases[slot].sent = time
      send(.grant(grant(in: slot)), to: place)
    }
  }

  private mutating func updateRate(of place: Int) {
    let elapsed = (time - workers[place].rateSince).milliseconds
    guard elapsed >= 10_000 else { return }
    let rate = Double(workers[place].rateEvents) * 1000 / Double(elapsed)
    let before = workers[place].rate
    workers[place].rate = before == 0 ? rate : 0.7 * before + 0.3 * rate
    workers[place].rateEvents = 0
    workers[place].rateSince = time
  }

  // MARK: Leaving

  private mutating func takeBack(_ goodbye: Goodbye, from place: Int) {
    if !workers[place].leaving {
      workers[place].leaving = true
      workers.slots -= workers[place].hello.slots
    }
    for lease in goodbye.returned {
      guard let slot = slot(of: lease, at: place) else { continue }
      let shard = leases[slot].shard
      end(slot)
      putBack(shard)
    }
    guard goodbye.leaving else { return }
    let hello = workers[place].hello
    actions.append(.report(.left(worker: hello.worker, host: hello.host)))
    forget(place)
  }

  /// A worker is dead or out of reach: its shards go to others, and no event is blamed.
  mutating func lose(_ place: Int) {
    let hello = workers[place].hello
    let count = workers[place].leases.count
    actions.append(.report(.lost(worker: hello.worker, host: hello.host, leases: count)))
    forget(place)
  }

  private mutating func forget(_ place: Int) {
    for slot in workers[place].leases {
      let shard = leases[slot].shard
      let worked = leases[slot].running
      end(slot)
      if worked {
        lost(shard, on: workers[place].node, words: "its worker was lost")
      } else {
        putBack(shard)
      }
    }
    nodes.removeWorker(workers[place].node)
    workers.remove(place)
    if workers.count == 0 { workerless = time }
  }
}
