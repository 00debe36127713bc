import Foundation
import TestSupport
import Testing

/// Bundles of every make, in which nothing may be found.
@Suite
struct HealthyBundleTests {
  /// Events with and without an id, some that cannot be rendered, in another order than time's.
  private static func corpus() throws -> SmallCorpus { try SmallCorpus(events: 60) }

  private func manifest(_ corpus: SmallCorpus) throws -> String {
    var generator = SeededNumbers(seed: 5)
    var lines = generator.shuffled(corpus.lines)
    for index in stride(from: 0, to: lines.count, by: 7) { lines[index].id = nil }
    lines[3].id = #""a/b \"c\" é""#
    lines[4].path = #""nowhere.wav""#
    lines[5].components = "[]"
    return try corpus.scratch.write("odd.jsonl", lines.manifest)
  }

  @Test(arguments: [
    [], ["--format", "flac"], ["--no-hf"], ["--sample-rate", "22050", "--clip-fanout", "2"],
    ["--pad-to", "0.5", "--val-ratio", "0.4"], ["--no-link-identical", "--checksums"],
    ["--label-field", "velocity", "--label-field", "tempo_bpm"],
    ["--limit", "20", "--resample-edges", "isolated"],
  ])
  func `no fault is found in a bundle, however it was exported`(flags: [String]) throws {
    let corpus = try Self.corpus()
    let bundle = corpus.scratch.file("bundle")
    let export = try Program.export(
      try manifest(corpus), bundle, flags + ["--max-skip-rate", "1"])
    #expect(export.code == 0, "\(export.errors)")
    let run = try HealthRun(["--bundle", bundle])
    #expect(run.faults == [:], "\(run.result.errors)")
    #expect(run.result.code == 0)
    let digest = try ReadBundle(bundle).digest
    #expect(run.report["bundle"]["bundle_digest"].string == digest)
  }

  @Test
  func `a manifest is read with the field options of its bundle`() throws {
    let corpus = try Self.corpus()
    let lines = corpus.lines.manifest.replacing("\"components\":", with: "\"hits\":")
    let manifest = try corpus.scratch.write("hits.jsonl", lines)
    let bundle = corpus.scratch.file("bundle")
    let export = try Program.export(manifest, bundle, ["--field", "components=hits"])
    #expect(export.code == 0, "\(export.errors)")
    let alone = try HealthRun(["--events", manifest])
    #expect(alone.report["events"]["with_components"].int ?? 0 == 0)
    let beside = try HealthRun(["--events", manifest, "--bundle", bundle])
    #expect(beside.report["events"]["with_components"].int == 60)
  }

  @Test
  func `a damaged FLAC clip is changed, and too short if its end is gone`() throws {
    let corpus = try Self.corpus()
    let bundle = corpus.scratch.file("bundle")
    let export = try Program.export(
      corpus.manifest, bundle, ["--format", "flac", "--no-link-identical"])
    #expect(export.code == 0, "\(export.errors)")
    let clip = "\(bundle)/\(try #require(try ReadBundle(bundle).clips.first))"
    let bytes = try Data(contentsOf: URL(filePath: clip))
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: clip))
    let run = try HealthRun(["--bundle", bundle])
    #expect(run.faults["changed_clip"] == 1 && run.faults["changed_document"] == 1)
    #expect((run.faults["wrong_length"] ?? 0) + (run.faults["undecodable_clip"] ?? 0) == 1)
    #expect(run.faults.count == 3)
  }

  @Test
  func `an unfinished bundle that was merged early is incomplete and nothing else`() throws {
    let corpus = try SmallCorpus(events: 200)
    let bundle = corpus.scratch.file("bundle")
    let running = try Program.startExport(
      corpus.manifest, bundle, ["--shard-events", "10", "--workers", "1"])
    let reports = "\(bundle)/.clipmill/reports/0"
    _ = try running.waits { FolderTree.paths(reports).count > 3 }
    running.send(SIGTERM)
    let result = try running.wait()
    guard result.code == 75 else { return }  // it was through before it was told
    #expect(try Program.run(["merge", bundle]).code == 0)
    let run = try HealthRun(["--bundle", bundle])
    #expect(run.faults["incomplete"] == 1)
    // Clips of shards that were rendered and not yet committed may lie about.
    #expect(Set(run.faults.keys).subtracting(["incomplete", "unlabelled_file"]) == [])
  }
}
