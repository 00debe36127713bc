import Foundation
import TestSupport
import Testing

/// The part of the summary that says what a resume did.
@Suite
struct ContributionTests {
  private let corpus: SmallCorpus

  init() throws { corpus = try SmallCorpus(events: 60, seed: 55) }

  /// The rows below `Run contribution`, up to the next empty line, without their indent.
  private func contribution(_ result: ProcessResult) -> [String] {
    #expect(result.code == 0, "\(result.errors)")
    let lines = result.output.components(separatedBy: "\n")
    guard let start = lines.firstIndex(of: "Run contribution") else { return [] }
    return lines[(start + 1)...].prefix { !$0.isEmpty }.map { line in
      line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
  }

  private func export(_ lines: [EventLine], _ flags: [String] = []) throws -> ProcessResult {
    try Program.export(
      try corpus.scratch.write("events.jsonl", lines.manifest), corpus.scratch.file("bundle"),
      ["--max-skip-rate", "1"] + flags)
  }

  @Test func `new events and labels are named, those that the bundle knew are not counted`() throws
  {
    var bare = EventLine("bare", path: "audio/studio/take-0.wav", labels: [])
    let first = Array(corpus.lines[..<20]) + [bare, corpus.lines[0]]
    #expect(contribution(try export(first)) == [])
    bare.id = #""bare-2""#
    var new = EventLine(
      "new", path: "audio/studio/take-0.wav", labels: ["clap", "kick", "cowbell"])
    new.source = #""studio""#
    let rows = contribution(try export([bare] + first + [new], ["--resume"]))
    #expect(rows.first == "events 2 1 sliced, 1 skipped")
    #expect(rows.dropFirst().first == "clips 3 0.84s")
    #expect(rows.last == "new labels 2 clap, cowbell")
    #expect(!rows.contains { $0.hasPrefix("healed") || $0.hasPrefix("recovered") })
    let read = try ReadBundle(corpus.scratch.file("bundle"))
    #expect(read.count("total_events") == 24)
    #expect(read.metadata["run_statistics"]["total_events"].int == 2)
    #expect(
      contribution(try export([bare] + first + [new], ["--resume"])) == ["Nothing was left to do"])
  }

  @Test func `a source set that a resume added is named`() throws {
    let first = corpus.lines.filter { $0.source == corpus.lines[0].source }
    #expect(try export(first).code == 0)
    let rows = contribution(try export(corpus.lines, ["--resume"]))
    let new = Set(corpus.lines.map(\.source)).count - 1
    #expect(new > 0 && rows.contains { $0.hasPrefix("new source sets \(new) ") }, "\(rows)")
  }

  @Test func `a resume that only heals reports only healed clips`() throws {
    let lines = Array(corpus.lines[..<20])
    #expect(try export(lines).code == 0)
    let clips = try ReadBundle(corpus.scratch.file("bundle")).clips
    for clip in clips.suffix(2) {
      try FileManager.default.removeItem(atPath: "\(corpus.scratch.file("bundle"))/\(clip)")
    }
    let rows = contribution(try export(lines, ["--resume"]))
    #expect(rows == ["healed clips 2 0.56s"])
  }

  @Test func `the first of many new labels are named`() throws {
    let lines = Array(corpus.lines[..<20])
    #expect(try export(lines).code == 0)
    let labels = (0..<10).map { "class-\($0)" }
    let new = EventLine("new", path: "audio/studio/take-0.wav", labels: labels, source: "studio")
    let rows = contribution(try export(lines + [new], ["--resume"]))
    #expect(
      rows.last == "new labels 10 \(labels.prefix(8).joined(separator: ", ")), …")
  }
}
