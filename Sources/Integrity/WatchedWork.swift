import Dispatch
import Files
import Synchronization

/// Work that other threads do while the one that started it watches.
///
/// The one that watches touches no file, so that it can show how far the work is, and can leave when
/// it is told to, even where a file system answers no more.
final class WatchedWork: Sendable {
  private struct Cancelled: Error {}

  private let things = Atomic<Int>(0)
  private let count = Atomic<Int>(0)
  private let hundredths = Atomic<Int>(0)
  private let whole = Atomic<Int>(-1)
  private let isCancelled = Atomic<Bool>(false)

  /// Milliseconds between two looks.
  private static let pause = 50
  /// Milliseconds that cancelled threads get to end: they ask after each piece of a file.
  private static let farewell = 1000

  /// Runs `body` on another thread until it has returned, calling `watch` now and then.
  ///
  /// Where `watch` throws, the work is cancelled and its error is thrown on.
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

  /// Things done.
  var done: Int { things.load(ordering: .relaxed) }
  /// Bytes read for them.
  var bytes: Int { count.load(ordering: .relaxed) }
  /// Hundredths of all that were begun, where that is known.
  var percent: Int { hundredths.load(ordering: .relaxed) }

  /// Things there are in all; nil until they are counted.
  var expected: Int? {
    let count = whole.load(ordering: .relaxed)
    return count < 0 ? nil : count
  }

  /// Tells how many things there are in all.
  func expect(_ count: Int) { whole.store(count, ordering: .relaxed) }

  /// Tells that what is begun now ends `percent` hundredths of all.
  func reach(percent: Int) { hundredths.max(percent, ordering: .relaxed) }

  /// Counts a thing that is done.
  func advance() { things.add(1, ordering: .relaxed) }

  /// Counts bytes that were read; false where the work is not wanted any more.
  func goesOn(after read: Int) -> Bool {
    count.add(read, ordering: .relaxed)
    return !isCancelled.load(ordering: .relaxed)
  }

  /// What `body` makes of the items, in their order, on several threads, each with a tool of its own.
  ///
  /// Throws where the work is cancelled, and waits then for no thread that a file system keeps.
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

  /// The answer of a thread that may be left behind where a file system keeps it.
  func apart<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) throws -> Answer {
    try map([()], threads: 1, with: {}, { _, _ in body() })[0]
  }
}

private final class Found<Answer: Sendable>: Sendable {
  let answer = Mutex<Result<Answer, any Error>?>(nil)
}
