import Dataset
import Testing

@testable import Cluster
@testable import Export
@testable import Scheduling

@Suite struct StatusReplyTests {
  @Test(arguments: [0, 1, StatusReply.pieceBytes, StatusReply.pieceBytes + 1, 1_000_000])
  func `a status of any size comes together from its parts`(size: Int) {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let parts = StatusReply.parts(of: bytes)
    #expect(parts.allSatisfy { $0.count <= 65_536 })
    var assembly = StatusReply.Assembly()
    var whole: [UInt8]?
    for part in parts {
      #expect(whole == nil)
      whole = assembly.add(part)
    }
    #expect(whole == bytes)
  }

  @Test func `a status that would not fit into the socket's queue is not begun`() {
    let tooMuch = StatusReply.pieceBytes * StatusReply.partsMaximum + 1
    #expect(StatusReply.parts(of: [UInt8](repeating: 0, count: tooMuch)).isEmpty)
  }

  @Test func `parts out of order, parts of another version, and other data make no status`() {
    let parts = StatusReply.parts(of: [UInt8](repeating: 1, count: 150_000))
    var assembly = StatusReply.Assembly()
    #expect(assembly.add(parts[1]) == nil)
    #expect(assembly.add(parts[0]) == nil)
    #expect(assembly.add(parts[2]) == nil)
    #expect(assembly.add(Array("{\"v\":2,\"part\":0,\"parts\":1}\nx".utf8)) == nil)
    #expect(assembly.add(Array("{\"v\":1,\"part\":-1,\"parts\":1}\nx".utf8)) == nil)
    #expect(assembly.add([]) == nil)
    #expect(assembly.add(parts[1]) == nil)
    #expect(assembly.add(parts[2])?.count == 150_000)
  }

  @Test func `a status document reads back as it was written`() {
    var document = StatusDocument()
    document.events.total = 5
    document.events.etaSeconds = 9
    document.skips = ["missing_file": 3, "out_of_range": 1]
    document.sources = [StatusDocument.Source(name: "set_a", events: 5, filesFound: 2)]
    var worker = Snapshot.Worker()
    worker.name = "w"
    worker.leases = [Snapshot.Running(shard: ShardIndex(3), eventsTotal: 10)]
    document.workers = [worker]
    #expect(StatusDocument(json: document.json) == document)
    let text = String(decoding: document.json, as: UTF8.self)
    for key in ["\"age_seconds\"", "\"last_heard_seconds\"", "\"missing_file\"", "\"this_run\""] {
      #expect(text.contains(key), "\(key)")
    }
  }
}
