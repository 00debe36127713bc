import Dataset
import Scheduling
import Testing

/// A worker that hears of its leases late, twice, or from another coordinator.
struct SessionTests {
  private let first = Lease(shard: ShardIndex(4), epoch: Epoch(1), attempt: 1)
  private let second = Lease(shard: ShardIndex(4), epoch: Epoch(2), attempt: 1)

  @Test
  func `a renderer whose shard was done elsewhere is stopped`() throws {
    var session = try admitted()
    #expect(try tell(&session, .grant(Grant(lease: first))) == [.start(Grant(lease: first))])
    #expect(try tell(&session, .acknowledged(first)) == [.kill(first)])
  }

  @Test
  func `an adopting grant that comes twice and late starts nothing`() throws {
    var session = try admitted()
    let adopting = Grant(lease: second, adopts: first)
    _ = try tell(&session, .grant(Grant(lease: first)))
    #expect(try tell(&session, .grant(adopting), epoch: 2).contains(.rename(first, to: second)))
    #expect(try tell(&session, .fenced(second), epoch: 2) == [.kill(second)])
    _ = session.handle(.stopped(second), at: Tick(0))
    #expect(try tell(&session, .grant(adopting), epoch: 2).isEmpty)
  }

  @Test
  func `an event that hangs is named by its position and its ordinal`() throws {
    var session = try admitted(eventDeadline: .seconds(4))
    _ = try tell(&session, .grant(Grant(lease: first)))
    _ = session.handle(
      .progressed(first, events: 3, beat: 5, position: 3, ordinal: 504), at: Tick(1000))
    var actions: [WorkerAction] = []
    for second in 2...5 { actions = session.handle(.tick, at: Tick(second * 1000)) }
    #expect(actions.contains(.kill(first)))
    let failures = actions.compactMap { action -> Failure? in
      guard case .send(let envelope) = action, case .failed(let failure) = envelope.message
      else { return nil }
      return failure
    }
    #expect(failures.map(\.kind) == [.deadline])
    #expect(failures.map(\.positions) == [[3]])
    #expect(failures.map(\.ordinal) == [504])
  }

  private func admitted(eventDeadline: Span = .seconds(20)) throws -> WorkerSession {
    let hello = Hello(worker: "w", host: "h", pid: 1, slots: 1, build: "b", libraries: "l")
    var session = WorkerSession(
      hello: hello, incarnation: Incarnation(1), limits: Limits(), seed: 1, now: Tick(0))
    _ = session.handle(.tick, at: Tick(0))
    let welcome = Welcome(
      job: Job(description: "{}"), heartbeat: .seconds(2), eventDeadline: eventDeadline)
    _ = try tell(&session, .welcome(welcome))
    return session
  }

  /// Its reaction to a message, except its own messages.
  private func tell(
    _ session: inout WorkerSession, _ message: CoordinatorMessage, epoch: Int = 1
  ) throws -> [WorkerAction] {
    let run = try #require(Bench.run)
    let envelope = FromCoordinator(run: run, epoch: Epoch(epoch), message: message)
    return session.handle(.received(envelope), at: Tick(0)).filter {
      if case .send = $0 { false } else { true }
    }
  }
}
