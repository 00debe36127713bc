import Dispatch
import Synchronization

/// Work that one thread performs in turn, beside the thread that adds it.
///
/// The thread exists from the beginning, so that adding work never waits for one.
package final class WorkQueue: Sendable {
  private struct State {
    var waiting: [@Sendable () -> Void] = []
    var isClosed = false
  }

  private final class Core: Sendable {
    let state = Mutex(State())
    /// Counts the waiting work, and the close.
    let given = DispatchSemaphore(value: 0)

    func serve() {
      while true {
        given.wait()
        let (work, isClosed) = state.withLock { state in
          (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isClosed)
        }
        if let work { work() } else if isClosed { return }
      }
    }
  }

  private let core = Core()

  /// Starts the thread; throws if no more threads may be started.
  package init() throws(ThreadShortage) {
    let core = core
    try WorkThread.startDetached { core.serve() }
  }

  /// The thread ends when it has done all its work.
  deinit {
    core.state.withLock { $0.isClosed = true }
    core.given.signal()
  }

  /// Adds work, which is done after all earlier work.
  package func add(_ work: @escaping @Sendable () -> Void) {
    core.state.withLock { $0.waiting.append(work) }
    core.given.signal()
  }

  /// Waits until all work is done, for this many seconds at most; returns true if it is.
  package func finish(withinSeconds seconds: Int) -> Bool {
    let end = DispatchSemaphore(value: 0)
    add { end.signal() }
    return end.wait(timeout: .now() + .seconds(seconds)) == .success
  }
}
