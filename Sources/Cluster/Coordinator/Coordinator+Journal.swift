import Files
import RunState
import Scheduling

/// A commit is durable before anyone hears of it.
extension Coordinator {
  /// Notes how many commits are durably on disk.
  func markSynced(at now: Tick) {
    if let commits = syncer.finished() { journal.append(.synced(commits: commits)) }
    syncer.start(commits: commitsOfRun, at: now)
  }

  /// Acknowledges the records that have become durable, and starts to write those that gathered meanwhile, with one
  /// sync.
  func keepJournal() throws {
    let isWritten: Bool
    do throws(StorageError) {
      isWritten = try journal.finish()
    } catch {
      return try take(.journalFailed(error.description))
    }
    let durable = begun
    // Start the disk first: it works while the others are told.
    if journalled > begun, !journal.isWriting {
      try refuseIfFenced()
      if journal.begin(at: Clock.tick, patience: limits.patience) { begun = journalled }
    }
    guard isWritten else { return }
    try take(.journalDurable(upTo: durable))
  }

  /// Reports once that a write takes unusually long; status says so as long as it lasts.
  func complainOfJournal(at now: Tick) {
    let since = journal.slowSince(at: now)
    journalTrouble = since.map { since in
      "the disk has not taken the journal's records for \((now - since).milliseconds / 1000) s"
        + " (\(journal.path)); waiting for it"
    }
    if let journalTrouble, since != toldOfJournal { alarm(journalTrouble) }
    toldOfJournal = since
  }
}
