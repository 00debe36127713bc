import Foundation
import TestSupport
import Testing

@testable import Export
@testable import Web

@Suite struct MetricsTests {
  @Test func `a status as metrics is the text of the example, byte for byte`() throws {
    let status = try #require(StatusDocument(json: try Fixture.bytes("status.json")))
    let text = String(decoding: StatusMetrics(status).text, as: UTF8.self)
    // The build is another one each time.
    let build = text.split(separator: "\n").first { $0.hasPrefix("clipmill_build_info{") } ?? ""
    #expect(build.hasPrefix("clipmill_build_info{version=\"\(Build.version)\",revision=\""))
    let example = String(decoding: try Fixture.bytes("metrics.prom"), as: UTF8.self)
    #expect(text.replacing(build, with: "clipmill_build_info{} 1") == example)
  }

  @Test func `figures that are not known are absent, and no name comes twice`() {
    let text = String(decoding: StatusMetrics(StatusDocument()).text, as: UTF8.self)
    for name in ["eta_seconds", "output_free_bytes", "last_commit_timestamp_seconds"] {
      #expect(!text.contains(name))
    }
    let names = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
    #expect(names.count > 20 && Set(names).count == names.count)
  }

  @Test func `status prints metrics, and writes them over its own earlier ones alone`() throws {
    let corpus = try SmallCorpus(events: 6)
    let bundle = corpus.scratch.file("bundle")
    #expect(try Program.export(corpus.manifest, bundle).code == 0)
    let printed = try Program.run(["status", bundle, "--prometheus"])
    #expect(printed.code == 0 && printed.output.hasPrefix("# HELP clipmill_build_info "))
    #expect(printed.output.contains("\nclipmill_run_state{state=\"complete\"} 1\n"))
    let processed = printed.output.split(separator: "\n").filter {
      $0.hasPrefix("clipmill_events_processed_total{split=")
    }
    #expect(processed.count == 5 && processed.contains { $0.contains("split=\"none\"") })
    #expect(
      processed.filter { $0.contains("sliced") }.reduce(0) { $0 + (Int($1.suffix(1)) ?? 0) } == 6)
    let file = corpus.scratch.file("clipmill.prom")
    for _ in 0..<2 {
      let written = try Program.run(["status", bundle, "--prometheus", file])
      #expect(written.code == 0 && written.output.isEmpty)
      let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
      #expect(text.hasPrefix("# HELP clipmill_build_info "))
    }
    let other = try Program.run(["status", bundle, "--prometheus", corpus.manifest])
    #expect(other.code == 73 && other.errors.contains("is not earlier metrics of a run"))
    func usage(_ flags: String...) throws -> String {
      let result = try Program.run(["status", bundle] + flags)
      #expect(result.code == 64)
      return result.errors
    }
    #expect(
      try usage(file).contains("OUTPUT is a file for --prometheus: give both, or neither"))
    #expect(
      try usage("--prometheus", "--json")
        .contains("--prometheus prints metrics once: give no --json and no --watch"))
  }

  @Test func `a label holds any text in one line`() {
    var metrics = MetricsText()
    // A mark that combines with the sign before it, and a line end of two characters, hide nothing.
    metrics.one("a", .gauge, "b\\c", ["e": "f\"\u{301}g\\\u{301}h\r\ni\u{202E}"], 0.5)
    #expect(
      metrics.text
        == "# HELP a b\\\\c\n# TYPE a gauge\na{e=\"f\\\"\u{301}g\\\\\u{301}h\u{FFFD}\u{FFFD}i\u{FFFD}\"} 0.5\n"
    )
  }
}
