import Bundle
import Dataset
import Files
import Foundation
import TestSupport
import Testing

@Suite
struct DigestTests {
  private let reports = Reports()

  /// Rows whose clips lie in the bundle, of random sizes, in both splits.
  private func rows(_ ordinals: Range<Int>, seed: UInt64) -> [ReportRow] {
    var numbers = SeededNumbers(seed: seed)
    return ordinals.map { ordinal in
      let session = ["s", "s7"].randomElement(using: &numbers) ?? "s"
      let bytes = (0..<Int.random(in: 0...99, using: &numbers)).map { _ in
        UInt8.random(in: 0...255, using: &numbers)
      }
      let folder = session == "s" ? "train" : "val"
      for label in ["kick", "ride"] {
        reports.folder.write("bundle/\(folder)/audio/e\(ordinal)__\(label).wav", bytes)
      }
      var clips = audio()
      clips.size = bytes.count
      clips.digest = ContentDigest(of: bytes)
      return row(ordinal, ["ride", "kick"], session: Text(session), clips: clips)
    }
  }

  /// The digest that the files in the bundle have by the written rule.
  private func digestOfFiles() throws -> String {
    var lines = ""
    for split in ["train", "val"] {
      let labels = try #require(reports.folder.read("bundle/\(split)/\(split)_labels.json"))
      for entry in try ReadJSON(Data(labels)).array {
        let path = "\(split)/\(try #require(entry["file"].string))"
        let bytes = try #require(reports.folder.read("bundle/\(path)"))
        lines += "\(path)\t\(bytes.count)\t\(ContentDigest(of: bytes))\n"
      }
    }
    for path in ["train/train_labels.json", "val/val_labels.json", "components.json"] {
      let bytes = try #require(reports.folder.read("bundle/\(path)"))
      lines += "\(path)\t\(bytes.count)\t\(SHA256.hexadecimal(of: bytes))\n"
    }
    return SHA256.hexadecimal(of: Array(lines.utf8))
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `the bundle's digest is that of its files, train first, then val`(seed: UInt64) throws {
    let rows = rows(1..<40, seed: seed)
    let merged = try reports.merge(try reports.shard(rows))
    #expect(merged.bundleDigest == (try digestOfFiles()))
    let labels = try #require(reports.folder.read("bundle/train/train_labels.json"))
    #expect(merged.files[.labels(.train)]?.sha256 == SHA256.hexadecimal(of: labels))
    #expect(merged.files[.labels(.train)]?.size == labels.count)
  }

  @Test
  func `the result does not depend on how rows are cut into shards`() throws {
    let rows = rows(1..<40, seed: 9)
    let whole = try reports.merge(try reports.shard(rows))
    let files = whole.bundleDigest
    for cut in [1, 20, 38] {
      let merged = try reports.merge(
        try reports.shard(Array(rows[..<cut])), try reports.shard([]),
        try reports.shard(Array(rows[cut...])))
      #expect(merged.bundleDigest == files)
      #expect(merged.counts == whole.counts)
    }
  }

  @Test
  func `an empty bundle has the digest of its three files`() throws {
    let digest = try reports.merge().bundleDigest
    #expect(digest == (try digestOfFiles()))
    #expect(reports.folder.files(under: "bundle/.clipmill") == [])
  }

  @Test
  func `clips in another order, or of another content, are another dataset`() throws {
    let rows = rows(1..<9, seed: 3)
    let first = try reports.merge(try reports.shard(rows)).bundleDigest
    #expect(try reports.merge(try reports.shard(rows.reversed())).bundleDigest != first)
    var other = rows
    var clips = audio()
    clips.digest = ContentDigest(high: 0, low: 0)
    other[4].outcome = .rendered(clips)
    #expect(try reports.merge(try reports.shard(other)).bundleDigest != first)
    #expect(try reports.merge(try reports.shard(rows)).bundleDigest == first)
  }
}
