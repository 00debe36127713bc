import JSON
import TestSupport
import Testing

@testable import Bundle

/// Examples of documents in `Tests/Fixtures`.
@Suite
struct MetadataFixtureTests {
  @Test func `a record is read and written byte for byte`() throws {
    let bytes = try Fixture.bytes("metadata.json")
    let document = try JSONFile.decode(MetadataDocument.self, from: bytes, as: .document)
    #expect(JSONFile.document(document) == bytes)
  }

  @Test func `a list of classes is read and written byte for byte`() throws {
    let bytes = try Fixture.bytes("components.json")
    let document = try JSONFile.decode(ComponentsDocument.self, from: bytes, as: .document)
    #expect(JSONFile.document(document) == bytes)
  }

  @Test func `a tolerant reader takes the same values from a complete record`() throws {
    let bytes = try Fixture.bytes("metadata.json")
    let document = try JSONFile.decode(
      MetadataDocument.self, from: bytes, as: .document, tolerant: true)
    #expect(JSONFile.document(document) == bytes)
  }
}
