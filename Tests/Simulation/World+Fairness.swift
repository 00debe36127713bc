import Dataset
import Scheduling

// The promises between the two sides: results are repeated, lost grants are sent again, no worker is idle while work
// waits, and no busy worker is taken for hung.

extension World {
  func noteSaid(_ message: WorkerMessage, at place: Int) {
    switch message {
    case .done(let completion) where !completion.report.path.hasPrefix("lies/"):
      workers[place].said[completion.lease] = workers[place].clock.tick(at: now).milliseconds
    case .failed(let failure):
      workers[place].said[failure.lease] = workers[place].clock.tick(at: now).milliseconds
    default: break
    }
  }

  /// A result is repeated until it is acknowledged or fenced.
  func checkRepeats(_ unacknowledged: [Lease], at place: Int) {
    guard options.size == .small || options.size == .medium else { return }
    let tick = workers[place].clock.tick(at: now).milliseconds
    for lease in unacknowledged {
      let said = workers[place].said[lease] ?? -1
      check(
        said >= tick - limits.resendLongest.milliseconds - 1000,
        "worker \(place) keeps its result of \(lease.name) to itself since \(said)")
    }
  }

  /// Once everything is well, a worker knows of its leases within a few heartbeats.
  func checkAgreement(with place: Int) {
    guard isHealed, let session = workers[place].session, !session.isDraining else { return }
    // Messages that arrive all at once, after a pause, count once.
    guard now >= workers[place].heardAt + 1000 else { return }
    workers[place].heardAt = now
    workers[place].heardSinceHealed += 1
    // A liar who was fenced for a lease to come does not take it when it comes.
    guard workers[place].heardSinceHealed >= 5, !workers[place].isLiar,
      let scheduler = coordinator.scheduler
    else {
      return
    }
    let age = limits.heartbeat(workers: workers.count) * 4
    let known = session.leases
    for lease in scheduler.leases(of: workers[place].incarnation, olderThan: age) {
      check(
        known.contains(lease),
        "worker \(place) does not know of \(lease.name), heartbeats later")
    }
  }

  /// Once everything is well, no worker is without a shard for long while there is one for it.
  func checkIdle() {
    guard isHealed, keepsAccounts, outcome == nil, options.ending == .complete,
      coordinator.isAlive, coordinator.drainAsked == nil, !coordinator.ledger.isPaused
    else { return }
    let waiting = waitingShards()
    for place in workers.indices {
      guard mayWork(place), waiting.contains(where: { !$0.failedOn.contains(workers[place].node) })
      else {
        workers[place].idleSince = nil
        continue
      }
      let since = workers[place].idleSince ?? now
      workers[place].idleSince = since
      check(now - since < 30_000, "worker \(place) is idle since \(since) though work waits")
    }
  }

  /// Shards that are not leased, except those in a back-off, with the hosts on which they failed.
  private func waitingShards() -> [GrantLedger.Trouble] {
    let ledger = coordinator.ledger
    let longest = limits.backoffLongest.milliseconds + 5000
    return oracle.shardEvents.indices.compactMap { shard in
      guard !checks.isRecorded[shard], !ledger.isHeld(shard) else { return nil }
      guard let trouble = ledger.troubles[shard] else { return GrantLedger.Trouble() }
      return coordinator.watch.awake - trouble.at > longest ? trouble : nil
    }
  }

  /// True if a worker is well, known, and without a shard.
  private func mayWork(_ place: Int) -> Bool {
    guard let session = workers[place].session, !workers[place].isPaused, !session.isDraining
    else { return false }
    return workers[place].heardSinceHealed >= 5
      && !coordinator.hosts.excluded.contains(workers[place].node)
      && !coordinator.ledger.holds(workers[place].incarnation)
  }

  /// Shards that each worker committed, of those that are durable.
  var shares: [Int] {
    var shares = Array(repeating: 0, count: workers.count)
    for record in coordinator.journal.records.prefix(coordinator.journal.synced) {
      guard case .committed(let commit) = record, let place = HostWatch.number(commit.worker)
      else { continue }
      shares[place] += 1
    }
    return shares
  }

  /// A dead worker's leases run out: late messages aside, within the length of a lease.
  func checkDead(_ scheduler: Scheduler) {
    let longest = limits.lease.milliseconds + 90_000
    for (incarnation, at) in dead where coordinator.watch.awake - at > longest {
      check(
        scheduler.leases(of: incarnation, olderThan: .milliseconds(longest)).isEmpty,
        "a dead worker holds leases \(coordinator.watch.awake - at) ms later")
    }
  }

  /// One that has gone without a word is granted nothing.
  func checkSilence(of owner: Incarnation?, _ lease: Lease) {
    guard let silence = owner.flatMap({ coordinator.watch.silence(of: $0) }) else { return }
    check(
      silence < limits.lease.milliseconds,
      "\(lease.name) is granted to one that said nothing for \(silence) ms")
  }

  /// Only a renderer that hangs is killed for it.
  func checkHung(_ failure: Failure, on host: String) {
    if options.has(.hangingStorage), host == "host-0" { return }
    guard let position = failure.positions.first else {
      return fail("\(failure.lease.name) is killed at work")
    }
    guard case .hang = oracle.harm(failure.lease.shard.number, position) else {
      return fail("\(failure.lease.name) is killed at work on event \(position)")
    }
  }
}
