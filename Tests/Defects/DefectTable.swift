extension Defect {
  /// Every defect; each is chosen by its name, one at a time.
  static let all = fencing + messages + journal + time + troubles + hosts + fairness

  private static let fencing = [
    // A result counts from any sender, under any lease.
    Defect(
      "noFence", seeds: 10,
      .before(
        "guard leases[slot].worker == place else { continue }", "if isPlanted { return slot }")),
    // A result counts under an older attempt of the same worker.
    Defect(
      "noAttemptCheck", seeds: 10,
      .instead(
        of: "if leases[slot].attempt == lease.attempt {",
        "if leases[slot].attempt == lease.attempt || isPlanted {")),
    // Attempts of two epochs are not distinguished.
    Defect(
      "attemptNotScopedByEpoch", seeds: 20,
      .instead(
        of: "guard shards.contains(lease.shard), lease.epoch == epoch else",
        "guard shards.contains(lease.shard), lease.epoch == epoch || isPlanted else")),
    // A shard whose second copy fails is forgotten.
    Defect(
      "partnerForgotten", seeds: 10,
      .instead(of: "let partner = second[shard] {", "let partner = second[shard], !isPlanted {")),
  ]

  private static let messages = [
    // The worker continues under an older epoch's lease when told that it is unknown.
    Defect(
      "workerIgnoresUnknown", seeds: 5, .after("epoch = newer", "if isPlanted { return }"),
      .after(
        "private mutating func introduceAgain(at now: Tick) {", "if isPlanted { return }")),
    // A grant that was lost is not sent again.
    Defect(
      "grantNotSentAgain", seeds: 20,
      .instead(
        of: "Tick(time.milliseconds - period.milliseconds)",
        "Tick(isPlanted ? .min : time.milliseconds - period.milliseconds)")),
    // A result is sent once.
    Defect(
      "resultNotRepeated", seeds: 10,
      .instead(
        of: "message, next: now + delay, delay: min(",
        "message, next: isPlanted ? .never : now + delay, delay: min(")),
    // A grant that comes twice is rendered twice.
    Defect(
      "doubledGrantRendered", seeds: 10,
      .instead(
        of: "} else if over.contains(grant.lease) {",
        "} else if over.contains(grant.lease), !isPlanted {")),
  ]

  private static let journal = [
    // Acknowledged before the record is durable.
    Defect(
      "acknowledgeBeforeDurable", seeds: 5,
      .after(
        "journal(.committed(commit), for: place)",
        "if isPlanted { send(.acknowledged(completion.lease), to: place) }")),
    // The last record of the journal is ignored at a restart.
    Defect(
      "replayDropsLastRecord", seeds: 5,
      .instead(
        of: "let history = coordinator.journal.records",
        "let history = coordinator.journal.records.dropLast(isPlanted ? 1 : 0)")),
    // A restarted coordinator takes the epoch it finds.
    Defect(
      "epochNotRaised", seeds: 5,
      .instead(
        of: "coordinator.epoch += 1",
        "coordinator.epoch += isPlanted && coordinator.epoch > 0 ? 0 : 1")),
  ]

  private static let time = [
    // A lease lasts for ever.
    Defect(
      "leaseNeverExpires", seeds: 25,
      .before("let isIdle = isIdle(slot)", "if isPlanted { return }"),
      .instead(
        of: "if deadline <= time { return lose(place) }",
        "if deadline <= time, !isPlanted { return lose(place) }")),
    // Every worker is expired when the coordinator wakes from a nap.
    Defect(
      "napExpiresLeases", seeds: 10,
      .instead(
        of: "time + min(elapsed, limits.elapsedPerCall)",
        "time + (isPlanted ? elapsed : min(elapsed, limits.elapsedPerCall))")),
    // A worker that wakes from a nap takes its renderers for hung.
    Defect(
      "napKillsRenderers", seeds: 10,
      .instead(
        of: "guard nap > .milliseconds(0) else", "guard nap > .milliseconds(0), !isPlanted else")),
    // Shards are granted to workers that have gone without a word.
    Defect(
      "silentServed", seeds: 40,
      .instead(
        of: "&& time - workers[place].lastHeard < limits.lease",
        "&& (time - workers[place].lastHeard < limits.lease || isPlanted)")),
  ]

  private static let troubles = [
    // A dead worker's renderer is charged to the event it was on.
    Defect(
      "killChargesEvent", seeds: 220,
      .after(
        "private mutating func killed(_ failure: Failure, _ slot: Int, by place: Int) {",
        "if isPlanted { return crashed(failure, slot, by: place) }")),
    // Quarantined after one crash in company.
    Defect(
      "quarantinedAtOnce", seeds: 5,
      .before(
        "if troubles[shard]?.suspects != alone {",
        "if isPlanted { return quarantine([position], failure, shard) }")),
    // Narrowing drops the upper half.
    Defect(
      "upperHalfForgotten", seeds: 5,
      .instead(
        of: "troubles[shard]?.turn(to: rest)",
        "troubles[shard]?.turn(to: isPlanted ? part : rest)")),
    // An event is quarantined on the word of one host while another is excluded.
    Defect(
      "noRecall", seeds: 25,
      .instead(
        of: "guard let trouble = troubles[shard], !trouble.hasRecalled else",
        "guard let trouble = troubles[shard], !trouble.hasRecalled, !isPlanted else")),
  ]

  private static let hosts = [
    // A host that hangs where others do not still gets shards.
    Defect(
      "hostNotCharged", seeds: 5,
      .before("for other in suspectHosts where other != node {", "if isPlanted { return }")),
    // A host is struck for an event that was quarantined.
    Defect(
      "chargesKept", seeds: 20,
      .instead(
        of: "troubles[shard]?.clear()",
        """
        let suspectHosts = troubles[shard]?.suspectHosts ?? []
        troubles[shard]?.clear()
        if isPlanted { troubles[shard]?.suspectHosts = suspectHosts }
        """)),
    // An excluded host gets shards all the same.
    Defect(
      "excludedServed", seeds: 5,
      .instead(
        of: "!workers[place].leaving\n      && !nodes.isExcluded(workers[place].node)",
        "!workers[place].leaving && (!nodes.isExcluded(workers[place].node) || isPlanted)")),
  ]

  private static let fairness = [
    // A running shard is taken from a slow worker without a word.
    Defect(
      "liveLeaseTaken", seeds: 10,
      .instead(of: "if !leases[slot].running {", "if !leases[slot].running || isPlanted {")),
    // Every slow shard runs a second time.
    Defect(
      "copiesWithoutLimit", seeds: 10,
      .instead(of: "guard room > 0 else", "guard room > 0 || isPlanted else")),
    // A worker that was passed over once is never asked again.
    Defect(
      "passedOverForEver", seeds: 25,
      .instead(
        of: "guard canServe(place), mayTry(place) else { continue }",
        """
        guard canServe(place), mayTry(place) else {
          workers[place].inLine = isPlanted
          continue
        }
        """)),
  ]
}
