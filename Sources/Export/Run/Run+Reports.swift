import Bundle
import Dataset
import Files
import Scheduling

extension Run {
  /// Does what reads the committed reports.
  ///
  /// Where that fails since reports are damaged or gone, their commits are taken back, so that their
  /// shards are rendered again, and it is done once more.
  func withReports(_ work: (RunHistory) throws -> Void) throws {
    guard let before = history else { preconditionFailure("only a resume has reports to read") }
    do {
      try work(before)
    } catch let error as StorageError where error.isOfReport {
      let lost = try lostReports(before)
      guard !lost.isEmpty else { throw error }
      observer.alarm("\(lost.count) reports are damaged or gone; rendering their shards again")
      for commit in lost { try withdraw(commit) }
      guard let history else { return }
      try work(history)
    }
  }

  /// Commits whose report is not what the journal says, by shard.
  private func lostReports(_ history: RunHistory) throws -> [Commit] {
    var lost: [Commit] = []
    for shard in history.commits.keys.sorted() {
      try interrupts.check()
      guard let commit = history.commits[shard] else { continue }
      do throws(StorageError) {
        _ = try ReportReader(commit.completion.report, beneath: layout.reports)
      } catch {
        guard error.isOfReport else { throw error }
        lost.append(commit)
      }
    }
    return lost
  }

  private func withdraw(_ commit: Commit) throws {
    let withdrawal = Withdrawal(shard: commit.shard, counts: commit.completion.counts)
    try journal?.add(.scheduled(.withdrawn(withdrawal)))
    history?.withdraw(withdrawal)
  }
}

extension StorageError {
  /// Whether a report may be the cause, and not the host that reads it.
  fileprivate var isOfReport: Bool { [.damaged, .notThere, .irregular].contains(kind) }
}
