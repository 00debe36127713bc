import Foundation
import TestSupport
import Testing

/// Resumes of bundles that are complete.
@Suite
struct CompleteTests {
  private static let undisturbed = Result { try Resumed(events: 120, seed: 21) }

  @Test
  func `a resume of a complete bundle opens no recording and changes only the run`() throws {
    let lab = try Resumed(events: 60, seed: 22)
    let bundle = try lab.copy("complete")
    let before = try lifetimeAndHistory(bundle)
    let audio = lab.place("audio")
    try FileManager.default.moveItem(atPath: audio, toPath: "\(audio)-away")
    let result = try lab.resume(bundle)
    let read = try lab.expectUndisturbed(result, bundle)
    #expect(try lifetimeAndHistory(bundle) == before)
    let run = read.metadata["run_statistics"]
    for key in run.keys { #expect(run[key].double == 0, "\(key)") }
    #expect(read.metadata["runs"].array.map { $0["outcome"].string } == ["complete", "complete"])
    #expect(result.output.contains("\nRun contribution\n  Nothing was left to do\n"))
  }

  /// The inode of each of the bundle's files but its record and the run's state: one that is written gets another.
  private func inodes(_ bundle: String) throws -> [String: UInt64] {
    let paths = FolderTree.paths(bundle).filter {
      $0 != "metadata.json" && !$0.hasPrefix(".clipmill/")
    }
    return try Dictionary(
      uniqueKeysWithValues: paths.map { path in
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(bundle)/\(path)")
        return (path, try #require(attributes[.systemFileNumber] as? UInt64))
      })
  }

  @Test
  func `a resume that finds nothing to do writes only the run's row, however often`() throws {
    let lab = try Resumed(events: 60, seed: 23, Resumed.usual + ["--checksums"])
    let bundle = try lab.copy("untouched")
    let before = try inodes(bundle)
    for run in 2...3 {
      let read = try lab.expectUndisturbed(try lab.resume(bundle), bundle)
      #expect(read.metadata["runs"].array.count == run)
      #expect(try inodes(bundle) == before)
    }
  }

  @Test
  func `files of killed processes are removed by a resume that finds nothing to do`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("littered")
    for name in [
      ".clipmill/unfinished/7.1.1.0123456789abcdef/kick.wav",
      ".clipmill/reports/0/7.1.9.0123456789abcdef.jsonl.1999999999.part",
      "train/metadata.jsonl.1999999999.part",
    ] {
      let path = URL(filePath: "\(bundle)/\(name)")
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("left".utf8).write(to: path)
    }
    let before = try inodes(bundle).count
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    let left = FolderTree.paths(bundle).filter {
      $0.hasSuffix(".part") || $0.hasPrefix(".clipmill/unfinished/")
    }
    #expect(left == [])
    #expect(try inodes(bundle).count == before - 1)
  }

  @Test(arguments: [
    "train/train_labels.json", "val/val_labels.json", "train/metadata.jsonl", "skipped.jsonl",
    "components.json", "README.md", "croissant.json",
  ])
  func `a missing or changed file of a complete bundle is written again`(name: String) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("harmed-\(name.replacingOccurrences(of: "/", with: "-"))")
    let path = "\(bundle)/\(name)"
    var bytes = try Data(contentsOf: URL(filePath: path))
    if !bytes.isEmpty {
      // The size stays.
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: path))
      try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    }
    try FileManager.default.removeItem(atPath: path)
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test
  func `a clip of a complete bundle that has another name is rendered again`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("renamed")
    let clip = "\(bundle)/\(try #require(lab.undisturbed.clips.last))"
    let other = clip.replacingOccurrences(of: "__", with: "x__")
    try FileManager.default.moveItem(atPath: clip, toPath: other)
    let result = try lab.resume(bundle)
    try FileManager.default.removeItem(atPath: other)
    try lab.expectUndisturbed(result, bundle)
  }

  /// `metadata.json` except the run and the list of runs.
  private func lifetimeAndHistory(_ bundle: String) throws -> String {
    let bytes = try Data(contentsOf: URL(filePath: "\(bundle)/metadata.json"))
    var document = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
    for key in document.keys where key.hasPrefix("run_") || key == "runs" || key == "dataset_root" {
      document[key] = nil
    }
    return String(
      decoding: try JSONSerialization.data(withJSONObject: document, options: .sortedKeys),
      as: UTF8.self)
  }

  @Test
  func `a resume without a bundle begins one`() throws {
    let lab = try Self.undisturbed.get()
    let absent = lab.place("absent")
    try lab.expectUndisturbed(try lab.resume(absent, lab.flags), absent)
    let empty = try lab.corpus.scratch.makeFolder("empty")
    try lab.expectUndisturbed(try lab.resume(empty, lab.flags), empty)
  }

  @Test
  func `a folder that is not a bundle is not resumed`() throws {
    let lab = try Self.undisturbed.get()
    try lab.corpus.scratch.write("photos/one.jpg", "one")
    let photos = lab.place("photos")
    expectStop(try lab.resume(photos), code: 73, photos, "is not a bundle")
    #expect(FolderTree.paths(photos) == ["one.jpg"])
  }

  @Test
  func `every option of the first run is remembered`() throws {
    let flags = [
      "--shard-events", "9", "--sample-rate", "22050", "--val-ratio", "0.4", "--pad-to", "0.5",
      "--clip-fanout", "2", "--checksums", "--label-field", "onset_time", "--no-link-identical",
      "--resample-edges", "isolated",
    ]
    let lab = try Resumed(events: 90, seed: 3, flags)
    let bundle = lab.place("remembered")
    let victim = try Victim(lab.manifest, bundle, flags)
    #expect(try victim.waits(untilCommitted: 2))
    _ = try victim.killAll()
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }
}
