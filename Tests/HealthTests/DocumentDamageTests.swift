import Foundation
import TestSupport
import Testing

/// Damage to files that a bundle's options require, besides its clips.
@Suite
struct DocumentDamageTests {
  private static let exported = Result { () throws -> (SmallCorpus, String) in
    let corpus = try SmallCorpus(events: 40)
    let bundle = corpus.scratch.file("bundle")
    let lines = corpus.lines + [EventLine("gone", path: "audio/gone.wav", source: "stage")]
    let manifest = try corpus.scratch.write("some.jsonl", lines.manifest)
    let result = try Program.export(
      manifest, bundle, ["--checksums", "--max-skip-rate", "1", "--val-ratio", "0.4"])
    guard result.code == 0 else { throw SupportError("the export failed: \(result.errors)") }
    return (corpus, bundle)
  }

  private static let documents = [
    "train/train_labels.json", "val/val_labels.json", "train/metadata.jsonl", "val/metadata.jsonl",
    "skipped.jsonl", "components.json", "README.md", "croissant.json", "SHA256SUMS",
  ]

  private func copy() throws -> DamagedBundle {
    let scratch = try Scratch()
    let made = try RunningProcess(
      ["/bin/cp", "-a", try Self.exported.get().1, scratch.file("bundle")]
    ).wait()
    guard made.code == 0 else { throw SupportError("cp failed: \(made.errors)") }
    return DamagedBundle(scratch: scratch)
  }

  private func named(_ run: HealthRun) -> [String] {
    run.faults.keys.sorted().flatMap { run.examples($0).map(\.name) }
  }

  /// Health ends with 2 and names the file, whether or not the run's state is there.
  private func expectFound(_ name: String, in bundle: DamagedBundle) throws {
    for _ in ["kept", "deleted"] {
      let run = try HealthRun(["--bundle", bundle.path])
      #expect(run.result.code == 2)
      #expect(named(run).contains { $0.hasPrefix(name) }, "\(run.faults) \(named(run))")
      try? FileManager.default.removeItem(atPath: bundle.file(".clipmill"))
    }
  }

  @Test(arguments: documents)
  func `a flipped bit is found in each file`(name: String) throws {
    let bundle = try copy()
    try bundle.change(name) { $0[$0.count * 2 / 3] ^= 1 }
    try expectFound(name, in: bundle)
  }

  @Test(arguments: documents)
  func `each missing file is named`(name: String) throws {
    let bundle = try copy()
    try bundle.remove(name)
    try expectFound(name, in: bundle)
  }

  @Test
  func `a row of another recording, and exchanged rows of the splits, are found`()
    throws
  {
    var bundle = try copy()
    try bundle.replace(in: "val/metadata.jsonl", #""audio_path":"audio"#, #""audio_path":"audix"#)
    #expect(try HealthRun(["--bundle", bundle.path]).faults == ["changed_document": 1])
    try expectFound("val/metadata.jsonl", in: bundle)
    bundle = try copy()
    let (train, val) = (
      try bundle.bytes("train/metadata.jsonl"), try bundle.bytes("val/metadata.jsonl")
    )
    try bundle.write("train/metadata.jsonl", val)
    try bundle.write("val/metadata.jsonl", train)
    try expectFound("train/metadata.jsonl", in: bundle)
  }

  @Test
  func `rows that no option requires would be loaded, and are found`() throws {
    let corpus = try SmallCorpus(events: 12)
    let bundle = corpus.scratch.file("bundle")
    #expect(try Program.export(corpus.manifest, bundle, ["--no-hf"]).code == 0)
    try corpus.scratch.write("bundle/train/metadata.jsonl", "{}\n")
    let run = try HealthRun(["--bundle", bundle])
    #expect(run.result.code == 2)
    #expect(run.examples("unlabelled_file").map(\.name) == ["train/metadata.jsonl"])
  }

  @Test
  func `a record whose digests are changed is not believed`() throws {
    for (old, name) in [
      (#""clips_digest": ""#, "clips_digest"), (#""skipped.jsonl": ""#, "skipped.jsonl"),
      (#""val/metadata.jsonl": ""#, "val/metadata.jsonl"),
    ] {
      let bundle = try copy()
      try bundle.replace(in: "metadata.json", old, old + "0")
      let run = try HealthRun(["--bundle", bundle.path])
      #expect(run.faults == ["changed_document": 1])
      #expect(named(run) == [name])
    }
    let bundle = try copy()
    try bundle.replace(in: "metadata.json", #""SHA256SUMS": ""#, #""SHA256SUMT": ""#)
    let run = try HealthRun(["--bundle", bundle.path])
    #expect(run.faults == ["changed_document": 1])
    #expect(
      run.examples("changed_document").first?.detail == "metadata.json states no digest of it")
  }

  @Test(arguments: ["format_version", "bundle_digest", "labels_sha256", "components_sha256"])
  func `the loss of a field that every record has is found`(field: String) throws {
    let bundle = try copy()
    try bundle.replace(in: "metadata.json", "\n  \"\(field)\":", "\n  \"\(field)_\":")
    let run = try HealthRun(["--bundle", bundle.path])
    #expect(run.result.code == 2)
    let example = try #require(run.examples("damaged_document").first)
    #expect(example.name == "metadata.json")
    #expect(
      example.detail == "it is not a bundle's record: the field \"\(field)\" is missing")
  }

  @Test
  func `a bundle of a build without these digests is healthy, and its files are still required`()
    throws
  {
    let bundle = try copy()
    try OlderRecord.make(of: bundle.path)
    #expect(try HealthRun(["--bundle", bundle.path]).faults == [:])
    try bundle.remove("val/metadata.jsonl")
    let run = try HealthRun(["--bundle", bundle.path])
    #expect(run.faults == ["damaged_document": 1])
    #expect(run.examples("damaged_document").first?.detail == "it is not there")
  }
}
