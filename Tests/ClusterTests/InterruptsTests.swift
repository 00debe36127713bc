import CLinux
import Glibc
import Testing

@testable import Cluster
@testable import Export

/// Signals while a run plans, looks at clips or merges.
@Suite
struct InterruptsTests {
  /// True for each of these signals, sent to this thread alone, that asks to stop.
  private func isPending(after signals: [Int32], leavesHangUp: Bool) throws -> [Bool] {
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, nil, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let interrupts = try Interrupts()
    if leavesHangUp { interrupts.leaveHangUpToList() }
    return signals.map { signal in
      pthread_kill(pthread_self(), signal)
      return interrupts.isPending
    }
  }

  @Test func `SIGHUP stops, unless it is there to read the allow-list again`() throws {
    #expect(try isPending(after: [SIGHUP], leavesHangUp: false) == [true])
    #expect(
      try isPending(after: [SIGHUP, SIGHUP, SIGTERM, SIGHUP], leavesHangUp: true)
        == [false, false, true, true])
    #expect(try isPending(after: [SIGINT], leavesHangUp: true) == [true])
  }

  @Test(arguments: [SIGHUP, SIGINT, SIGTERM])
  func `a signal that was ignored at the start does not stop, and the others do`(
    ignored: Int32
  ) async {
    await #expect(processExitsWith: .success) { [ignored] in
      for number in [SIGHUP, SIGINT, SIGTERM] { signal(number, SIG_DFL) }
      signal(ignored, SIG_IGN)
      let interrupts = try Interrupts()
      pthread_kill(pthread_self(), ignored)
      #expect(!interrupts.isPending)
      let other = ignored == SIGTERM ? SIGINT : SIGTERM
      pthread_kill(pthread_self(), other)
      #expect(interrupts.isPending)
    }
  }
}
