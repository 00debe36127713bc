import Bundle
import Dataset
import Files
import Messaging
import Rendering
import Scheduling

/// Inspects the reports of workers before they are committed, on separate threads: the coordinator must not wait for
/// a file system.
///
/// Findings come back through a pipe that the coordinator polls.
final class ReportInspector {
  /// A worker's claim that a shard is done.
  struct Claim: Sendable {
    var connection: Connection
    var key: String
    var incarnation: Incarnation
    var completion: Completion
  }

  private struct Mark: Hashable {
    var connection: Connection
    var lease: Lease
  }

  private let job: RenderJob
  private let sampleSize: Int
  private let findings: Mailbox<(Claim, ReportCheck.Finding)>
  private let queues: [WorkQueue]
  private var underWay: Set<Mark> = []
  private var given = 0
  /// The time since which a report cannot be seen, by its claim.
  private var invisibleSince: [Mark: Tick] = [:]

  private static let threads = 2
  /// The time for which another client of a network file system may see an old state.
  private static let visibilityLimit = WorkerProof.visibilityLimit
  private static let remembered = 4096

  /// Reads `sampleSize` clips of each report.
  init(_ job: RenderJob, sampleSize: Int) throws {
    self.job = job
    self.sampleSize = sampleSize
    findings = try Mailbox()
    queues = try (0..<Self.threads).map { _ in try WorkQueue() }
  }

  /// Readable when there are findings.
  var descriptor: Int32 { findings.descriptor }

  /// True if this very claim is being inspected.
  func isUnderWay(_ claim: Claim) -> Bool { underWay.contains(Self.mark(claim)) }

  /// Begins to inspect a worker's claim; `row` is that of the shard, `skip` the omitted positions.
  func begin(_ claim: Claim, _ row: PlanRow, skip: [Int]) {
    underWay.insert(Self.mark(claim))
    given += 1
    let check = ReportCheck(job, row: row, quarantined: skip, sampleSize: sampleSize)
    let findings = findings
    queues[given % queues.count].add {
      findings.add((claim, Self.finding(check, claim.completion)))
    }
  }

  private static func finding(_ check: ReportCheck, _ claimed: Completion) -> ReportCheck.Finding {
    do throws(StorageError) {
      return try check.finding(claimed.report, claimed.counts)
    } catch {
      // The plan is the coordinator's: the worker is not to blame if it cannot be read now.
      return .invisible(words: error.description)
    }
  }

  /// The findings since the last call; for a report that may yet appear, the worker claims again.
  func findings(at now: Tick) -> [(claim: Claim, fault: String?)] {
    findings.take().compactMap { claim, finding in
      let mark = Self.mark(claim)
      underWay.remove(mark)
      if case .invisible(let words) = finding {
        // Without descriptors nothing can be seen, and no worker is to blame.
        let since = DescriptorLimit.isReached ? now : invisibleSince[mark] ?? now
        if now - since < Self.visibilityLimit {
          if invisibleSince.count >= Self.remembered { invisibleSince.removeAll() }
          invisibleSince[mark] = since
          return nil
        }
        invisibleSince[mark] = nil
        return (claim, words)
      }
      invisibleSince[mark] = nil
      if case .unsound(let words) = finding { return (claim, words) }
      return (claim, nil)
    }
  }

  private static func mark(_ claim: Claim) -> Mark {
    Mark(connection: claim.connection, lease: claim.completion.lease)
  }

  /// True if a report lies where only this worker's renderers put one for this lease: under the lease's name, or
  /// under that of an earlier epoch from which the lease was adopted.
  static func isInPlace(_ completion: Completion, of incarnation: Incarnation) -> Bool {
    let lease = completion.lease
    let name = completion.report.path.split(separator: "/").last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 5, let epoch = Int(parts[1]), let attempt = Int(parts[2]) else {
      return false
    }
    let written = Lease(shard: lease.shard, epoch: Epoch(epoch), attempt: attempt)
    return (written == lease || epoch < lease.epoch.number)
      && completion.report.path
        == BundleLayout.report(lease.shard, attempt: "\(written.name).\(incarnation.hex)")
  }
}
