import Dataset
import Testing

@testable import Drawing
@testable import Export
@testable import Scheduling

/// Why the rest of a run takes as long as it does.
@Suite struct DelayTests {
  private func status(_ states: [String], pending: Int = 0) -> StatusDocument {
    var status = SampleRun.status(workers: 0)
    status.shards.pending = pending
    status.workers = states.enumerated().map { number, state in
      SampleRun.worker(number + 1, state, heard: state == "active" ? 1 : 12, rate: 1)
    }
    return status
  }

  @Test func `a run without trouble has no reason to report`() {
    #expect(status(["active", "active"]).delay == nil)
    #expect(status(["active", "silent"], pending: 9).delay == nil)
  }

  @Test func `the last shards wait for the workers that hold them`() {
    #expect(status(["active", "silent"]).delay == "waiting for node2, silent 12s")
    #expect(
      status(["lost", "silent"], pending: 9).delay == "waiting for node1, silent 12s and 1 more")
    var idle = status(["active", "silent"])
    idle.workers[1].leases = []
    #expect(idle.delay == nil)
  }

  @Test func `troubles of the coordinator come first`() {
    var status = status(["active", "silent"])
    status.troubles = ["cannot read /data"]
    #expect(status.delay == "waiting: cannot read /data")
    status.state = "complete"
    #expect(status.delay == nil)
  }

  @Test func `a slow shard is named at the end`() {
    var status = status(["active"])
    status.stragglers = [
      Snapshot.Running(
        shard: ShardIndex(7), attempt: 1, events: 570, eventsTotal: 1000, ageSeconds: 200)
    ]
    #expect(status.delay == "waiting for shard 7, 57% after 3m 20s")
  }

  @Test func `a run without workers, and one that stands still, say so`() {
    #expect(status([]).delay == "no worker yet")
    var still = status(["active"], pending: 4)
    still.events.perSecond = 0
    #expect(still.delay == nil)
    still.workers[0].leases[0].ageSeconds = 61
    #expect(still.delay == "no event ended in the last minute")
  }

  @Test func `a start is read as seconds, and any other text is nil`() {
    #expect(StatusDocument.seconds(of: "1970-01-01T00:00:00Z") == 0)
    #expect(StatusDocument.seconds(of: "2024-02-29T00:00:01Z") == 1_709_164_801)
    #expect(StatusDocument.seconds(of: "2026-11-30T19:30:00Z") == 1_796_067_000)
    for text in ["", "2026-11-30", "2026-13-30T19:30:00Z", "2026-11-30T19:30:00+0100"] {
      #expect(StatusDocument.seconds(of: text) == nil)
    }
  }
}
