import Foundation
import Testing

/// Flags that say how a bundle is laid out and what its rows say, through the executable.
struct BundleFlagTests {
  @Test
  func `SHA256SUMS names every other file but metadata.json, clips first, and all hold`() throws {
    let small = try SmallExport.dozen()
    try small.export("bundle", ["--checksums"])
    let check = try Command.run(
      "/usr/bin/sha256sum", ["-c", "--strict", "--quiet", "SHA256SUMS"],
      in: "\(small.folder)/bundle")
    #expect(check.code == 0, "\(check.output)\(check.errors)")
    let lines = try small.text("bundle/SHA256SUMS").split(separator: "\n")
    let named = lines.map { String($0.dropFirst(66)) }
    let files = small.files("bundle").filter { !["SHA256SUMS", "metadata.json"].contains($0) }
    #expect(named.sorted() == files.sorted())
    let clips = try small.labels("bundle").map { "\($0["file"] ?? "")" }
    #expect(zip(named, clips).allSatisfy { $0.hasSuffix("/\($1)") } && clips.count == 15)
  }

  @Test
  func `a byte changed in a clip fails the check`() throws {
    let small = try SmallExport.dozen()
    try small.export("bundle", ["--checksums", "--clip-fanout", "0"])
    let clip = try #require(small.files("bundle").first { $0.hasSuffix("e1__snare.wav") })
    var bytes = try small.bytes("bundle/\(clip)")
    bytes[100] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: "\(small.folder)/bundle/\(clip)"))
    let check = try Command.run(
      "/usr/bin/sha256sum", ["-c", "--quiet", "SHA256SUMS"], in: "\(small.folder)/bundle")
    #expect(check.code == 1 && check.output.contains("e1__snare.wav: FAILED"))
  }

  @Test
  func `every file but metadata.json is the same for any shards and workers, in either format`()
    throws
  {
    let small = try SmallExport.dozen()
    for format in ["wav", "flac"] {
      let flags = ["--format", format, "--checksums", "--label-field", "velocity"]
      try small.export("one-\(format)", flags + ["--workers", "1"])
      try small.export("two-\(format)", flags + ["--workers", "2", "--shard-events", "2"])
      let files = small.files("one-\(format)")
      #expect(files == small.files("two-\(format)"))
      for file in files where file != "metadata.json" {
        #expect(
          try small.bytes("one-\(format)/\(file)") == small.bytes("two-\(format)/\(file)"),
          "\(file)")
      }
    }
  }

  @Test
  func `clips of one event share a file unless --no-link-identical`() throws {
    let small = try SmallExport.dozen()
    try small.export("linked")
    try small.export("apart", ["--no-link-identical"])
    for (bundle, links) in [("linked", 2), ("apart", 1)] {
      let clip = try #require(small.files(bundle).first { $0.hasSuffix("e0__crash.wav") })
      let attributes = try FileManager.default.attributesOfItem(
        atPath: "\(small.folder)/\(bundle)/\(clip)")
      #expect(attributes[.referenceCount] as? Int == links)
    }
    #expect(try digest(small, "linked") == digest(small, "apart"))
  }

  @Test
  func `--no-hf omits metadata.jsonl, and the card does not mention it`() throws {
    let small = try SmallExport.dozen()
    try small.export("bundle", ["--no-hf"])
    #expect(!small.files("bundle").contains { $0.hasSuffix(".jsonl") && $0.contains("metadata") })
    #expect(try !small.text("bundle/README.md").contains("metadata.jsonl"))
  }

  @Test
  func `flac clips hold the samples of the wav clips`() throws {
    let small = try SmallExport.dozen()
    try small.export("wav", ["--clip-fanout", "0"])
    try small.export("flac", ["--format", "flac", "--clip-fanout", "0"])
    #expect(try small.labels("flac").allSatisfy { "\($0["file"] ?? "")".hasSuffix(".flac") })
    let result = try Command.clipmill(["compare", "wav", "flac"], in: small.folder)
    #expect(result.code == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("15"))
  }

  private func digest(_ small: SmallExport, _ bundle: String) throws -> String {
    let metadata = try #require(try small.json("\(bundle)/metadata.json") as? [String: Any])
    return try #require(metadata["bundle_digest"] as? String)
  }
}
