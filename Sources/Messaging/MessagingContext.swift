private import CZeroMQ
private import Files
private import Glibc
private import Synchronization

/// The one libzmq context of the process: it owns the I/O threads and outlives every socket.
///
/// Use exactly one (several contexts with CURVE can crash in libzmq 4.3.4), and do not `fork` without `exec` once it
/// exists.
///
/// Safe because libzmq documents contexts as thread safe; the pointer itself never changes, and a lock decides which
/// thread ends it.
package final class MessagingContext: @unchecked Sendable {
  private enum Life { case open, ending }

  let pointer: UnsafeMutableRawPointer
  private let life = Mutex(Life.open)

  /// Starts `ioThreads` I/O threads (2 to 4 for a coordinator with CURVE peers, 1 for a worker).
  ///
  /// Throws `.library` when the installed libzmq is older than 4.3.3 or was built without CURVE, `.threads` if no
  /// threads may be started.
  package init(ioThreads: Int = 1) throws(MessagingError) {
    precondition((1...16).contains(ioThreads), "a context has 1 to 16 I/O threads")
    try LibraryVersion.installed.check()
    // libzmq ends the process if it cannot start its I/O threads, and one that closes sockets.
    try MessagingError.starting { () throws(ThreadShortage) in try ThreadLimit.ensure(ioThreads + 1)
    }
    guard let pointer = zmq_ctx_new() else {
      throw MessagingError(number: zmq_errno(), "start", "the messaging context")
    }
    self.pointer = pointer
    zmq_ctx_set(pointer, ZMQ_IO_THREADS, Int32(ioThreads))
    // libzmq's own sockets linger for ever otherwise.
    zmq_ctx_set(pointer, ZMQ_BLOCKY, 0)
  }

  /// Ends every socket's work at once: calls on them throw `.terminated` from now on.
  package func shutdown() {
    life.withLock { life in
      if life == .open { zmq_ctx_shutdown(pointer) }
    }
  }

  /// Shuts down and waits until every socket has been closed by its owner.
  ///
  /// Throws `.deadline` when one is still open after `limit`; the process may then only exit.
  package func terminate(within limit: Duration) throws(MessagingError) {
    shutdown()
    guard beginEnding() else { return }
    let done = try HangUp()
    let ending = SendablePointer(value: pointer)
    let signal = done.takeHolder()
    try MessagingError.starting { () throws(ThreadShortage) in
      try WorkThread.startDetached {
        endContext(ending.value)
        signal.letGo()
      }
    }
    guard try done.wait(atMost: limit) else {
      throw MessagingError(
        .deadline, "end", "the messaging context", "a socket is still open after \(limit)")
    }
  }

  deinit {
    // Sockets keep the context alive, so none is open here and nothing can linger.
    if beginEnding() { endContext(pointer) }
  }

  private func beginEnding() -> Bool {
    life.withLock { life in
      defer { life = .ending }
      return life == .open
    }
  }
}

/// A context pointer on its way to the thread that ends it.
///
/// Safe because contexts are thread safe, and no other thread uses this one any more.
private struct SendablePointer: @unchecked Sendable {
  let value: UnsafeMutableRawPointer
}

private func endContext(_ pointer: UnsafeMutableRawPointer) {
  _ = uninterrupted { zmq_ctx_term(pointer) }
}
