import Dispatch
import Files
import Synchronization

/// Clips that several threads read, each clip once.
final class ClipBatch: Sendable {
  private let files: [ClipFile]
  private let reader: ClipReader
  private let deal: Deal
  private let outcomes: Mutex<[ClipOutcome]>
  /// Counts the runs that have been read.
  private let read = DispatchSemaphore(value: 0)

  /// Number of clips that one thread reads in a row: names that are links to one file mostly follow each other.
  private static let run = 16
  private var runs: Int { (files.count + Self.run - 1) / Self.run }

  /// The clips in these places.
  init(_ files: [ClipFile], with reader: ClipReader) {
    self.files = files
    self.reader = reader
    deal = Deal((files.count + Self.run - 1) / Self.run)
    outcomes = Mutex([ClipOutcome](repeating: .missing, count: files.count))
  }

  /// Reads runs of clips until none is left.
  func work() {
    while let number = deal.next() {
      let range = number * Self.run..<min((number + 1) * Self.run, files.count)
      var reader = reader
      let found = files[range].map { reader.read($0) }
      outcomes.withLock { $0.replaceSubrange(range, with: found) }
      read.signal()
    }
  }

  /// Reads what is left, waits for what others read, and gives what became of each clip.
  func finish() -> [ClipOutcome] {
    work()
    for _ in 0..<runs { read.wait() }
    return outcomes.withLock { $0 }
  }
}

/// Threads that read batches of clips beside the calling thread; if some cannot be started, the rest do the
/// work.
struct ClipThreads {
  private var queues: [WorkQueue] = []

  /// Starts this number of threads, or as many as possible.
  init(_ count: Int) {
    while queues.count < count, let queue = try? WorkQueue() { queues.append(queue) }
  }

  /// Makes all threads read clips of a batch.
  func begin(_ batch: ClipBatch) {
    for queue in queues { queue.add { batch.work() } }
  }
}
