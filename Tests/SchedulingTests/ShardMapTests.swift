import Testing

@testable import Scheduling

@Suite struct ShardMapTests {
  @Test(
    arguments: [
      (0, 1, 0), (1, 1, 1), (400, 1, 400), (401, 2, 201), (1_000_000, 2500, 400),
      (1_000_001, 2501, 400),
    ])
  func `a map has at most 400 parts for any number of shards`(shards: Int, size: Int, parts: Int) {
    var map = Snapshot.ShardMap(shards: shards)
    #expect(map.partShards == size)
    #expect(map.done == Array(repeating: 0, count: parts))
    guard shards > 0 else { return }
    map.count(shards - 1, 1)
    #expect(map.done.last == 1)
    map.count(shards - 1, -1)
    #expect(map.done.allSatisfy { $0 == 0 })
  }

  @Test func `a shard counts in the map while it is done, and no longer when it is withdrawn`() {
    var table = ShardTable(events: Array(repeating: 1, count: 5))
    for state in [ShardTable.State.leased, .provisional] { table.set(3, state) }
    #expect(table.map.done == [0, 0, 0, 0, 0])
    table.set(3, .done)
    #expect(table.map.done == [0, 0, 0, 1, 0])
    table.set(3, .pending)
    #expect(table.map.done == [0, 0, 0, 0, 0])
  }
}
