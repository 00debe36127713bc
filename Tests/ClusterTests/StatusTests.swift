import Dataset
import Files
import Glibc
import TestSupport
import Testing

@testable import Cluster
@testable import Export
@testable import Scheduling

/// The output of `clipmill status`, with real processes.
@Suite(.serialized) struct StatusTests {
  @Test func `status is live while a coordinator runs, and from files when it was killed`() throws {
    let run = try NetworkRun(events: 1500)
    let worker = try run.startWorker("a")
    #expect(try run.waits { $0.shards.done >= 1 && !$0.workers.isEmpty })
    let live = try run.status()
    #expect(live.source == "live")
    #expect(live.events.total == 1500)
    #expect(live.workers.first?.name == "a")
    #expect(
      live.shards.total == live.shards.done + live.shards.leased + live.shards.pending
        + live.shards.provisional + live.shards.stuck)
    let (train, val) = (try #require(live.train.events), try #require(live.val.events))
    #expect(train.total + val.total == 1500)
    #expect(train.done + val.done == live.events.done)
    #expect(train.left + val.left == 1500 - live.events.done)
    #expect(live.sources.reduce(0) { $0 + ($1.left ?? 0) } == 1500 - live.events.done)
    #expect(try #require(live.clips.secondsLeft) > 0)
    run.coordinator.send(SIGKILL)
    _ = try run.coordinator.wait()
    worker.send(SIGKILL)
    let dead = try run.status()
    #expect(dead.source == "files")
    #expect(dead.state == "stopped")
    #expect(dead.workers.isEmpty && dead.shards.leased == 0 && dead.shards.provisional == 0)
    #expect(dead.events.running == 0 && dead.events.done + dead.events.left == 1500)
    try FileSystem.remove("\(run.bundle)/.clipmill/status.json")
    let replayed = try run.status()
    #expect(replayed.source == "files")
    #expect(replayed.state == "stopped")
    #expect(replayed.shards.done >= live.shards.done)
    #expect(replayed.events.total == 1500)
    #expect(replayed.thisRun.events == replayed.events.done)
    #expect(replayed.thisRun.clips == replayed.clips.done)
    #expect(replayed.train.events?.total == train.total)
    #expect((replayed.train.events?.left ?? .max) <= train.left)
  }

