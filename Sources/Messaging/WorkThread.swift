private import Glibc

/// A plain thread: sockets must not hop between the threads of a pool.
struct WorkThread: ~Copyable {
  private let thread: pthread_t

  /// Starts the body on a thread of its own; `join` waits for its end.
  static func start(_ body: @escaping @Sendable () -> Void) throws(MessagingError) -> Self {
    Self(thread: try launch(body))
  }

  /// Starts the body on a thread nobody waits for.
  static func startDetached(_ body: @escaping @Sendable () -> Void) throws(MessagingError) {
    pthread_detach(try launch(body))
  }

  /// Waits for the body to return; the caller has told it to.
  consuming func join() {
    pthread_join(thread, nil)
  }

  private static func launch(
    _ body: @escaping @Sendable () -> Void
  ) throws(MessagingError) -> pthread_t {
    // Safe because it is released exactly once: by the thread that takes it, or below if none started.
    let box = Unmanaged.passRetained(ThreadBody(run: body))
    var thread = pthread_t()
    let number = pthread_create(&thread, nil, runThreadBody, box.toOpaque())
    guard number == 0 else {
      box.release()
      throw MessagingError(number: number, "start", "a thread")
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
  // Signals belong to the thread that waits for them, whatever it blocked before starting us.
  var all = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_BLOCK, &all, nil)
  // Safe because the argument is the retained box of the one who started this thread, given once.
  Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
