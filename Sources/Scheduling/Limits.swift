/// Every limit of scheduling in one value.
package struct Limits: Hashable, Sendable {
  /// The length of a lease without progress; longer than a mass reconnect of 10,000 CURVE peers.
  package var lease = Span.seconds(30)
  /// The shortest time between two heartbeats of a worker; more workers mean more time.
  package var heartbeat = Span.seconds(2)
  /// The longest time between two heartbeats; a third of the lease, so that two may be lost.
  package var heartbeatSlowest = Span.seconds(10)
  /// The coordinator hears at most this many heartbeats a second; sets the period.
  package var heartbeatsPerSecond = 1000
  /// A renderer whose mark stands still this long is killed, and its event is named.
  ///
  /// Shorter than the lease by two slow heartbeats, so that the name arrives in time.
  package var eventDeadline = Span.seconds(20)
  /// Shards granted beyond a worker's slots, so that a renderer never waits for the next one.
  package var prefetch = 2
  /// Failures charged to a shard before it counts as stuck.
  package var attemptsPerShard = 5
  /// Kills and losses of renderers with one shard before it counts as stuck.
  package var lossesPerShard = 50
  /// Crashes of an event, alone in its renderer, before it is quarantined.
  package var crashesPerEvent = 2
  /// The time for which an event must fail on one key alone before that key's word quarantines it, if the key has
  /// never had a success: others may come and show that the event does no harm.
  package var loneWitness = Span.minutes(10)
  /// Unnamed crashes of a shard before it is narrowed.
  package var crashesBeforeNarrowing = 2
  /// Failed reads of one file, by as many workers as there are, before its events are quarantined.
  package var readsPerFile = 5
  /// Strikes of a host within `strikeWindow` before it is excluded for `exclusion`.
  package var strikesPerNode = 3
  package var strikeWindow = Span.minutes(10)
  package var exclusion = Span.minutes(60)
  /// Crashes in a row on one host before it is excluded.
  package var crashesPerNode = 100
  /// Crashes in a row in the whole run before it stops: a broken build must not quarantine a data set.
  package var crashesPerRun = 1000
  /// First and longest wait before a failed shard is granted again; doubled each time, full jitter.
  package var backoff = Span.seconds(1)
  package var backoffLongest = Span.seconds(60)
  /// The time for which sources may be unreachable, or the output full, before the run stops.
  package var patience = Span.minutes(10)
  /// The time for which workers may hold shards without any progress anywhere before the run stops.
  package var noProgress = Span.minutes(30)
  /// The time for which a run waits for its first, or next, worker.
  package var noWorkers = Span.minutes(24 * 60)
  /// The time for which a draining coordinator waits for workers to give back or finish.
  package var drainGrace = Span.seconds(5)
  /// The most that time may advance between two calls; the rest was a pause of the coordinator itself.
  package var elapsedPerCall = Span.seconds(5)
  /// A running shard is slow when it takes this many percent of the median shard.
  package var slowPercent = 150
  /// A shard that took less than this is never slow.
  package var slowAtLeast = Span.seconds(30)
  /// A shard that takes this long is slow if none has finished yet.
  package var slowAtFirst = Span.minutes(5)
  /// Second copies of slow shards may take up this many percent of all slots (at least one).
  package var speculationPercent = 5
  /// Workers known at a time; more are refused.
  package var workers = 20_000
  package var slotsPerWorker = 256
  /// Bytes of a message on the wire, either way.
  package var messageBytes = 64 * 1024
  /// UTF-8 bytes of a name, a host, a version or a short reason.
  package var wordBytes = 512
  /// UTF-8 bytes of a path or of a renderer's last output.
  package var textBytes = 4096
  /// Positions named in one failure or skipped in one grant.
  package var positions = 4096
  /// Rows of each kind kept for status (stragglers, quarantined, refused, culprits).
  package var examples = 20
  /// Silence of a worker after which status calls it silent.
  package var quiet = Span.seconds(5)
  /// Silence of the coordinator after which a worker replaces its socket (or 3 heartbeats).
  package var silence = Span.seconds(30)
  /// The wait before a replaced socket says hello: from one to five seconds, so that workers spread.
  package var helloDelay = Span.seconds(1)
  package var helloDelayLongest = Span.seconds(5)
  /// Time between two sendings of a result that was not acknowledged; doubled up to the longest.
  package var resend = Span.seconds(1)
  package var resendLongest = Span.seconds(10)

  package init() {}

  /// Silence of a worker after which it is forgotten (and told `unknown` should it come back).
  package var workerSilence: Span { lease * 4 }

  /// Sets the deadline of an event, and with it the lease and the heartbeats that it bounds, in their default
  /// proportions.
  package mutating func setEventDeadline(_ deadline: Span) {
    let usual = Limits()
    func scaled(_ span: Span) -> Span {
      let part = span.milliseconds * deadline.milliseconds / usual.eventDeadline.milliseconds
      return .milliseconds(max(part, 1))
    }
    eventDeadline = deadline
    lease = scaled(usual.lease)
    heartbeat = scaled(usual.heartbeat)
    heartbeatSlowest = scaled(usual.heartbeatSlowest)
  }

  /// The heartbeat period that keeps the coordinator within `heartbeatsPerSecond`.
  package func heartbeat(workers: Int) -> Span {
    let spread = Span(milliseconds: workers * 1000 / max(heartbeatsPerSecond, 1))
    return min(max(heartbeat, spread), max(heartbeat, heartbeatSlowest))
  }
}
