import Dataset

extension WorkerSession {
  mutating func startQueued(at now: Tick) {
    guard phase != .left else { return }
    var free = introduction.slots - busySlots
    for index in entries.indices where free > 0 && entries[index].stage == .queued {
      guard entries[index].lease.epoch == epoch else { continue }
      entries[index].stage = .running(Mark(moved: now))
      actions.append(.start(entries[index].grant))
      free -= 1
    }
  }

  mutating func progressed(
    _ lease: Lease, events: Int, beat: Int, position: Int?, ordinal: Int?, gains: Gains?,
    at now: Tick
  ) {
    guard let index = entries.firstIndex(where: { $0.lease == lease }),
      case .running(var mark) = entries[index].stage
    else { return }
    if events > mark.events || beat != mark.beat || position != mark.position { mark.moved = now }
    mark.events = max(mark.events, events)
    mark.beat = max(mark.beat, beat)
    mark.position = position
    mark.ordinal = ordinal
    mark.gains = gains
    entries[index].stage = .running(mark)
  }

  mutating func finished(_ lease: Lease, _ report: FileStamp, _ counts: Tally, at now: Tick) {
    guard !stopping.contains(lease), let index = entries.firstIndex(where: { $0.lease == lease })
    else {
      stopped(lease)
      actions.append(.discard(report))
      return
    }
    let skipped = entries[index].grant.skip.count
    let completion = Completion(lease: lease, report: report, counts: counts, skipped: skipped)
    entries[index].stage = .settled(.done(completion), next: now, delay: limits.resend)
  }

  mutating func failed(_ failure: Failure, at now: Tick) {
    guard !stopping.contains(failure.lease),
      let index = entries.firstIndex(where: { $0.lease == failure.lease })
    else { return stopped(failure.lease) }
    guard case .running(let mark) = entries[index].stage else { return }
    var failure = failure
    failure.events = failure.events ?? mark.events
    entries[index].stage = .settled(.failed(failure), next: now, delay: limits.resend)
  }

  mutating func stopped(_ lease: Lease) { stopping.removeAll { $0 == lease } }

  /// Kills renderers whose mark stands still, and names their current events.
  mutating func killHung(at now: Tick) {
    for index in entries.indices {
      guard case .running(let mark) = entries[index].stage, mark.moved + eventDeadline <= now
      else { continue }
      let lease = entries[index].lease
      let failure = Failure(
        lease: lease, kind: .deadline, positions: mark.position.map { [$0] } ?? [],
        ordinal: mark.ordinal, events: mark.events, words: "no sign of life for \(eventDeadline)")
      entries[index].stage = .settled(.failed(failure), next: now, delay: limits.resend)
      stopping.append(lease)
      actions.append(.kill(lease))
    }
  }
}
