import Dataset
import Foundation
import Scheduling
import Testing

struct MessageTests {
  @Test
  func `a message reads back from JSON unchanged`() throws {
    let lease = Lease(shard: ShardIndex(3), epoch: Epoch(2), attempt: 1)
    let grant = Grant(
      lease: lease, row: PlanRow(offset: 1, length: 2, digest: "ab"), skip: [1, 4], narrowed: 2..<5)
    let run = try #require(Bench.run)
    for message in [.grant(grant), .unknown, .acknowledged(lease), .heard(4)]
      as [CoordinatorMessage]
    {
      let envelope = FromCoordinator(run: run, epoch: Epoch(2), message: message)
      let bytes = try JSONEncoder().encode(envelope)
      #expect(try JSONDecoder().decode(FromCoordinator.self, from: bytes) == envelope)
    }
    let done = FromWorker(
      incarnation: Incarnation(5), message: .goodbye(Goodbye(returned: [lease], leaving: true)))
    let bytes = try JSONEncoder().encode(done)
    #expect(try JSONDecoder().decode(FromWorker.self, from: bytes) == done)
  }

  @Test func `absent counts of a message are 0`() throws {
    let text = #"""
      {"duplicates":2,"skipped":{},"slicedEvents":3,"totalEvents":3,"sources":[],"trainClips":3,\#
      "trainFrames":9,"valClips":0,"valFrames":0}
      """#
    let counts = try JSONDecoder().decode(Tally.self, from: Data(text.utf8))
    #expect(counts.caseTwins == 0 && counts.invalidValues == 0 && counts.duplicates == 2)
    let written = try JSONEncoder().encode(counts)
    #expect(try JSONDecoder().decode(Tally.self, from: written) == counts)
  }

  @Test(arguments: ["", "/etc/passwd", "../x", "a/../b", "a//b", "./a", "a/.", "a\nb", "a\0"])
  func `a report path that could leave the reports folder is refused`(path: String) {
    let report = FileStamp(path: path, size: 1, sha256: String(repeating: "0", count: 64))
    #expect(throws: MessageFault.self) { try report.validate() }
  }

  @Test(arguments: [
    "{}", #"{"v":1,"inc":"0000000000000001","msg":{}}"#,
    #"{"v":1,"inc":"1","msg":{"status":true}}"#,
  ])
  func `a message that lacks a part does not decode`(text: String) {
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(FromWorker.self, from: Data(text.utf8))
    }
  }
}
