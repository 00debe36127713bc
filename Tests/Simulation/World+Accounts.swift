import Dataset
import Scheduling

// Nothing is rendered twice without a reason, and no host is excluded, or kept, without one.

extension World {
  /// True if there are few enough leases to keep a record of each.
  var keepsAccounts: Bool { options.size == .small || options.size == .medium }

  /// Holds what the coordinator did against the books, and keeps them.
  func account(_ stimulus: Stimulus, _ actions: [Action]) {
    guard keepsAccounts else { return }
    coordinator.ledger.hear(stimulus, isHeard: isHeard(stimulus, actions))
    coordinator.hosts.begin()
    var copies: Set<Lease> = []
    for action in actions {
      if case .report(.speculating(let lease)) = action { copies.insert(lease) }
    }
    for action in actions {
      switch action {
      case .send(let connection, let envelope):
        guard case .grant(let grant) = envelope.message else { continue }
        granted(grant, on: connection, isCopy: copies.contains(grant.lease))
      case .journal(_, let record): book(record)
      case .report(let notice): book(notice)
      default: break
      }
    }
    checkStruck()
  }

  /// True if a message was accepted: one from a connection other than its worker's is not.
  private func isHeard(_ stimulus: Stimulus, _ actions: [Action]) -> Bool {
    guard case .received(let connection, _, _) = stimulus else { return true }
    return !actions.contains { action in
      guard case .send(connection, let answer) = action else { return false }
      return answer.message == .unknown
    }
  }

  private func book(_ record: JournalRecord) {
    coordinator.ledger.take(record)
    if case .quarantined(let quarantine) = record { checkAsked(quarantine) }
    var host: Int?
    if case .committed(let commit) = record {
      host = HostWatch.number(commit.worker).map { workers[$0].node }
    }
    coordinator.hosts.take(
      record, by: host, at: coordinator.watch.awake, window: limits.strikeWindow.milliseconds)
  }

  private func book(_ notice: Notice) {
    var held: GrantLedger.Held?
    if case .failed(let failure, _, _) = notice { held = coordinator.ledger.find(failure.lease) }
    if case .excluded(let host, _) = notice { checkExcluded(host) }
    coordinator.hosts.take(
      notice, of: held, at: coordinator.watch.awake, window: limits.strikeWindow.milliseconds)
    coordinator.ledger.take(
      notice, at: coordinator.watch.awake, workers: workers, known: knownOwners(after: notice))
  }

  /// The holders that the coordinator still knows, if that may have changed.
  private func knownOwners(after notice: Notice) -> [Incarnation] {
    switch notice {
    case .lost, .left:
      coordinator.ledger.held.map(\.owner).filter { coordinator.scheduler?.name(of: $0) != nil }
    default: []
    }
  }

  // MARK: Renders

  /// A leased shard is granted to another worker only as a second copy of a slow one, or when it has waited on a
  /// worker for long.
  private func granted(_ grant: Grant, on connection: Connection, isCopy: Bool) {
    let lease = grant.lease
    guard let socket = coordinator.sockets[connection.number] else { return }
    guard coordinator.ledger.find(lease) == nil else {
      return coordinator.ledger.resend(lease, at: coordinator.watch.awake)
    }
    let awake = coordinator.watch.awake
    let others = coordinator.ledger.held(of: lease.shard)
    check(
      !coordinator.hosts.excluded.contains(workers[socket.place].node),
      "\(lease.name) is granted to host \(workers[socket.place].node), which is excluded")
    if isCopy {
      let slots = coordinator.ledger.slots
      let most = max(1, slots * limits.speculationPercent / 100)
      check(
        coordinator.ledger.copies < most,
        "\(lease.name) is one of \(coordinator.ledger.copies + 1) second copies, with \(slots) slots"
      )
      check(
        others.count == 1 && others[0].isRunning
          && awake - others[0].at >= limits.slowAtLeast.milliseconds,
        "\(lease.name) is a second copy of what is not slow")
    } else if let other = others.first {
      check(
        others.count == 1 && !other.isRunning && awake - other.at >= 5000,
        "\(lease.name) is granted while \(other.lease.name) is in force")
      coordinator.ledger.end(shard: lease.shard)
    }
    coordinator.ledger.grant(
      GrantLedger.Held(
        lease: lease, owner: socket.incarnation, place: socket.place, at: awake, isCopy: isCopy,
        isProbe: grant.narrowed != nil, isAlone: grant.narrowed?.count == 1))
  }

  // MARK: Hosts

  /// A host that failed at three shards which others rendered is excluded, while half of the hosts stay.
  private func checkStruck() {
    for (host, strikes) in coordinator.hosts.struck where strikes >= limits.strikesPerNode {
      let hosts = coordinator.hosts
      guard !hosts.excluded.contains(host), 2 * (hosts.excludedInUse + 1) <= hosts.inUse
      else { continue }
      fail("host \(host) failed at \(strikes) shards that others rendered, and stays")
    }
  }

  /// Before the word of one host quarantines an event, excluded hosts are asked.
  private func checkAsked(_ quarantine: Quarantine) {
    guard quarantine.kind.chargesEvent, options.ending == .complete else { return }
    let shard = quarantine.shard.number
    check(
      !coordinator.hosts.isOneWord(on: shard),
      "an event of shard \(shard) is quarantined, and an excluded host was not asked")
  }

  /// No host is excluded if all are well.
  private func checkExcluded(_ host: String) {
    guard options.ending == .complete, !options.hasSickHost, !options.has(.unreachableRoots),
      HostWatch.number(host).map({ !coordinator.ledger.idled.contains($0) }) ?? false
    else { return }
    fail("\(host) is well, and excluded")
  }
}
