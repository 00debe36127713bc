import Bundle
import Files
import Foundation
import TestSupport
import Testing

@testable import Dataset
@testable import Export
@testable import Web

private struct Deaf: RunObserver {
  func planning(_ progress: ManifestProgress) {}
  func planned(_ summary: PlanSummary) {}
  func running(_ status: StatusDocument, merged: Int?) {}
  func checking(_ done: Int, of total: Int) {}
  func merging(_ done: Int, of total: Int) {}
  func notice(_ line: String) {}
  func alarm(_ line: String) {}
}

@Suite struct LiveRunTests {
  /// The answer of a path, as a browser on this machine would ask.
  private func answer(_ live: LiveRun, _ path: String) throws -> (Int, String) {
    let address = try WebAddress(parsing: "127.0.0.1:1")
    let head = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    let request = Result { () throws(RequestHead.Refusal) in try RequestHead(parsing: head[...]) }
    let answer = Routes(live, at: address, token: nil).answer(request)
    return (answer.status.rawValue, String(decoding: answer.body, as: UTF8.self))
  }

  @Test func `a run is told of while it plans, renders and merges`() throws {
    let scratch = try Scratch()
    let live = try LiveRun(BundleLayout(scratch.file("bundle")))
    let observer = WatchedObserver(Deaf(), live)
    #expect(try answer(live, "/readyz") == (503, "planning\n"))
    observer.planning(ManifestProgress(bytesRead: 25, bytesTotal: 100, events: 7))
    #expect(live.document.state == "planning")
    #expect(live.document.step == StatusDocument.Portion(total: 100, done: 25, left: 75))
    #expect(live.document.bundle == scratch.file("bundle"))
    for state in ["running", "paused", "draining"] {
      var status = StatusDocument()
      status.state = state
      status.events.total = 9
      observer.running(status, merged: nil)
      #expect(live.document == status)
      #expect(live.json == status.json + [0x0A])
      #expect(try answer(live, "/readyz") == (200, "\(state)\n"))
    }
    observer.merging(1, of: 4)
    #expect(live.document.state == "merging")
    #expect(live.document.events.total == 9)
    #expect(live.document.step == StatusDocument.Portion(total: 4, done: 1, left: 3))
    #expect(try answer(live, "/readyz") == (503, "merging\n"))
    #expect(try answer(live, "/healthz") == (200, "ok\n"))
    let metrics = try answer(live, "/metrics").1
    #expect(metrics.contains("clipmill_step_done_ratio 0.25\n"))
    #expect(metrics.contains("clipmill_run_state{state=\"merging\"} 1\n"))
  }

  @Test func `figures of the bundle's files are told once they are read`() throws {
    let corpus = try SmallCorpus(events: 12)
    let bundle = corpus.scratch.file("bundle")
    #expect(try Program.export(corpus.manifest, bundle).code == 0)
    let live = try LiveRun(BundleLayout(bundle))
    WatchedObserver(Deaf(), live).merging(0, of: 2)
    let deadline = Date.now + 60
    while live.document.events.total == 0, Date.now < deadline { usleep(1000) }
    #expect(live.document.events.total == 12)
    #expect(live.document.events.left == 0)
    #expect(live.document.state == "merging")
  }
}
