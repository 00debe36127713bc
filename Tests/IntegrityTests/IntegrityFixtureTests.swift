import JSON
import TestSupport
import Testing

@testable import Integrity

/// Examples of documents in `Tests/Fixtures`.
@Suite
struct IntegrityFixtureTests {
  @Test func `an integrity report is read and written byte for byte`() throws {
    let bytes = try Fixture.bytes("integrity.json")
    let document = try JSONFile.decode(IntegrityDocument.self, from: bytes, as: .document)
    #expect(JSONFile.document(document) == bytes)
  }
}
