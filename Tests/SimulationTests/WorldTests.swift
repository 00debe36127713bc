import Scheduling
import Simulation
import Testing

struct WorldTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a small world under misfortune ends as the bundle of a single process`(seed: UInt64) {
    let verdict = Simulation.run(WorldOptions(seed: seed, size: .small))
    #expect(verdict.violation == nil, "\(verdict.options)")
  }

  @Test
  func `two lives of one seed are the same`() {
    let first = Simulation.run(WorldOptions(seed: 7, size: .small))
    let second = Simulation.run(WorldOptions(seed: 7, size: .small))
    #expect(first.hash == second.hash)
    #expect(first.steps == second.steps)
  }

  @Test
  func `a failing seed is told with fewer kinds of fault, and still fails`() {
    let options = WorldOptions(seed: 1, size: .small)
    let least = Simulation.minimised(options, defect: .acknowledgeBeforeDurable)
    #expect(least.faults.count < options.faults.count)
    #expect(Simulation.run(least, defect: .acknowledgeBeforeDurable).violation != nil)
  }

  @Test
  func `a world without misfortune grants each shard once`() {
    var options = WorldOptions(seed: 3, size: .small)
    options.faults = []
    let verdict = Simulation.run(options)
    #expect(verdict.violation == nil)
    #expect(verdict.grants == options.shards)
  }
}
