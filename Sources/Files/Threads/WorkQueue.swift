import Dispatch
import Synchronization

/// Work that one thread does in turn, beside the thread that gives it; the thread is there from the
/// beginning, so that giving work never waits for one.
package final class WorkQueue: Sendable {
  private struct State {
    var waiting: [@Sendable () -> Void] = []
    var isClosed = false
  }

  private final class Core: Sendable {
    let state = Mutex(State())
    /// Counts what waits, and the close.
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

  /// Starts the thread; throws where no more threads may be started.
  package init() throws(ThreadShortage) {
    let core = core
    try WorkThread.startDetached { core.serve() }
  }

  /// The thread ends when it has done what was given.
  deinit {
    core.state.withLock { $0.isClosed = true }
    core.given.signal()
  }

  /// Gives work, which is done after all that was given before.
  package func add(_ work: @escaping @Sendable () -> Void) {
    core.state.withLock { $0.waiting.append(work) }
    core.given.signal()
  }

  /// Waits until all that was given is done, for so many seconds at most; returns whether it is.
  package func finish(withinSeconds seconds: Int) -> Bool {
    let end = DispatchSemaphore(value: 0)
    add { end.signal() }
    return end.wait(timeout: .now() + .seconds(seconds)) == .success
  }
}
