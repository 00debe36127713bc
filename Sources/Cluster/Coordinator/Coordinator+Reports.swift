import Dataset
import RunState
import Scheduling

/// A worker's result is inspected before it counts.
extension Coordinator {
  /// True if a completion waits for the inspection of its report; the scheduler gets it afterwards.
  func isUnderInspection(
    _ completion: Completion, _ incarnation: Incarnation, on connection: Connection, key: String
  ) throws -> Bool {
    guard let inspector,
      let grant = scheduler.grant(of: completion.lease, heldBy: incarnation),
      // The report of a part is never committed, and one that omits other events is refused.
      grant.narrowed == nil, completion.skipped == grant.skip.count
    else { return false }
    let claim = ReportInspector.Claim(
      connection: connection, key: key, incarnation: incarnation, completion: completion)
    guard ReportInspector.isInPlace(completion, of: incarnation) else {
      try refuse(claim, because: "its report lies at \(completion.report.path)")
      return true
    }
    try take(.claimed(connection, completion.lease))
    if !inspector.isUnderWay(claim) {
      inspector.begin(claim, plans.row(of: completion.lease.shard), skip: grant.skip)
    }
    return true
  }

  /// Commits the reports that passed, and refuses the others.
  func takeFindings() throws {
    guard let inspector else { return }
    for (claim, fault) in inspector.findings(at: Clock.tick) {
      if let fault {
        try refuse(claim, because: fault)
      } else {
        try tell(.done(claim.completion), of: claim)
      }
    }
  }

  /// A report that no honest renderer writes counts against its worker's host, and its shard is rendered again.
  private func refuse(_ claim: ReportInspector.Claim, because words: String) throws {
    let lease = claim.completion.lease
    let name = scheduler.name(of: claim.incarnation) ?? claim.incarnation.hex
    alarm("refused the report of \(lease) from \(name): \(words)")
    try tell(
      .failed(Failure(lease: lease, kind: .broken, words: "its report: \(words)")), of: claim)
  }

  private func tell(_ message: WorkerMessage, of claim: ReportInspector.Claim) throws {
    try take(
      .received(
        claim.connection, key: claim.key,
        FromWorker(incarnation: claim.incarnation, message: message)))
  }
}
