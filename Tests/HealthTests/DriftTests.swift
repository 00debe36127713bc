import Foundation
import TestSupport
import Testing

@testable import Dataset
@testable import Survey

private func metrics(_ labels: [Text: Int]) -> Metrics {
  var metrics = Metrics()
  for (label, count) in labels { metrics.labels.add(label, count: count) }
  return metrics
}

@Suite
struct DriftTests {
  @Test
  func `a manifest has not drifted from itself`() throws {
    let scratch = try Scratch()
    let manifest = try Demo.manifest()
    let old = scratch.file("old.json")
    #expect(try Program.run(["metrics", "--manifest", manifest, "--output", old]).code == 0)
    let result = try Program.run(["metrics", "--manifest", manifest, "--compare", old, "--json"])
    let drift = try ReadJSON(Data(result.output.utf8))
    for name in ["labels", "techniques", "source_sets"] {
      #expect(drift[name]["population_stability_index"].double == 0)
      #expect(drift[name]["new"].array.isEmpty && drift[name]["vanished"].array.isEmpty)
      #expect(drift[name]["changes"].array.allSatisfy { $0["share_change"].double == 0 })
    }
    #expect(drift["velocity"]["shift"]["mean"].double == 0)
    let told = try Program.run(["metrics", "--manifest", manifest, "--compare", old])
    let lines = told.output.split(separator: "\n")
    #expect(lines.first == "No drift: the numbers are the same." && lines.count == 4)
    #expect(drift["events"]["before"].int == 4000 && drift["events"]["after"].int == 4000)
  }

  @Test
  func `new and vanished labels and changed shares are reported`() {
    let drift = Drift(
      from: metrics(["kick": 50, "snare": 40, "ride": 10]),
      to: metrics(["kick": 38, "snare": 55, "crash": 7]))
    #expect(drift.labels.appeared.map(\.name) == ["crash"])
    #expect(drift.labels.vanished.map(\.name) == ["ride"])
    #expect(drift.labels.rows.map(\.name) == ["snare", "kick", "ride", "crash"])
    // A share of 0 counts as 0.0001.
    let expected =
      0.15 * log(0.55 / 0.4) - 0.12 * log(0.38 / 0.5) + 0.0699 * log(0.07 / 0.0001)
      - 0.0999 * log(0.0001 / 0.1)
    let index = drift.labels.stabilityIndex ?? 0
    #expect(abs(index - expected) < 1e-12)
    #expect(Drift.words(for: index) == "a large shift")
  }

  @Test
  func `an empty side has no index`() {
    #expect(Drift(from: Metrics(), to: metrics(["kick": 1])).labels.stabilityIndex == nil)
    #expect(Drift(from: Metrics(), to: Metrics()).labels.rows.isEmpty)
  }

