import Glibc
import Storage
import TestSupport
import Testing

@testable import Cluster

/// What `clipmill status` tells, in real processes.
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
    run.coordinator.send(SIGKILL)
    _ = try run.coordinator.wait()
    worker.send(SIGKILL)
    let dead = try run.status()
    #expect(dead.source == "files")
    #expect(dead.state == "stopped")
    try Files.remove("\(run.bundle)/.clipmill/status.json")
    let replayed = try run.status()
    #expect(replayed.source == "files")
    #expect(replayed.state == "stopped")
    #expect(replayed.shards.done >= live.shards.done)
    #expect(replayed.events.total == 1500)
  }

  @Test func `a reader without a key is told what the files say`() throws {
    let run = try NetworkRun()
    _ = try run.waits { _ in true }
    let status = try run.status(["--json"])
    #expect(status.source == "files")
    #expect(status.events.total == 60)
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
      try Files.removeTree("\(bundle)/.clipmill")
    }
    let table = try Program.run(["status", bundle])
    #expect(table.output.contains("complete (from files"))
    #expect(table.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `where there is nothing to tell status says so with 66`() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["status", scratch.path]).code == 66)
    #expect(try Program.run(["status", scratch.file("none")]).code == 66)
    #expect(try Program.run(["status"]).code == 64)
    #expect(try Program.run(["status", "--connect", "nonsense"]).code == 64)
  }
}
