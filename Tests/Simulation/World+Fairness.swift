import Dataset
import Scheduling

// What each side promises the other: results are repeated, lost grants are sent again, nobody is idle
// while work waits, nobody at work is taken for hung.

extension World {
  func noteSaid(_ message: WorkerMessage, at place: Int) {
    switch message {
    case .done(let completion) where !completion.report.path.hasPrefix("lies/"):
      workers[place].said[completion.lease] = now
    case .failed(let failure): workers[place].said[failure.lease] = now
    default: break
    }
  }

  /// A result is repeated until it is acknowledged or fenced.
  func checkRepeats(_ unacknowledged: [Lease], at place: Int) {
    guard options.size == .small || options.size == .medium else { return }
    for lease in unacknowledged {
      let said = workers[place].said[lease] ?? -1
      check(
        said >= now - limits.resendLongest.milliseconds - 1000,
        "worker \(place) keeps its result of \(lease.name) to itself since \(said)")
    }
  }

  /// Once everything is well, a worker knows of its leases within a few heartbeats.
  func checkAgreement(with place: Int) {
    guard isHealed, let session = workers[place].session, !session.isDraining else { return }
    // What came all at once, after a nap, counts once.
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

  /// Once everything is well, nobody is idle for more than a few heartbeats while work waits.
  func checkIdle(_ scheduler: Scheduler) {
    let idle = Set(scheduler.idleWorkers())
    for place in workers.indices {
      guard idle.contains(workers[place].incarnation), workers[place].heardSinceHealed >= 5 else {
        workers[place].idleSince = nil
        continue
      }
      let since = workers[place].idleSince ?? now
      workers[place].idleSince = since
      check(now - since < 30_000, "worker \(place) is idle since \(since) though work waits")
    }
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
  func checkHung(_ failure: Failure) {
    guard let position = failure.positions.first else {
      return fail("\(failure.lease.name) is killed at work")
    }
    guard case .hang = oracle.harm(failure.lease.shard.number, position) else {
      return fail("\(failure.lease.name) is killed at work on event \(position)")
    }
  }
}
