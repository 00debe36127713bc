import Bundle
import JSON
import RunState
import Scheduling
import TestSupport
import Testing

@testable import Cluster

/// Examples of documents in `Tests/Fixtures`.
@Suite
struct RunStateFixtureTests {
  private func expectSame<Record: Codable>(_ type: Record.Type, _ lines: [[UInt8]]) throws {
    for line in lines {
      #expect(JSONFile.encode(try JSONFile.decode(type, from: line)) == line)
    }
  }

  @Test func `the files of a run are read and written byte for byte`() throws {
    try expectSame(OwnerRecord.self, Fixture.lines("owner.json"))
    try expectSame(StateReference.self, Fixture.lines("state.json"))
    try expectSame(RenderJob.self, Fixture.lines("job.json"))
  }

  @Test func `each kind of journal record is read and written byte for byte`() throws {
    let lines = try Fixture.lines("journal.jsonl")
    try expectSame(RunRecord.self, lines)
    var kinds: Set<String> = []
    for line in lines {
      let record = try JSONFile.decode(RunRecord.self, from: line)
      if case .scheduled(let record) = record { kinds.insert(record.body.name) }
      kinds.insert(record.body.name)
    }
    #expect(kinds == Set(RunRecord.cases.keys).union(JournalRecord.cases.keys))
  }

  @Test func `messages of worker and renderer are read and written byte for byte`() throws {
    let lines = try Fixture.lines("renderer.jsonl")
    try expectSame(RendererOrder.self, Array(lines.prefix(2)))
    try expectSame(RendererAnswer.self, Array(lines.dropFirst(2)))
  }
}
