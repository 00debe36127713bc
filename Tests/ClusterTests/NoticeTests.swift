import Dataset
import Testing

@testable import Cluster
@testable import Export
@testable import Scheduling

/// The words for people about a run.
struct NoticeTests {
  @Test(arguments: [
    ("node1", "node1", "node1"), ("gpu", "node1", "gpu on node1"),
  ])
  func `a worker named after its host is named once`(_ name: String, _ host: String, _ told: String)
  {
    #expect(
      NoticeText.line(for: .admitted(worker: name, host: host, slots: 1))
        == "worker \(told) joined with 1 renderer")
    #expect(NoticeText.line(for: .left(worker: name, host: host)) == "worker \(told) left")
  }

  @Test(arguments: [
    (0, ""), (1, " with 1 shard, which goes to others"),
    (4, " with 4 shards, which go to others"),
  ])
  func `a worker is lost with as many shards as it had`(_ count: Int, _ words: String) {
    #expect(
      NoticeText.line(for: .lost(worker: "a", host: "a", leases: count))
        == "worker a lost\(words)")
  }

  @Test func `a quarantined event is named as far as it is known`() {
    var quarantine = Quarantine(
      shard: ShardIndex(7), positions: [3], kind: .deadline, words: "hung")
    #expect(
      NoticeText.line(for: .quarantined(quarantine))
        == "quarantined an event of shard 7 (deadline): hung")
    #expect(NoticeText.advice(on: .quarantined(quarantine), in: "/b") == nil)
    quarantine.ordinal = 502
    #expect(
      NoticeText.advice(on: .quarantined(quarantine), in: "/a b")
        == "try it with: clipmill reproduce '/a b' 502")
    #expect(
      NoticeText.line(for: .quarantined(quarantine))
        == "quarantined event 502 of the manifest (deadline): hung")
    quarantine.positions = [3, 4, 9]
    #expect(
      NoticeText.line(for: .quarantined(quarantine))
        == "quarantined event 502 of the manifest, and 2 more of its file (deadline): hung")
  }

  @Test func `news that the last line of a run does not repeat is a warning`() {
    let wrong: [Notice] = [
      .lost(worker: "a", host: "a", leases: 0), .excluded(host: "a", strikes: 3),
      .ignored(worker: "a", words: "a shard outside the plan"),
    ]
    #expect(wrong.filter { !NoticeText.isAlarm($0) } == [])
    let news: [Notice] = [
      .admitted(worker: "a", host: "a", slots: 1), .left(worker: "a", host: "a"), .resumed,
      .readmitted(host: "a"), .acquitted(ShardIndex(7), host: "a"), .paused(words: "full"),
      .unreachable(root: "/r"), .workersMissing,
    ]
    #expect(news.filter(NoticeText.isAlarm) == [])
  }

  @Test func `a shard that was only given back is not a culprit`() {
    var snapshot = Snapshot(epoch: Epoch(1), state: "running")
    snapshot.culprits = ["its lease ran out", ""].enumerated().map { number, words in
      Culprit(shard: ShardIndex(number), position: nil, failures: 0, losses: 0, words: words)
    }
    var status = StatusDocument()
    status.take(snapshot)
    #expect(status.culprits.map(\.subject) == ["shard 0"])
  }
}
