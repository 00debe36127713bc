import Files
import Glibc
import Synchronization
import Testing

@testable import Messaging

@Suite(.serialized)
struct PollerTests {
  @Test
  func `sockets and descriptors become ready in one wait, in the order watched`() throws {
    let context = try MessagingContext()
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    let dealer = try DealerSocket(context, to: router.endpoint, security: .open)
    let monitor = try ConnectionMonitor(context, of: dealer)
    let pipes = try (0..<50).map { _ in try Pipe() }
    defer { withExtendedLifetime(pipes) {} }
    var poller = Poller()
    let tokens = pipes.map { poller.watch(descriptor: $0.reading) }
    let messages = poller.watch(router)
    let news = poller.watch(monitor)
    #expect(try poller.wait(atMost: .zero).isEmpty)

    try dealer.connect()
    #expect(try deliver([1], dealer))
    pipes[7].write([1])
    pipes[31].closeWriting()
    let expected = [tokens[7], tokens[31], messages, news]
    var ready: [Poller.Readiness] = []
    let deadline = ContinuousClock.now + patience
    while ready.map(\.token) != expected, ContinuousClock.now < deadline {
      ready = try poller.wait(atMost: patience)
    }
    #expect(ready.map(\.token) == expected)
    #expect(ready.map(\.isHungUp) == [false, true, false, false])
    #expect(ready.map(\.isReadable) == [true, false, true, true])
  }

  @Test
  func `forgotten sockets are not reported, and unread ones are reported again`() throws {
    let (first, second) = (try Pipe(), try Pipe())
    defer { withExtendedLifetime((first, second)) {} }
    var poller = Poller()
    let forgotten = poller.watch(descriptor: first.reading)
    let kept = poller.watch(descriptor: second.reading)
    first.write([1])
    second.write([1])
    poller.forget(forgotten)
    #expect(try poller.wait(atMost: patience).map(\.token) == [kept])
    #expect(try poller.wait(atMost: patience).map(\.token) == [kept])
  }

  @Test
  func `a closed socket is ignored, and the others still wake`() throws {
    let context = try MessagingContext()
    var poller = Poller()
    try watchAndClose(context, &poller)
    let pipe = try Pipe()
    defer { withExtendedLifetime(pipe) {} }
    let token = poller.watch(descriptor: pipe.reading)
    pipe.write([1])
    #expect(try poller.wait(atMost: patience).map(\.token) == [token])
  }

  @Test
  func `a closed descriptor is reported, not waited for`() throws {
    let pipe = try Pipe()
    defer { withExtendedLifetime(pipe) {} }
    var poller = Poller()
    let token = poller.watch(descriptor: pipe.reading)
    pipe.closeWriting()
    let ready = try poller.wait(atMost: patience)
    #expect(ready.map(\.token) == [token])
    #expect(ready.first?.isHungUp == true)
  }

  @Test
  func `a shutdown wakes a waiting socket with terminated`() throws {
    let context = try MessagingContext()
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    var poller = Poller()
    _ = poller.watch(router)
    let thread = try WorkThread.start { context.shutdown() }
    let error = #expect(throws: MessagingError.self) { _ = try poller.wait(atMost: patience) }
    thread.join()
    #expect(error?.kind == .terminated)
  }

  @Test
  func `signals neither end nor prolong a wait`() throws {
    signal(SIGUSR1) { _ in }
    // The threads of the pool tests run on block every signal.
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGUSR1)
    #expect(pthread_sigmask(SIG_UNBLOCK, &mask, nil) == 0)
    defer { pthread_sigmask(SIG_BLOCK, &mask, nil) }
    let waiting = pthread_self()
    let isDone = Atomic(false)
    let signals = Atomic(0)
    let sender = try WorkThread.start {
      while !isDone.load(ordering: .acquiring) {
        pthread_kill(waiting, SIGUSR1)
        signals.add(1, ordering: .relaxed)
        poll(nil, 0, 1)
      }
    }
    let context = try MessagingContext()
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    var poller = Poller()
    _ = poller.watch(router)
    let began = ContinuousClock.now
    let ready = try? poller.wait(atMost: .milliseconds(100))
    let waited = began.duration(to: .now)
    isDone.store(true, ordering: .releasing)
    sender.join()
    #expect(ready == [])
    #expect(waited >= .milliseconds(100) && waited < patience)
    #expect(signals.load(ordering: .relaxed) > 1)
  }

  @Test(arguments: [
    (Duration.seconds(-1), 0), (.zero, 0), (.nanoseconds(1), 1), (.microseconds(1001), 2),
    (.milliseconds(1500), 1500), (.seconds(3_000_000), 2_000_000_000),
  ])
  func `a wait is rounded up to milliseconds and stays within bounds`(
    duration: Duration, milliseconds: Int
  ) {
    #expect(pollMilliseconds(duration) == milliseconds)
  }

  private func watchAndClose(_ context: MessagingContext, _ poller: inout Poller) throws {
    let router = try RouterSocket(context, binding: loopback(), security: .open)
    _ = poller.watch(router)
  }
}

/// Both ends of a pipe; what is open is closed at the end.
private final class Pipe {
  let reading: Int32
  private var writing: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    closeWriting()
  }

  func write(_ bytes: [UInt8]) {
    #expect(Glibc.write(writing, bytes, bytes.count) == bytes.count)
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }
}
