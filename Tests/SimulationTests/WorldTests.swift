import Scheduling
import Simulation
import Testing

struct WorldTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a small world with faults ends with the bundle of a single process`(seed: UInt64) {
    let verdict = Simulation.run(WorldOptions(seed: seed, size: .small))
    #expect(verdict.violation == nil, "\(verdict.options)")
  }

  @Test(arguments: [
    (Ending.unreachable, "sourcesUnreachable"), (.full, "outputFull"),
    (.excluded, "nodesExcluded"), (.broken, "breaker"),
  ])
  func `a run that cannot continue stops with the right outcome`(ending: Ending, word: String) {
    var options = WorldOptions(seed: 4, size: .small)
    options.faults = []
    options.ending = ending
    options.endingFrom = 1000
    options.workers = 4
    options.nodes = 2
    options.shards = 100
    let verdict = Simulation.run(options)
    #expect(verdict.violation == nil)
    #expect(verdict.outcome.map { "\($0)".hasPrefix(word) } == true, "\(verdict)")
  }

  @Test
  func `two coordinators at once and drained ones leave the bundle of a single process`() {
    var drains = 0
    var takeOvers = 0
    for seed in 1...10 as ClosedRange<UInt64> {
      var options = WorldOptions(seed: seed, size: .small)
      options.faults = [.twoCoordinators, .coordinatorDrains, .coordinatorPauses]
      let verdict = Simulation.run(options)
      #expect(verdict.violation == nil, "\(options)")
      drains += verdict.drains
      takeOvers += verdict.takeOvers
    }
    #expect(drains > 5)
    #expect(takeOvers > 5)
  }

  @Test
  func `two worlds of one seed are the same`() {
    let first = Simulation.run(WorldOptions(seed: 7, size: .small))
    let second = Simulation.run(WorldOptions(seed: 7, size: .small))
    #expect(first.hash == second.hash)
    #expect(first.steps == second.steps)
  }

  @Test
  func `a failing seed is reduced to the kinds of fault that it needs`() {
    let options = WorldOptions(seed: 1, size: .small)
    let needed: Set<FaultKind> = [.coordinatorCrashes, .slowJournal]
    #expect(options.faults.count > 10 && needed.isSubset(of: options.faults))
    let least = Simulation.minimised(options) { needed.isSubset(of: $0.faults) }
    #expect(least.faults == needed)
  }

  @Test
  func `a world without faults grants each shard once`() {
    var options = WorldOptions(seed: 3, size: .small)
    options.faults = []
    let verdict = Simulation.run(options)
    #expect(verdict.violation == nil)
    #expect(verdict.grants == options.shards)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `clocks with different rates and steps change nothing`(seed: UInt64) {
    var options = WorldOptions(seed: seed, size: .small)
    options.faults = [.lyingClocks, .clockSteps, .slowWorkers]
    let verdict = Simulation.run(options)
    #expect(verdict.violation == nil, "\(options)")
    // No worker hangs or is lost: grants beyond the number of shards are second copies of slow ones.
    #expect(verdict.grants <= options.shards * 3 / 2)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `a host whose storage hangs does not keep a run from its end`(seed: UInt64) {
    var options = WorldOptions(seed: seed, size: .small)
    options.faults = [.hangingStorage]
    options.ending = .complete
    options.endingFrom = 5000
    options.workers = 4
    options.nodes = 2
    options.shards = 100
    let verdict = Simulation.run(options)
    #expect(verdict.violation == nil, "\(options)")
    #expect(verdict.outcome == .complete(quarantined: 0))
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `equal workers render equal shares`(seed: UInt64) {
    var options = WorldOptions(seed: seed, size: .small)
    options.faults = []
    options.ending = .complete
    options.workers = 4
    options.nodes = 4
    options.slotsMost = 1
    options.shards = 200
    options.shardEventsMost = 4
    let shares = Simulation.run(options).shares
    #expect(shares.count == 4 && shares.reduce(0, +) == 200)
    // Workers come within three seconds, and a run takes some twenty.
    #expect((shares.max() ?? 0) <= (shares.min() ?? 0) * 3 / 2, "\(shares)")
  }
}
