import Scheduling
import Simulation
import Testing

/// A simulation that finds no bug may just be blind: planted ones must be found within a few seeds.
struct DefectTests {
  /// The bugs, and how many seeds each may take.
  static let planted: [(Defect, UInt64)] = [
    (.noFence, 40), (.noAttemptCheck, 120), (.acknowledgeBeforeDurable, 5),
    (.workerIgnoresUnknown, 10), (.attemptNotScopedByEpoch, 20), (.replayDropsLastRecord, 5),
    (.leaseNeverExpires, 150), (.epochNotRaised, 5), (.killChargesEvent, 300),
    (.quarantinedAtOnce, 20), (.upperHalfForgotten, 10),
  ]

  @Test(arguments: planted)
  func `a planted bug lives through its seeds unseen`(defect: Defect, seeds: UInt64) {
    let found = (1...seeds).first { seed in
      Simulation.run(WorldOptions(seed: seed, size: .small), defect: defect).violation != nil
    }
    #expect(found != nil)
  }
}