  @Test
  func `a table shows the drift`() throws {
    let scratch = try Scratch()
    let line = { (label: String, velocity: Double) in
      #"{"session_id":"s","components":[{"label":"\#(label)","velocity":\#(velocity)}]}"# + "\n"
    }
    let before = try scratch.write("a.jsonl", line("kick", 0.25) + line("snare", 0.25))
    let after = try scratch.write("b.jsonl", line("kick", 0.75) + line(#"crash\u001b"#, 0.75))
    let old = scratch.file("old.json")
    #expect(try Program.run(["metrics", "--manifest", before, "--output", old]).code == 0)
    let result = try Program.run(["metrics", "--manifest", after, "--compare", old])
    #expect(result.code == 0)
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(result.output.hasPrefix("labels: a large shift"))
    #expect(lines.contains(["snare", "1", "0", "50.0%", "0.0%", "-50.0", "vanished"]))
    #expect(lines.contains(["mean", "0.250", "0.750", "+0.500"]))
    #expect(lines.contains { $0.first?.hasPrefix("crash") == true && $0.last == "new" })
    #expect(!lines.contains { $0.first == "kick" })
    #expect(!result.output.contains("\u{1B}"))
  }

  // This many of a hundred hits were snares before and are now; the index is 0.04, 0.20 and 0.64.
  @Test(
    arguments: [(40, 50, nil), (40, 62, "moderate"), (40, 78, "large")] as [(Int, Int, String?)])
  func `a drift ends with 2 from the requested shift on`(
    before: Int, after: Int, shift: String?
  ) throws {
    let scratch = try Scratch()
    func manifest(_ name: String, snares: Int) throws -> String {
      let lines = (0..<100).map {
        #"{"session_id":"s","components":["\#($0 < snares ? "snare" : "kick")"]}"# + "\n"
      }
      return try scratch.write(name, lines.joined())
    }
    let old = scratch.file("old.json")
    let first = try manifest("a.jsonl", snares: before)
    #expect(try Program.run(["metrics", first, "--output", old]).code == 0)
    let words = ["metrics", try manifest("b.jsonl", snares: after), "--compare", old]
    #expect(try Program.run(words).code == 0)
    for limit in ["moderate", "large"] {
      let fails = shift == "large" || shift == limit
      let result = try Program.run(words + ["--fail-on", limit])
      #expect(result.code == (fails ? 2 : 0), "\(limit): \(result.output)")
      let said = "clipmill: the manifest has drifted: labels: a \(shift ?? "") shift (index 0."
      #expect(fails ? result.errors.hasPrefix(said) : result.errors == "", "\(result.errors)")
    }
  }

  @Test
  func `names that only one snapshot has are a large shift, and --fail-on needs --compare`() throws
  {
    let drift = Drift(from: Metrics(), to: metrics(["kick": 1]))
    #expect(drift.kinds(movedBy: .large) == ["labels: only one snapshot has any"])
    #expect(Drift(from: Metrics(), to: Metrics()).kinds(movedBy: .moderate) == [])
    let result = try Program.run(["metrics", try Demo.manifest(), "--fail-on", "large"])
    #expect(result.code == 64)
    #expect(result.errors.contains("--fail-on judges a drift: give --compare FILE too"))
  }

  @Test
  func `metrics prints the snapshot's path, on standard error if a document is printed`() throws {
    let scratch = try Scratch()
    let (manifest, file) = (try Demo.manifest(), scratch.file("new.json"))
    let told = try Program.run(["metrics", manifest, "--output", file])
    #expect(told.output.hasSuffix("\n\nsnapshot in \(file)\n"))
    let json = try Program.run(["metrics", manifest, "--output", file, "--json"])
    #expect(json.errors == "note: snapshot in \(file)\n")
    #expect(try Program.run(["metrics", manifest, "--output", file, "--json", "-q"]).errors == "")
  }

  @Test(arguments: [
    ("", "empty"), ("[]", "not an object"), ("{}", "\"num_events\" is missing"),
    (#"{"num_events":-1,"num_sessions":0}"#, "is not a count"),
    (#"{"num_events":1,"num_sessions":0,"label_counts":[]}"#, "is not an object"),
    (#"{"num_events":1,"num_sessions":0,"label_counts":{"a":0.5}}"#, "an object of counts"),
    (#"{"num_events":1,"num_sessions":0,"velocity_stats":{"p05":1}}"#, "\"p25\" is missing"),
  ])
  func `a file that is not a snapshot is refused with 65 and the reason`(
    text: String, words: String
  ) throws {
    let scratch = try Scratch()
    let old = try scratch.write("old.json", text)
    let manifest = try scratch.write("m.jsonl", "{}\n")
    let result = try Program.run(["metrics", "--manifest", manifest, "--compare", old])
    #expect(result.code == 65)
    #expect(result.errors.contains("no metrics: ") && result.errors.contains(words))
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a changed snapshot is read or refused, never a crash`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let (start, _) = try Metrics.read(try Demo.manifest())
    let json = start.json()
    for _ in 0..<50 {
      var bytes = json
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.removeSubrange(place..<min(place + 9, bytes.count))
        case 2: bytes.insert(contentsOf: Array("1e308".utf8), at: place)
        default: bytes.insert(contentsOf: bytes.prefix(20), at: place)
        }
        if bytes.isEmpty { bytes = [0x7B] }
      }
      if let read = try? Metrics(json: bytes) {
        #expect(!Drift(from: read, to: start).json().isEmpty)
      }
    }
  }
}
