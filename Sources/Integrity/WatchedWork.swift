import Dispatch
import Files
import Synchronization

/// Work that other threads do while the starting thread watches.
///
/// The watching thread touches no file, so that it can show the progress, and can leave when it is told to, even if a
/// file system no longer answers.
final class WatchedWork: Sendable {
  private struct Cancelled: Error {}

  private let things = Atomic<Int>(0)
  private let count = Atomic<Int>(0)
  private let hundredths = Atomic<Int>(0)
  private let whole = Atomic<Int>(-1)
  private let isCancelled = Atomic<Bool>(false)

  /// Milliseconds between two checks.
  private static let pause = 50
  /// Milliseconds for cancelled threads to end: they check after each piece of a file.
  private static let farewell = 1000

  /// Runs `body` on another thread until it has returned, and calls `watch` repeatedly.
  ///
  /// If `watch` throws, the work is cancelled and its error is thrown.
  static func run<Answer: Sendable>(
    _ body: @escaping @Sendable (WatchedWork) throws -> Answer,
    watch: (WatchedWork) throws -> Void
  ) throws -> Answer {
    let work = WatchedWork()
    let found = Found<Answer>()
    let group = DispatchGroup()
    try Self.start(in: group) {
      let answer = Result { try body(work) }
      found.answer.withLock { $0 = answer }
    }
    do {
      while group.wait(timeout: .now() + .milliseconds(pause)) != .success { try watch(work) }
      try watch(work)
    } catch {
      work.isCancelled.store(true, ordering: .relaxed)
      _ = group.wait(timeout: .now() + .milliseconds(farewell))
      throw error
    }
    guard let answer = found.answer.withLock({ $0 }) else {
      preconditionFailure("work has ended without an answer")
    }
    return try answer.get()
  }

  /// Number of finished items.
  var done: Int { things.load(ordering: .relaxed) }
  /// Bytes read for them.
  var bytes: Int { count.load(ordering: .relaxed) }
  /// Hundredths of the whole that were begun, if known.
  var percent: Int { hundredths.load(ordering: .relaxed) }

  /// Total number of items; nil until they are counted.
  var expected: Int? {
    let count = whole.load(ordering: .relaxed)
    return count < 0 ? nil : count
  }

  /// Sets the total number of items.
  func expect(_ count: Int) { whole.store(count, ordering: .relaxed) }

  /// Notes that the work begun now ends `percent` hundredths of the whole.
  func reach(percent: Int) { hundredths.max(percent, ordering: .relaxed) }

  /// Counts a finished item.
  func advance() { things.add(1, ordering: .relaxed) }

  /// Counts bytes that were read; false if the work is no longer wanted.
  func goesOn(after read: Int) -> Bool {
    count.add(read, ordering: .relaxed)
    return !isCancelled.load(ordering: .relaxed)
  }

  /// The results of `body` for the items, in their order, on several threads, each with its own tool.
  ///
  /// Throws if the work is cancelled, and then does not wait for a thread that a file system holds up.
  func map<Item: Sendable, Tool: ~Copyable, Outcome: Sendable>(
    _ items: [Item], threads: Int, with tool: @escaping @Sendable () -> Tool,
    _ body: @escaping @Sendable (Item, inout Tool) -> Outcome
  ) throws -> [Outcome] {
    let deal = Deal(items.count)
    let outcomes = Mutex([Outcome?](repeating: nil, count: items.count))
    let group = DispatchGroup()
    for _ in 0..<max(threads, 1) {
      try Self.start(in: group) {
        var tool = tool()
        while self.goesOn(after: 0), let number = deal.next() {
          let outcome = body(items[number], &tool)
          outcomes.withLock { $0[number] = outcome }
        }
      }
    }
    while group.wait(timeout: .now() + .milliseconds(Self.pause)) != .success {
      guard goesOn(after: 0) else { throw Cancelled() }
    }
    guard goesOn(after: 0) else { throw Cancelled() }
    return outcomes.withLock { $0.compactMap(\.self) }
  }

  private static func start(
    in group: DispatchGroup, _ body: @escaping @Sendable () -> Void
  ) throws(ThreadShortage) {
    group.enter()
    do throws(ThreadShortage) {
      try WorkThread.startDetached {
        body()
        group.leave()
      }
    } catch {
      group.leave()
      throw error
    }
  }

  /// The answer of a thread that may be left behind if a file system holds it up.
  func apart<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) throws -> Answer {
    try map([()], threads: 1, with: {}, { _, _ in body() })[0]
  }
}

private final class Found<Answer: Sendable>: Sendable {
  let answer = Mutex<Result<Answer, any Error>?>(nil)
}
