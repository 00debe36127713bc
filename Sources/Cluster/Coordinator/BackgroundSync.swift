import Files
import Scheduling
import Synchronization

/// Syncs the bundle's file system from time to time during rendering, and reports how far it got.
///
/// Clips are not synced one by one: a million small syncs would cost more than all rendering. The mark that this
/// makes possible lets a resume find what a power cut took.
final class BackgroundSync {
  private let folders: [String]
  private let pause: Span
  private var next: Tick
  private let queue: WorkQueue
  private let result = SyncResult()
  private var isRunning = false
  private var marked = 0

  /// Syncs the file systems of these folders.
  init(_ folders: [String], every pause: Span = .seconds(20), now: Tick) throws(ThreadShortage) {
    self.folders = folders
    queue = try WorkQueue()
    self.pause = pause
    next = now + pause
  }

  /// Begins a sync of everything written so far, if it is time and there is something new.
  func start(commits: Int, at now: Tick) {
    guard !isRunning, commits > marked, next <= now else { return }
    isRunning = true
    next = now + pause
    let folders = folders
    let result = result
    queue.add {
      let isSynced = folders.allSatisfy { FileSystem.syncFileSystem(of: $0) }
      result.done.withLock { $0 = isSynced ? commits : 0 }
    }
  }

  /// Number of commits that a sync which has just ended made durable.
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

/// The result that the syncing thread leaves for the coordinator.
private final class SyncResult: Sendable {
  /// Number of commits that the sync which has just ended covers; 0 if it failed.
  let done = Mutex<Int?>(nil)
}
