import Bundle
package import Files
import Glibc
import JSON
package import Scheduling
import Synchronization

/// The journal of one invocation, shared by the parts that write records.
///
/// A second thread writes a coordinator's records: while a disk takes its time, messages are answered and the next
/// records gather.
package final class RunJournal {
  private var journal: Journal
  package let path: String
  private let queue: WorkQueue
  private let results: Mailbox<Result<Written, StorageError>>
  /// The speed of the disk so far.
  package private(set) var pace = Snapshot.Journal()
  private let urgency = Urgency()
  /// The time since which a write is under way.
  private var writingSince: Tick?
  /// The first error: nothing may be written after it, since nobody knows what the file holds.
  private var failure: StorageError?

  private struct Written {
    var batch: Journal.Batch
    var time: Duration
  }

  private final class Urgency: Sendable {
    let isOn = Atomic(false)
  }

  /// Seconds that a disk may take for records that somebody waits for.
  private static let patience = 60
  /// Microseconds between two checks for room on a full disk.
  private static let roomPause: UInt32 = 500_000
  private static let slow = Span.seconds(10)

  /// Begins the journal of an epoch; an existing one belongs to another invocation.
  package init(_ path: String) throws {
    self.path = path
    results = try Mailbox()
    queue = try WorkQueue()
    do throws(StorageError) {
      journal = try Journal(creating: path)
    } catch {
      guard error.kind == .exists else { throw error }
      throw RunFailure(
        .cannotMake, "another invocation has just taken the bundle (\(path) exists); try again")
    }
    append(.version(RunRecord.currentVersion))
  }

  /// Adds a record that counts once `sync` has returned, or `finish` after a `begin`.
  package func append(_ record: RunRecord) { journal.append(JSONFile.encode(record)) }

  // MARK: On the coordinator's thread

  /// Readable when `finish` has a result.
  package var descriptor: Int32 { results.descriptor }

  package var isWriting: Bool { writingSince != nil }

  /// The start of a write under way, if it takes unusually long.
  package func slowSince(at now: Tick) -> Tick? {
    writingSince.flatMap { now - $0 >= Self.slow ? $0 : nil }
  }

  /// Starts to write the appended records; false if a write is under way or there is nothing to write.
  ///
  /// A full disk is waited for as long as `patience`, or until somebody waits for the records.
  package func begin(at now: Tick, patience: Span = .seconds(0)) -> Bool {
    guard !isWriting, failure == nil, let batch = journal.handOver() else { return false }
    writingSince = now
    let results = results
    let end = now + patience
    let urgency = urgency
    urgency.isOn.store(false, ordering: .relaxed)
    queue.add {
      let start = ContinuousClock.now
      do throws(StorageError) {
        try batch.write {
          usleep(Self.roomPause)
          return Clock.tick < end && !urgency.isOn.load(ordering: .relaxed)
        }
        results.add(.success(Written(batch: batch, time: ContinuousClock.now - start)))
      } catch {
        results.add(.failure(error))
      }
    }
    return true
  }

  /// True if the write that `begin` began has become durable since the last call; after an error every further call
  /// throws it.
  package func finish() throws(StorageError) -> Bool {
    if let failure { throw failure }
    guard isWriting, let result = results.take().last else { return false }
    writingSince = nil
    do throws(StorageError) {
      let written = try result.get()
      journal.note(written: written.batch)
      pace.syncs += 1
      pace.seconds += written.time / .seconds(1)
    } catch {
      failure = error
      throw error
    }
    return true
  }

  // MARK: Waiting

  /// Makes the appended records durable; after an error every further call throws it.
  package func sync() throws(StorageError) {
    try wait()
    if begin(at: Clock.tick) { try wait() }
  }

  /// Adds a record and makes it durable.
  package func add(_ record: RunRecord) throws(StorageError) {
    append(record)
    try sync()
  }

  private func wait() throws(StorageError) {
    urgency.isOn.store(true, ordering: .relaxed)
    guard queue.finish(withinSeconds: Self.patience) else {
      throw StorageError("sync", path, code: ETIMEDOUT)
    }
    _ = try finish()
  }
}
