import Foundation
import TestSupport
import Testing

@testable import Survey

/// The demo corpus, made once.
enum Demo {
  static let corpus = Result { () throws -> Scratch in
    let scratch = try SharedFolders.make()
    let made = try RunningProcess([Program.demoCorpus, scratch.file("corpus")]).wait()
    guard made.code == 0 else { throw SupportError("demo-corpus failed: \(made.errors)") }
    return scratch
  }

  static func manifest(_ name: String = "manifest.jsonl") throws -> String {
    try corpus.get().file("corpus/\(name)")
  }

  static var taxonomy: String { get throws { try corpus.get().file("corpus/taxonomy.json") } }
}

/// The numbers of a manifest, counted in the plainest way there is.
private struct Recount {
  var labels: [String: Int] = [:]
  var techniques: [String: Int] = [:]
  var sources: [String: Int] = [:]
  var sessions: Set<String> = []
  var values: [String: [Double]] = ["velocity": [], "openness": []]
  var events = 0

  init(_ path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for line in text.split(separator: "\n") {
      let event = try ReadJSON(Data(line.utf8))
      events += 1
      if let session = event["session_id"].string { sessions.insert(session) }
      sources[event["source_set"].string ?? "", default: 0] += 1
      for technique in event["techniques"].array {
        techniques[technique.string ?? "", default: 0] += 1
      }
      for component in event["components"].array {
        guard let label = component["label"].string else { continue }
        labels[label, default: 0] += 1
        for name in ["velocity", "openness"] {
          if let value = component[name].double { values[name, default: []].append(value) }
        }
      }
    }
  }

  /// Linear interpolation between the ranks of the sorted values.
  static func percentile(_ sorted: [Double], _ share: Double) -> Double {
    let rank = Double(sorted.count - 1) * share
    let (low, high) = (sorted[Int(rank.rounded(.down))], sorted[Int(rank.rounded(.up))])
    return low + (high - low) * (rank - rank.rounded(.down))
  }
}

@Suite
struct MetricsTests {
  @Test(arguments: ["manifest.jsonl", "manifest-shuffled.jsonl"])
  func `the metrics of the demo corpus are those of an independent recount`(name: String) throws {
    let manifest = try Demo.manifest(name)
    let scratch = try Scratch()
    let place = scratch.file("deep/metrics.json")
    let result = try Program.run(["metrics", "--manifest", manifest, "--output", place])
    #expect(result.code == 0, "\(result.errors)")
    let metrics = try ReadJSON(Data(contentsOf: URL(filePath: place)))
    let recount = try Recount(manifest)
    #expect(
      metrics.keys == [
        "label_counts", "num_events", "num_sessions", "openness_stats", "source_set_counts",
        "technique_counts", "velocity_stats",
      ])
    #expect(recount.events == 4000 && metrics["num_events"].int == 4000)
    #expect(metrics["num_sessions"].int == recount.sessions.count)
    for (name, expected) in [
      ("label_counts", recount.labels), ("technique_counts", recount.techniques),
      ("source_set_counts", recount.sources),
    ] {
      #expect(metrics[name].keys == expected.keys.sorted())
      for (key, count) in expected { #expect(metrics[name][key].int == count, "\(name) \(key)") }
    }
    for (name, values) in recount.values {
      let sorted = values.sorted()
      #expect(sorted.count > 100)
      let stats = metrics["\(name)_stats"]
      for (key, share) in [
        ("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95), ("min", 0),
        ("max", 1),
      ] {
        #expect(stats[key].double == Recount.percentile(sorted, share), "\(name) \(key)")
      }
      // All have few places after the point: their sum is exact in decimal numbers.
      let sum = values.reduce(Decimal(0)) { $0 + (Decimal(string: "\($1)") ?? 0) }
      let mean = NSDecimalNumber(decimal: sum).doubleValue / Double(values.count)
      #expect(abs((stats["mean"].double ?? 0) - mean) < 1e-15, "\(name)")
    }
  }

  @Test
  func `the metrics do not depend on the order of the manifest`() throws {
    let documents = try ["manifest.jsonl", "manifest-shuffled.jsonl"].map {
      try Program.run(["metrics", "--manifest", Demo.manifest($0), "--json"]).output
    }
    #expect(documents[0].count > 100 && documents[0] == documents[1])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `percentiles from counts are those of the sorted list`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    var (counts, values) = (ValueCounts(), [Double]())
    let distinct = [1, 3, 100, 1 << 40][Int(seed % 4)]
    for _ in 0..<[1, 2, 19, 40_000][Int(seed / 4 % 4)] {
      values.append(Double(Int.random(in: 0..<distinct, using: &numbers)) / 128)
      counts.add(values[values.count - 1])
    }
    let found = counts.summary()
    let summary = try #require(found)
    values.sort()
    let expected = [0.05, 0.25, 0.5, 0.75, 0.95, 0, 1].map { Recount.percentile(values, $0) }
    #expect(summary.points.prefix(7).map(\.value) == expected)
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(abs(summary.mean - mean) <= abs(mean) * 1e-12)
  }

  @Test
  func `numbers are read as the manifest's rules say`() throws {
    let scratch = try Scratch()
    let manifest = try scratch.write(
      "m.jsonl",
      #"{"session_id":"a","components":[{"label":" kick ","velocity":" 0.5 "},{"velocity":1}]}"#
        + "\n\n" + #"{"components":[{"label":"x","velocity":true},{"label":"x","velocity":NaN}]}"#
        + "\nnot json\n" + #"{"techniques":["flam",7," flam ",""],"source_set":"s"}"# + "\n")
    let result = try Program.run(["metrics", "--manifest", manifest, "--json"])
    #expect(result.code == 0)
    #expect(
      result.errors.hasPrefix("clipmill: 1 malformed line in \(manifest) skipped: line 4 (byte "))
    let metrics = try ReadJSON(Data(result.output.utf8))
    #expect(metrics["num_events"].int == 3 && metrics["num_sessions"].int == 1)
    #expect(metrics["label_counts"].keys == ["kick", "x"] && metrics["label_counts"]["x"].int == 2)
    #expect(metrics["technique_counts"]["flam"].int == 2)
    #expect(metrics["source_set_counts"].keys == ["", "s"])
    #expect(metrics["velocity_stats"]["p05"].double == 0.5)
    #expect(metrics["openness_stats"].isNull)
  }

  @Test
  func `a missing manifest is reported with 66`() throws {
    let result = try Program.run(["metrics", "--manifest", "/nowhere/m.jsonl"])
    #expect(result.code == 66 && result.errors == "clipmill: no manifest at /nowhere/m.jsonl\n")
  }
}
