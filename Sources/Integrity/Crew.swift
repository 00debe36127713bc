import Dispatch
import Synchronization

/// Threads that do one job together, while the thread that started them looks on.
///
/// The one that looks on touches no file, so that it can show how far they are, and can leave when
/// it is told to, even where a file system answers no more.
enum Crew {
  /// Tells threads that their work is not wanted any more.
  final class Recall: Sendable {
    private let flag = Atomic<Bool>(false)

    var isCalled: Bool { flag.load(ordering: .relaxed) }

    fileprivate func call() { flag.store(true, ordering: .relaxed) }
  }

  /// Milliseconds between two looks.
  private static let pause = 50
  /// Milliseconds that recalled threads get to end: they ask after each piece of a file.
  private static let farewell = 1000

  /// Runs `work` on `count` threads until all have returned, calling `watch` now and then.
  ///
  /// Where `watch` throws, the threads are recalled and its error is thrown on.
  static func run(
    _ count: Int, work: @escaping @Sendable (Recall) -> Void, watch: () throws -> Void
  ) throws {
    let recall = Recall()
    let group = DispatchGroup()
    let queue = DispatchQueue(label: "crew", attributes: .concurrent)
    for _ in 0..<max(count, 1) { queue.async(group: group) { @Sendable in work(recall) } }
    do {
      while group.wait(timeout: .now() + .milliseconds(pause)) != .success { try watch() }
      try watch()
    } catch {
      recall.call()
      _ = group.wait(timeout: .now() + .milliseconds(farewell))
      throw error
    }
  }
}
