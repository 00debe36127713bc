import JSON
import TestSupport
import Testing

@testable import Survey

/// Examples of documents in `Tests/Fixtures`.
@Suite
struct VerificationFixtureTests {
  @Test func `a verification is read and written byte for byte`() throws {
    let bytes = try Fixture.bytes("verification.json")
    let document = try JSONFile.decode(VerificationDocument.self, from: bytes, as: .document)
    #expect(JSONFile.document(document) == bytes)
  }
}
