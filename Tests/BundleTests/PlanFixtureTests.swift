import Dataset
import JSON
import TestSupport
import Testing

/// Examples of documents in `Tests/Fixtures`.
@Suite
struct PlanFixtureTests {
  @Test func `a plan's rows are read and written byte for byte`() throws {
    let lines = try Fixture.lines("plan.jsonl")
    let shard = try JSONFile.decode(PlanShard.self, from: lines[0])
    let summary = try JSONFile.decode(PlanSummary.self, from: lines[1])
    #expect([JSONFile.encode(shard), JSONFile.encode(summary)] == lines)
  }
}
