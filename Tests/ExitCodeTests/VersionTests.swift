import Foundation
import TestSupport
import Testing

/// The output of `clipmill version`.
struct VersionTests {
  private static let libraries = [
    "libsndfile", "libsoxr", "OpenSSL", "xxHash", "libzmq", "simdjson", "zlib",
  ]

  @Test
  func `the version comes with the revision, Swift and every library`() throws {
    let result = try Program.run(["version"])
    #expect(result.code == 0 && result.errors == "")
    let lines = result.output.split(separator: "\n")
    #expect(lines.first?.wholeMatch(of: /clipmill \d+\.\d+\.\d+/) != nil, "\(result.output)")
    for name in ["revision", "Swift"] + Self.libraries {
      let row = lines.first { $0.hasPrefix("  \(name) ") }
      #expect(row?.contains(/[0-9]+\.[0-9]+|unknown|[0-9a-f]{7}/) == true, "\(name)")
    }
  }

  @Test(arguments: [["--version"], ["export", "--version"], ["version", "--version"]])
  func `the flag prints the same as the command`(words: [String]) throws {
    #expect(try Program.run(words).output == Program.run(["version"]).output)
  }

  @Test
  func `the version as JSON is one object, whose revision is null if it is unknown`() throws {
    let result = try Program.run(["version", "--json"])
    let document = try ReadJSON(Data(result.output.utf8))
    #expect(document.keys == ["libraries", "revision", "swift", "version"])
    #expect(document["version"].string != nil && document["swift"].string != nil)
    #expect(document["libraries"]["libsndfile"].string != nil)
    let names = document["libraries"].keys
    #expect(Set(Self.libraries).isSubset(of: names))
  }
}
