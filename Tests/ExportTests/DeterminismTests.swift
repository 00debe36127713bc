import Foundation
import TestSupport
import Testing

/// The demo corpus: every format of ours, and every fault that real manifests have.
struct DemoFiles {
  static let events = 510
  let scratch: Scratch

  init(seed: UInt64) throws {
    scratch = try Scratch()
    let made = try RunningProcess([
      Program.demoCorpus, scratch.path, "--events", "\(Self.events)", "--seed", "\(seed)",
    ]).wait()
    guard made.code == 0 else { throw SupportError("no demo corpus: \(made.errors)") }
  }

  var manifests: [String] {
    ["manifest.jsonl", "manifest-shuffled.jsonl"].map(scratch.file)
  }
}

@Suite
struct DeterminismTests {
  @Test(arguments: [11])
  func `the dataset is the same for any number of renderers and any size of shards`(
    seed: UInt64
  ) throws {
    let demo = try DemoFiles(seed: seed)
    for manifest in demo.manifests {
      var first: (digest: String, files: [String: Data])?
      for workers in [1, 2, 5] {
        for shard in [37, 500, 100_000] {
          let path = demo.scratch.file("bundle")
          let result = try Program.export(
            manifest, path,
            [
              "--workers", "\(workers)", "--shard-events", "\(shard)", "--max-skip-rate", "0.1",
              "--overwrite",
            ])
          let bundle = try expectBundle(result, path, events: DemoFiles.events)
          let digest = try #require(bundle.digest)
          let files = try FolderTree.dataset(path)
          #expect(files.count > DemoFiles.events)
          if let first {
            #expect(digest == first.digest, "\(workers) renderers, shards of \(shard)")
            expectSame(files, first.files)
          } else {
            first = (digest, files)
          }
        }
      }
    }
  }
}

/// Every file of two datasets is the same byte for byte.
func expectSame(
  _ files: [String: Data], _ others: [String: Data],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(files.keys.sorted() == others.keys.sorted(), sourceLocation: sourceLocation)
  let different = files.keys.sorted().filter { files[$0] != others[$0] }
  #expect(different == [], sourceLocation: sourceLocation)
}
