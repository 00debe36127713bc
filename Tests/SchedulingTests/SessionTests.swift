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

  private func admitted() throws -> WorkerSession {
    let hello = Hello(worker: "w", host: "h", pid: 1, slots: 1, build: "b", libraries: "l")
    var session = WorkerSession(
      hello: hello, incarnation: Incarnation(1), limits: Limits(), seed: 1, now: Tick(0))
    _ = session.handle(.tick, at: Tick(0))
    let welcome = Welcome(
      job: Job(description: "{}"), heartbeat: .seconds(2), eventDeadline: .seconds(20))
    _ = try tell(&session, .welcome(welcome))
    return session
  }

  /// What it does about a message, but for what it says.
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
