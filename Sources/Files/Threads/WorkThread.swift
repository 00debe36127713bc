private import CLinux
private import Glibc
import Synchronization

/// A plain thread of this program: one from a shared pool starts when one is free, which may be never.
package struct WorkThread: ~Copyable {
  private let thread: pthread_t

  /// Starts the body on a new thread; `join` waits for its end.
  package static func start(_ body: @escaping @Sendable () -> Void) throws(ThreadShortage) -> Self {
    Self(thread: try launch(body))
  }

  /// Starts the body on a thread nobody waits for.
  package static func startDetached(_ body: @escaping @Sendable () -> Void) throws(ThreadShortage) {
    pthread_detach(try launch(body))
  }

  /// Waits for the body to return; the caller has told it to.
  package consuming func join() {
    pthread_join(thread, nil)
  }

  /// Calls the body with each number below `count`, on this thread and up to `helpers` others.
  ///
  /// If some of them cannot be started, the rest do the work.
  package static func perform(
    _ count: Int, helpers: Int, _ body: @escaping @Sendable (Int) -> Void
  ) {
    let deal = Deal(count)
    let work: @Sendable () -> Void = { while let number = deal.next() { body(number) } }
    var started: [pthread_t] = []
    while started.count < min(helpers, count - 1), let thread = try? launch(work) {
      started.append(thread)
    }
    work()
    for thread in started { pthread_join(thread, nil) }
  }

  /// The body's results for the numbers below `count`, in order; one thread a processor computes them.
  package static func results<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) -> Value
  ) -> [Value] {
    let found = Mutex([Value?](repeating: nil, count: count))
    perform(count, helpers: Host.usableCPUs - 1) { number in
      let value = body(number)
      found.withLock { $0[number] = value }
    }
    return found.withLock { $0 }.map { value in
      guard let value else { preconditionFailure("a number has no result") }
      return value
    }
  }

  private static func launch(
    _ body: @escaping @Sendable () -> Void
  ) throws(ThreadShortage) -> pthread_t {
    // Safe because it is released exactly once: by the thread that takes it, or below if none started.
    let box = Unmanaged.passRetained(ThreadBody(run: body))
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, runThreadBody, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw ThreadShortage(code: code)
    }
    return thread
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThreadBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  // Signals belong to the thread that waits for them, whatever the starting thread had blocked.
  var all = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_BLOCK, &all, nil)
  // Safe because the argument is the retained box of the thread that started this one, passed once.
  Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
