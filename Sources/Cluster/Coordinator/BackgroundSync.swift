import Files
import Scheduling
import Synchronization

/// Syncs the bundle's file system now and then while rendering goes on, and says how far it got.
///
/// A clip is not synced by itself: a million small syncs would cost more than all rendering. What a
/// power cut takes is found on resume by the mark that this makes possible.
final class BackgroundSync {
  private let path: String
  private let pause: Span
  private var next: Tick
  private let queue: WorkQueue
  private let result = SyncResult()
  private var isRunning = false
  private var marked = 0

  init(_ path: String, every pause: Span = .seconds(20), now: Tick) throws(ThreadShortage) {
    self.path = path
    queue = try WorkQueue()
    self.pause = pause
    next = now + pause
  }

  /// Begins a sync of all that is written by now, where it is time and there is something new.
  func start(commits: Int, at now: Tick) {
    guard !isRunning, commits > marked, next <= now else { return }
    isRunning = true
    next = now + pause
    let path = path
    let result = result
    queue.add {
      let isSynced = FileSystem.syncFileSystem(of: path)
      result.done.withLock { $0 = isSynced ? commits : 0 }
    }
  }

  /// Commits that are on disk for good by a sync that has just ended.
  func finished() -> Int? {
    guard isRunning,
      let commits = result.done.withLock({ value in
        defer { value = nil }
        return value
      })
    else { return nil }
    isRunning = false
    guard commits > marked else { return nil }
    marked = commits
    return commits
  }
}

/// What the thread that syncs leaves for the one that asked.
private final class SyncResult: Sendable {
  /// Commits that the sync which has just ended covers; 0 where it failed.
  let done = Mutex<Int?>(nil)
}