  @Test func `a reader without a key gets the state from the files, and the reason`() throws {
    let run = try NetworkRun()
    #expect(try run.waits { $0.source == "live" })
    let status = try run.status(["--json"])
    #expect(status.source == "files")
    #expect(status.events.total == 60)
    #expect(
      status.unanswered?.hasSuffix(
        " (is it up, can this host resolve and reach it, does it ask for --key and --server-key?)")
        == true)
    let table = try Program.run(["status", run.bundle]).output
    #expect(table.split(separator: "\n")[1].hasPrefix("nobody answers at tcp://"))
  }

  @Test func `a complete bundle is complete, with and without its run state`() throws {
    let corpus = try SmallCorpus(events: 20)
    let bundle = corpus.scratch.file("bundle")
    #expect(try Program.export(corpus.manifest, bundle).code == 0)
    for _ in 0..<2 {
      let result = try Program.run(["status", bundle, "--json"])
      #expect(result.code == 0)
      let status = try #require(StatusDocument(json: Array(result.output.utf8)))
      #expect(status.state == "complete")
      #expect(status.source == "files")
      #expect(status.events.total == 20)
      #expect(status.events.left == 0)
      #expect(status.clips.left == 0)
      try FileSystem.removeTree("\(bundle)/.clipmill")
    }
    let table = try Program.run(["status", bundle])
    #expect(table.output.contains("complete (from files"))
    #expect(table.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `status says with 66 that it has nothing to report`() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["status", scratch.path]).code == 66)
    #expect(try Program.run(["status", scratch.file("none")]).code == 66)
    #expect(try Program.run(["status"]).code == 64)
    #expect(try Program.run(["status", "--connect", "nonsense"]).code == 64)
  }

  /// Foreign contents of `status.json`, by name and as text.
  private static let strange: [(name: String, text: String)] = [
    ("empty", ""), ("garbage", "\u{1}\u{1B}[2J{{{"), ("another document", #"{"events":[]}"#),
    ("nested too deep", String(repeating: "[", count: 100_000)),
    ("nested as deep as may be", nested(1000)),
    ("too large", String(repeating: " ", count: 65 << 20)),
    (
      "figures beyond all",
      status(#""done":20,"left":9223372036854775807,"running":9007199254740993"#)
    ),
    ("a rate beyond all", status(#""per_second":1e300"#)),
    ("a written time beyond all", #"{"written":-9223372036854775808}"#),
  ]

  private static func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  /// The status of a run that has just begun, with these members of `events` instead.
  private static func status(_ events: String) -> String {
    let whole = String(decoding: StatusDocument().json, as: UTF8.self)
    return whole.replacing(/"events":{[^}]*}/) { match in
      String(match.0.dropLast()) + ",\(events)}"
    }
  }

  @Test func `a foreign status.json is ignored in favour of the journal, without a message`() throws
  {
    let corpus = try SmallCorpus(events: 20)
    let bundle = corpus.scratch.file("bundle")
    #expect(try Program.export(corpus.manifest, bundle).code == 0)
    for (name, text) in Self.strange {
      try FileSystem.replace("\(bundle)/.clipmill/status.json", with: Array(text.utf8))
      for flags in [[], ["--json"]] {
        let result = try Program.run(["status", bundle] + flags)
        #expect(result.code == 0 && result.errors == "", "\(name): \(result.errors)")
        #expect(result.output.contains("complete"), "\(name): \(result.output)")
      }
    }
    try FileSystem.removeTree("\(bundle)/.clipmill")
    try FileSystem.remove("\(bundle)/metadata.json")
    try corpus.scratch.write("bundle/.clipmill/status.json", "{{{")
    let nothing = try Program.run(["status", bundle])
    #expect(nothing.code == 66)
    #expect(nothing.errors == "clipmill: \(bundle) is not a bundle with a run to report\n")
  }

  @Test func `words in a status.json move no cursor, and its figures break no table`() throws {
    let corpus = try SmallCorpus(events: 2)
    let bundle = corpus.scratch.file("bundle")
    var status = StatusDocument()
    status.state = "running\u{1B}[2J"
    status.events.total = 1 << 53
    status.events.done = -(1 << 53)
    status.events.perSecond = 1e15
    status.skips = ["missing\nfile": 1 << 53]
    status.troubles = ["\u{7}bell"]
    status.resumeCommand = "true\nfalse"
    var worker = Snapshot.Worker()
    worker.name = "\u{1B}]0;title\u{7}"
    worker.leases = [Snapshot.Running(shard: ShardIndex(0), events: 1 << 53, eventsTotal: 1)]
    status.workers = [worker]
    status.quarantined = [
      StatusDocument.Note(subject: "\u{9B}2J", words: "\u{202E}x", reproduce: "true\rfalse")
    ]
    try corpus.scratch.write(
      "bundle/.clipmill/status.json", String(decoding: status.json, as: UTF8.self))
    let result = try Program.run(["status", bundle])
    #expect(result.code == 0, "\(result.errors)")
    let hidden = result.output.unicodeScalars.filter {
      $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
    }
    #expect(hidden.isEmpty)
    #expect(result.output.contains(#"running\u{1B}[2J"#))
  }

  @Test(arguments: [(80, 24, 23), (200, 50, 49), (80, 10, 9)])
  func `a watched status fits the window, names logs, and says what it omits`(
    columns: Int, rows: Int, most: Int
  ) throws {
    let scratch = try Scratch()
    var status = StatusDocument()
    status.state = "complete"
    status.sources = (1...9).map { number in
      var source = StatusDocument.Source()
      source.name = "set-\(number)"
      return source
    }
    status.workers = (1...6).map { number in
      var worker = Snapshot.Worker()
      worker.name = "node-\(number)"
      worker.log = "/shared/deep/worker-\(number).log"
      return worker
    }
    try scratch.write("bundle/.clipmill/status.json", String(decoding: status.json, as: UTF8.self))
    let command = "\(Program.clipmill) status \(scratch.file("bundle")) --watch"
    let result = try RunningProcess([
      "/usr/bin/script", "-qec", "stty cols \(columns) rows \(rows); \(command)", "/dev/null",
    ]).wait()
    #expect(result.code == 0, "\(result.errors)")
    let shown = result.output.replacing(/\u{1B}\[\d*m/, with: "")
      .split(separator: "\r\n", omittingEmptySubsequences: false).dropLast()
    #expect(shown.count <= most, "\(shown)")
    #expect(shown.allSatisfy { $0.count <= columns }, "\(shown)")
    let logs = shown.count { $0.contains("worker-") && $0.hasSuffix(".log") }
    #expect(rows < 24 ? logs == 0 : logs >= 2, "\(shown)")
    let isWhole = shown.contains { $0.contains("set-9") }
    #expect(isWhole == (rows == 50), "\(shown)")
    #expect(shown.contains { $0.contains("lines more") } == !isWhole, "\(shown)")
  }
}
