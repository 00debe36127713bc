import Scheduling
import Simulation
import Testing

/// A simulation that finds no bug may just be blind: planted ones must be found within a few seeds.
struct DefectTests {
  /// The bugs, and how many seeds each may take: half as many again as it does.
  static let planted: [(Defect, UInt64)] = [
    (.noFence, 10), (.noAttemptCheck, 10), (.acknowledgeBeforeDurable, 5),
    (.workerIgnoresUnknown, 5), (.attemptNotScopedByEpoch, 20), (.grantNotSentAgain, 20),
    (.replayDropsLastRecord, 5), (.leaseNeverExpires, 25), (.epochNotRaised, 5),
    (.resultNotRepeated, 10), (.killChargesEvent, 220), (.partnerForgotten, 10),
    (.quarantinedAtOnce, 5), (.upperHalfForgotten, 5), (.napExpiresLeases, 10),
    (.napKillsRenderers, 10), (.silentServed, 40), (.hostNotCharged, 5), (.chargesKept, 20),
    (.excludedServed, 5), (.noRecall, 25), (.liveLeaseTaken, 10), (.copiesWithoutLimit, 10),
    (.doubledGrantRendered, 10), (.passedOverForEver, 25),
  ]

  @Test
  func `every bug that can be planted is looked for`() {
    #expect(Set(Self.planted.map(\.0)) == Set(Defect.allCases))
  }

  @Test(arguments: planted)
  func `a planted bug is found within its seeds`(defect: Defect, seeds: UInt64) {
    let found = (1...seeds).first { seed in
      Simulation.run(WorldOptions(seed: seed, size: .small), defect: defect).violation != nil
    }
    #expect(found != nil)
  }
}
