import Dispatch
import Files
import Synchronization

/// Clips that several threads read, each clip once.
final class ClipBatch: Sendable {
  private let paths: [String]
  private let reader: ClipReader
  private let deal: Deal
  private let outcomes: Mutex<[ClipOutcome]>
  /// Counts the runs that have been read.
  private let read = DispatchSemaphore(value: 0)

  /// Number of clips that one thread reads in a row: names that are links to one file mostly follow each other.
  private static let run = 16
  private var runs: Int { (paths.count + Self.run - 1) / Self.run }

  /// A batch of the clips at these absolute paths.
  init(_ paths: [String], with reader: ClipReader) {
    self.paths = paths
    self.reader = reader
    deal = Deal((paths.count + Self.run - 1) / Self.run)
    outcomes = Mutex([ClipOutcome](repeating: .missing, count: paths.count))
  }

  /// Reads runs of clips until none is left.
  func work() {
    while let number = deal.next() {
      let range = number * Self.run..<min((number + 1) * Self.run, paths.count)
      var reader = reader
      let found = paths[range].map { reader.read($0) }
      outcomes.withLock { $0.replaceSubrange(range, with: found) }
      read.signal()
    }
  }

  /// Reads the remaining clips, waits for those of other threads, and returns the outcome of each path.
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
