import Foundation
import TestSupport
import Testing

/// The record's proofs for a bundle whose run state was deleted.
@Suite
struct RecordTests {
  private static let undisturbed = Result {
    try Resumed(events: 90, seed: 75, Resumed.usual + ["--checksums"])
  }

  /// A copy without run state.
  private func stateless(_ lab: Resumed, _ name: String) throws -> String {
    let bundle = try lab.copy(name)
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    return bundle
  }

  private func change(_ path: String, _ change: (inout Data) -> Void) throws {
    var bytes = try Data(contentsOf: URL(filePath: path))
    change(&bytes)
    try bytes.write(to: URL(filePath: path))
  }

  @Test(arguments: ["train/metadata.jsonl", "val/metadata.jsonl", "skipped.jsonl"])
  func `rows that differ from the record are refused by name, and nothing is changed`(
    name: String
  ) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try stateless(lab, "rows-\(name.first ?? "x")")
    // Facts that no other digest proves.
    try change("\(bundle)/\(name)") { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      bytes = Data((name == "skipped.jsonl" ? "\n" : "").utf8)
      bytes += Data(text.replacing(#""audio_path":"audio"#, with: #""audio_path":"audjo"#).utf8)
    }
    let before = try FolderTree.dataset(bundle)
    expectStop(
      try lab.resume(bundle), code: 73, bundle,
      "\(name) is not the file whose digest is on record", "--overwrite")
    expectSame(try FolderTree.dataset(bundle), before)
  }

  @Test(arguments: [
    "train/train_labels.json", "val/val_labels.json", "components.json", "README.md",
    "croissant.json", "SHA256SUMS",
  ])
  func `files that follow from the rows are made again, and reported`(name: String) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try stateless(lab, "made-\(name.replacing("/", with: "-"))")
    try change("\(bundle)/\(name)") { $0[$0.count / 2] ^= 4 }
    let result = try lab.resume(bundle, ["-q"])
    try lab.expectUndisturbed(result, bundle)
    #expect(result.errors.contains("\(bundle)/\(name) is not the file on record; it is made again"))
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    try FileManager.default.removeItem(atPath: "\(bundle)/\(name)")
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test(arguments: ["duplicates", "invalid_values", "case_twins"])
  func `counts from the manifest are its own`(name: String) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try stateless(lab, "counts-\(name)")
    try change("\(bundle)/metadata.json") { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      bytes = Data(text.replacing("    \"\(name)\": ", with: "    \"\(name)\": 4").utf8)
    }
    let result = try lab.resume(bundle, ["--progress", "none"])
    try lab.expectUndisturbed(result, bundle)
    #expect(result.errors.contains("they are counted again"))
  }

  @Test
  func `a clip with other content gets no checksum, and is healed by --deep`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try stateless(lab, "rot")
    let clip = lab.undisturbed.clips[5]
    try Damage.overwrite("\(bundle)/\(clip)")
    let sums = try Data(contentsOf: URL(filePath: "\(bundle)/SHA256SUMS"))
    expectStop(
      try lab.resume(bundle), code: 74, "\(bundle)/", "it is not the clip on record", "--deep")
    #expect(try Data(contentsOf: URL(filePath: "\(bundle)/SHA256SUMS")) == sums)
    try lab.expectUndisturbed(try lab.resume(bundle, ["--deep"]), bundle)
  }

  @Test
  func `a bundle of a build without these digests is resumed, compared with its checksums`()
    throws
  {
    let lab = try Self.undisturbed.get()
    let bundle = try stateless(lab, "older")
    try OlderRecord.make(of: bundle)
    let record = try Data(contentsOf: URL(filePath: "\(bundle)/metadata.json"))
    try change("\(bundle)/val/metadata.jsonl") { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      bytes = Data(text.replacing(#""audio_path":"audio"#, with: #""audio_path":"audjo"#).utf8)
    }
    expectStop(try lab.resume(bundle), code: 73, "val/metadata.jsonl is not the file")
    #expect(try Data(contentsOf: URL(filePath: "\(bundle)/metadata.json")) == record)
    try (lab.files["val/metadata.jsonl"] ?? Data())
      .write(to: URL(filePath: "\(bundle)/val/metadata.jsonl"))
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }
}
