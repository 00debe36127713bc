import Dataset
import Scheduling
import Testing

/// Workers that no longer hear, or are no longer heard.
struct SilenceTests {
  @Test
  func `a shard that came back from a silent worker is not granted to it again`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    let old = try #require(bench.grants.first?.lease)
    bench.wait(100)
    #expect(bench.grants.isEmpty)
    #expect(bench.scheduler.snapshot(at: Tick(bench.now)).retries.expirations == 1)
    bench.join(2)
    let new = try #require(bench.grants.first?.lease)
    #expect(new.shard == old.shard)
    #expect(new.attempt == old.attempt + 1)
  }

  @Test
  func `a worker is silent after five seconds, lost after its lease, and active once it is heard`()
    throws
  {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    let state = { (bench: Bench) in
      bench.scheduler.snapshot(at: Tick(bench.now)).workers.map(\.state)
    }
    bench.wait(5)
    #expect(state(bench) == ["active"])
    bench.wait(1)
    #expect(state(bench) == ["silent"])
    bench.wait(24)
    #expect(state(bench) == ["silent"])
    bench.wait(1)
    #expect(state(bench) == ["lost"])
    bench.say(1, .heartbeat(Heartbeat(number: 1, freeSlots: 1, leases: [])))
    #expect(state(bench) == ["active"])
  }

  @Test
  func `a worker that is heard again is granted shards again`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    bench.wait(100)
    #expect(bench.grants.isEmpty)
    bench.say(1, .heartbeat(Heartbeat(number: 1, freeSlots: 1, leases: [])))
    #expect(bench.grants.map(\.lease.attempt) == [2])
  }

  @Test
  func `a slow shard gets no second copy on a silent worker`() throws {
    var limits = Limits()
    limits.slowAtFirst = .seconds(35)
    var bench = try #require(Bench(shards: [3], limits: limits))
    bench.join(1)
    let lease = try #require(bench.grants.first?.lease)
    bench.join(2)
    bench.wait(100, working: [(1, lease)])
    #expect(bench.grants.isEmpty)
    bench.say(2, .heartbeat(Heartbeat(number: 1, freeSlots: 1, leases: [])))
    bench.wait(2, working: [(1, lease)])
    #expect(bench.grants.map(\.lease.attempt) == [2])
  }

  @Test
  func `a grant that could not be sent returns its shard at once`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    let lease = try #require(bench.grants.first?.lease)
    bench.join(2)
    #expect(bench.grants.isEmpty)
    bench.tell(.sendFailed(Connection(1), grant: lease))
    #expect(bench.grants.map(\.lease.shard) == [lease.shard])
    #expect(bench.scheduler.snapshot(at: Tick(bench.now)).retries.expirations == 0)
  }

  @Test
  func `a grant that could not be sent a second time may have arrived the first`() throws {
    var bench = try #require(Bench(shards: [3]))
    bench.join(1)
    let lease = try #require(bench.grants.first?.lease)
    bench.join(2)
    bench.now += 5000
    bench.say(1, .heartbeat(Heartbeat(number: 1, freeSlots: 1, leases: [])))
    #expect(bench.grants.map(\.lease) == [lease])
    bench.tell(.sendFailed(Connection(1), grant: lease))
    #expect(bench.grants.isEmpty)
  }
}
