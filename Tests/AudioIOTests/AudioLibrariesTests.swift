import Testing

@testable import AudioIO

struct AudioLibrariesTests {
  @Test
  func `the libraries report their names, the two that are called directly first`() {
    let versions = AudioLibraries.versions
    #expect(versions.prefix(2).map(\.name) == ["libsndfile", "libsoxr"])
    #expect(versions.allSatisfy { $0.version.contains(/[0-9]+\.[0-9]+/) })
  }
}
