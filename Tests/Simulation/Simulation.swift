package import Scheduling

/// One seed's life and its judgement.
package struct Verdict: Sendable {
  package var options: WorldOptions
  package var violation: String?
  package var steps: Int
  /// The hash of all that the coordinator sent and recorded.
  package var hash: UInt64
  /// Milliseconds of the world's own clock.
  package var virtualTime: Int
  package var grants: Int
  /// Shards that each worker committed.
  package var shares: [Int]
  /// The outcome of the run; nil if it did not end.
  package var outcome: Outcome?
  /// Numbers of take-overs by another coordinator, and of drains.
  package var takeOvers: Int
  package var drains: Int
  package var trace: [String]
}

/// Runs worlds.
package enum Simulation {
  /// Lives one seed through; `traceLength` lines of what happened last are kept.
  package static func run(_ options: WorldOptions, traceLength: Int = 0) -> Verdict {
    let world = World(options, traceLength: traceLength)
    world.run()
    return Verdict(
      options: options, violation: world.violation, steps: world.steps, hash: world.rolling.value,
      virtualTime: world.now, grants: world.checks.grants,
      shares: world.shares, outcome: world.outcome,
      takeOvers: world.takeOvers, drains: world.drains, trace: world.trace.last)
  }

  /// Runs a seed; one in twenty (by its number) runs twice and must be the same life.
  package static func judge(_ options: WorldOptions) -> Verdict {
    var verdict = run(options)
    if verdict.violation == nil, options.seed % 20 == 0, options.size != .huge {
      let again = run(options)
      if again.hash != verdict.hash || again.steps != verdict.steps {
        verdict.violation = "two lives of one seed differ"
      }
    }
    return verdict
  }

  /// The same failing seed with as few kinds of fault as still fail.
  package static func minimised(
    _ options: WorldOptions, where fails: (WorldOptions) -> Bool = { run($0).violation != nil }
  ) -> WorldOptions {
    var least = options
    for kind in FaultKind.allCases where least.has(kind) {
      var fewer = least
      fewer.faults.remove(kind)
      if fails(fewer) { least = fewer }
    }
    return least
  }
}
