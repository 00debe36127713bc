import Dataset
import Foundation
import Planning
import TestSupport
import Testing

@Suite
struct MissingAudioTests {
  /// One hundred events, of which some have no file.
  private func manifest(missing: Int) -> PlannedManifest {
    PlannedManifest(
      (0..<100).map { line("e\($0)", audio: $0 < missing ? "gone.wav" : "a.wav") }
        .joined(separator: "\n"))
  }

  @Test(arguments: 1...99)
  func `the rate that an error names lets the run continue`(missing: Int) throws {
    let manifest = manifest(missing: missing)
    manifest.options.sources.maxSkipRate = 0
    let words = try #require(try manifest.refusal()).description
    let named = try #require(words.firstMatch(of: /--max-skip-rate ([0-9.]+) continues/))
    let rate = try #require(Double(named.1))
    manifest.options.sources.maxSkipRate = rate
    #expect(try manifest.refusal() == nil, "\(rate)")
    manifest.options.sources.maxSkipRate = rate.nextDown
    #expect(try manifest.refusal() != nil)
  }

  @Test
  func `a share at the limit continues, and one event more does not`() throws {
    #expect(try manifest(missing: 1).refusal() == nil)
    let refused = manifest(missing: 2)
    #expect(
      try refused.refusal()?.description
        == "nothing was rendered for \(refused.path): 2 of 100 events would be skipped"
        + " (missing_file 2), more than --max-skip-rate 0.01 allows"
        + " (--max-skip-rate 0.02 continues)"
        + "; --verify-only lists the missing files and what would help")
    #expect(refused.folder.files() == ["a.wav", "m.jsonl"])
  }

  @Test
  func `a source set without one file stops the plan unless it may be missing`() throws {
    let manifest = PlannedManifest(
      [line("a"), line("b", set: "y", audio: "gone.wav"), line("c", set: "", audio: "too.wav")]
        .joined(separator: "\n"))
    manifest.options.sources.maxSkipRate = 1
    #expect(
      try manifest.refusal()?.description
        == "nothing was rendered for \(manifest.path): the one file of source set \"y\" was not found"
        + "; the one file of source set \"\" was not found"
        + " (--allow-missing-source y --allow-missing-source '' together continue)"
        + "; --verify-only lists the missing files and what would help")
    manifest.options.sources.allowMissing = ["", "y"]
    let sets = try manifest.plan().summary.sourceSets
    #expect(sets.map(\.name) == ["x", "y", ""])
    #expect(sets.map(\.filesFound) == [1, 0, 0])
    #expect(sets.map(\.eventsMissing) == [0, 1, 1])
  }

  @Test
  func `if a source set and the rate both stop the run, both flags are named at once`()
    throws
  {
    let lost = (0..<3).map { line("b\($0)", set: "two words", audio: "gone-\($0).wav") }
    let manifest = PlannedManifest((lost + [line("a")]).joined(separator: "\n"))
    #expect(
      try manifest.refusal()?.description
        == "nothing was rendered for \(manifest.path): not one of the 3 files of source set"
        + " \"two words\" was found; 3 of 4 events would be skipped (missing_file 3), more than"
        + " --max-skip-rate 0.01 allows"
        + " (--allow-missing-source 'two words' --max-skip-rate 0.75 together continue)"
        + "; --verify-only lists the missing files and what would help")
    manifest.options.sources.allowMissing = ["two words"]
    manifest.options.sources.maxSkipRate = 0.75
    #expect(try manifest.refusal() == nil)
  }

  @Test
  func `if nothing would be left to export, no flag is recommended`() throws {
    let manifest = PlannedManifest(
      (0..<5).map { line("\($0)", set: "set-\($0)", audio: "gone.wav") }.joined(separator: "\n"))
    let words = try #require(try manifest.refusal()).description
    #expect(words.contains("; nor any file of 2 more source sets; 5 of 5 events would be skipped"))
    #expect(words.contains("allows (no event would be left to export)"))
    #expect(!words.contains("continue"))
  }

  @Test
  func `a root that would help is named`() throws {
    // Tests run in the package's folder, which holds this file.
    let manifest = PlannedManifest(line("a", audio: "Package.swift"))
    #expect(
      try manifest.refusal()?.description.hasSuffix(
        "; 0 of 1 files found; 1 would be found with --audio-root .") == true)
  }

  @Test
  func `events are grouped by the reason for skipping, in the order of the reasons`() throws {
    let manifest = PlannedManifest(
      [
        line("a"), line("b", []), line("a"), line("c", audio: "../x.wav"),
        line("d", audio: "gone.wav"), line("e", [], audio: "gone.wav"),
        line("a", audio: "gone.wav"),
      ].joined(separator: "\n"))
    manifest.options.sources.maxSkipRate = 1
    #expect(
      try manifest.plan().summary.skipped
        == [.noComponents: 2, .duplicate: 2, .outsideRoots: 1, .missingFile: 1])
  }
}
