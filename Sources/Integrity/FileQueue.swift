import Dispatch
import Files
import Synchronization

/// The files below a root, dealt to threads in batches, and their lines, written in order.
final class FileQueue: Sendable {
  /// Things met one after another.
  struct Batch {
    /// From 0, in the order of the paths.
    let number: Int
    let items: [TreeWalk.Item]
  }

  /// What a thread made of a batch.
  struct Lines {
    let number: Int
    var text: [UInt8] = []
    var files = 0
    var leftOut: [ChecksumResult.Omission] = []
    var unreadable: [ChecksumResult.Omission] = []
  }

  private struct Source {
    var walk: TreeWalk
    var dealt = 0
  }

  private struct Sink: ~Copyable {
    /// Nil once it has failed or is finished.
    var output: OutputFile?
    /// Batches that are done before an earlier one.
    var waiting: [Int: Lines] = [:]
    var written = 0
    var result = ChecksumResult()
    var failure: StorageError?
  }

  private let source: Mutex<Source>
  private let sink: Mutex<Sink>
  private let files = Atomic<Int>(0)
  private let bytes = Atomic<Int>(0)
  /// How many batches may be on their way: what bounds those that wait.
  private static let window = 2048
  private let room = DispatchSemaphore(value: 0)
  /// Files in a batch.
  private static let batchSize = 8

  init(_ walk: TreeWalk, _ output: consuming sending OutputFile) {
    source = Mutex(Source(walk: walk))
    sink = Mutex(Sink(output: output))
    // One that is made with room and given up while it is taken would stop the process.
    for _ in 0..<Self.window { room.signal() }
  }

  /// The next things met; nil at the end.
  func next(_ recall: Crew.Recall) -> Batch? {
    // The oldest batch on its way is never one that waits here.
    while room.wait(timeout: .now() + .milliseconds(100)) != .success {
      if recall.isCalled { return nil }
    }
    let batch = source.withLock { source in
      var items: [TreeWalk.Item] = []
      while items.count < Self.batchSize, let item = source.walk.next() { items.append(item) }
      defer { source.dealt += 1 }
      return Batch(number: source.dealt, items: items)
    }
    if batch.items.isEmpty || sink.withLock({ $0.failure != nil }) {
      room.signal()
      return nil
    }
    return batch
  }

  /// Hashes the files of a batch; nil where that was given up.
  static func lines(
    of batch: Batch, in root: RawPath, _ hasher: inout ContentHasher, while goesOn: (Int) -> Bool
  ) -> Lines? {
    var lines = Lines(number: batch.number)
    for item in batch.items {
      switch item {
      case .leftOut(let path, let why):
        lines.leftOut.append(.init(path: path, words: why.words))
      case .unreadable(let path, let words):
        lines.unreadable.append(.init(path: path, words: words))
      case .file(let path):
        do throws(StorageError) {
          let whole = root.appending(path.bytes)
          guard let digest = try hasher.digest(of: whole, while: goesOn) else { return nil }
          lines.text += ChecksumLine(digest: digest, path: path).written
          lines.files += 1
        } catch {
          lines.unreadable.append(.init(path: path, words: error.reason))
        }
      }
    }
    return lines
  }

  /// Takes the lines of a batch and writes all that have their turn.
  func add(_ lines: Lines?) {
    guard let lines else { return }
    files.add(lines.files, ordering: .relaxed)
    sink.withLock { sink in
      sink.waiting[lines.number] = lines
      while let next = sink.waiting.removeValue(forKey: sink.written) {
        sink.written += 1
        Self.write(next, to: &sink)
        room.signal()
      }
    }
  }

  private static func write(_ lines: Lines, to sink: inout Sink) {
    let limit = ChecksumResult.exampleLimit
    sink.result.leftOutCount += lines.leftOut.count
    sink.result.unreadableCount += lines.unreadable.count
    sink.result.leftOut += lines.leftOut.prefix(max(limit - sink.result.leftOut.count, 0))
    sink.result.unreadable += lines.unreadable.prefix(max(limit - sink.result.unreadable.count, 0))
    do throws(StorageError) {
      try sink.output?.write(lines.text)
    } catch {
      sink.failure = sink.failure ?? error
      sink.output = nil
    }
  }

  /// Counts bytes that were read; false where the work is not wanted any more.
  func goesOn(after count: Int, _ recall: Crew.Recall) -> Bool {
    bytes.add(count, ordering: .relaxed)
    return !recall.isCalled
  }

  var progress: ChecksumProgress {
    var progress = ChecksumProgress()
    progress.files = files.load(ordering: .relaxed)
    progress.bytes = bytes.load(ordering: .relaxed)
    return progress
  }

  /// Removes what was written, unless a thread is stuck in writing it.
  func abandon() { _ = sink.withLockIfAvailable { $0.output = nil } }

  /// Gives the manifest its name, unless something could not be read; then it is removed.
  func finish() throws(StorageError) -> ChecksumResult {
    let progress = progress
    let outcome = sink.withLock { sink -> Result<ChecksumResult, StorageError> in
      if let failure = sink.failure { return .failure(failure) }
      sink.result.progress = progress
      guard let output = sink.output.take() else { preconditionFailure("finished twice") }
      guard sink.result.unreadableCount == 0 else {
        output.abandon()
        return .success(sink.result)
      }
      do throws(StorageError) { _ = try output.finish() } catch { return .failure(error) }
      return .success(sink.result)
    }
    return try outcome.get()
  }
}
