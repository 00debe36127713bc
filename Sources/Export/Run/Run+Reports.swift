import Bundle
import Dataset
import Files
import RunState
import Scheduling

extension Run {
  /// Performs work that reads the committed reports.
  ///
  /// If it fails because reports are damaged or gone, their commits are withdrawn, so that their shards are rendered
  /// again, and the work is repeated once.
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

  /// Commits whose report differs from the journal's record, by shard.
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
  /// True if a report may be the cause, and not the host that reads it.
  fileprivate var isOfReport: Bool { [.damaged, .notThere, .irregular].contains(kind) }
}
