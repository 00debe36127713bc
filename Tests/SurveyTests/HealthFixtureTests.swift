import JSON
import TestSupport
import Testing

@testable import Survey

/// Examples of documents in `Tests/Fixtures`.
@Suite
struct HealthFixtureTests {
  @Test func `a health report is read and written byte for byte`() throws {
    let bytes = try Fixture.bytes("health.json")
    let document = try JSONFile.decode(HealthDocument.self, from: bytes, as: .document)
    #expect(JSONFile.document(document) == bytes)
  }

  @Test func `a snapshot is read and written byte for byte`() throws {
    let bytes = try Fixture.bytes("metrics.json")
    let document = try JSONFile.decode(Metrics.self, from: bytes, as: .document)
    #expect(JSONFile.document(document) == bytes)
  }

  @Test func `a drift is read and written byte for byte`() throws {
    let bytes = try Fixture.bytes("drift.json")
    let document = try JSONFile.decode(DriftDocument.self, from: bytes, as: .document)
    #expect(JSONFile.document(document) == bytes)
  }
}
