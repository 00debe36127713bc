import Bundle
import Dataset
import Export
import Files
import Foundation
import Glibc
import Messaging
import RunState
import Scheduling
import TestSupport
import Testing

@testable import Cluster

/// Real coordinators and workers over TCP with CURVE keys.
@Suite(.serialized) struct NetworkRunTests {
  @Test func `workers with keys make the same bundle as one host, and leave with 0`() throws {
    let run = try NetworkRun(events: 1500)
    let workers = [try run.startWorker("a"), try run.startWorker("b")]
    let result = try run.coordinator.wait()
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.leftovers.isEmpty)
    for worker in workers {
      let end = try worker.wait()
      #expect(end.code == 0, "\(end.errors)")
      #expect(end.leftovers.isEmpty)
    }
    let late = try run.startWorker("b", patience: "2s").wait()
    #expect(late.code == 0, "\(late.errors)")
    #expect(!late.errors.contains("admitted"))
    #expect(try run.digest() == run.undisturbedDigest())
  }

  @Test func `a coordinator prints where it listens, and how to start a worker`() throws {
    let run = try NetworkRun(flags: ["--progress", "plain"])
    let place = try run.endpoint()
    let notice = try listening(run.coordinator)
    #expect(notice.place == place.description)
    let worker = try RunningProcess(
      [
        "/bin/sh", "-c",
        notice.command.replacing("WORKER.key", with: run.keys.secretKey(of: .worker("a"))),
      ],
      environment: [
        "PATH": "\(URL(filePath: Program.clipmill).deletingLastPathComponent().path):/usr/bin:/bin"
      ])
    #expect(try run.coordinator.wait().code == 0)
    let end = try worker.wait()
    #expect(end.code == 0, "\(end.errors)")
  }

  /// The parts of the coordinator's line.
  private func listening(_ coordinator: RunningProcess) throws -> (place: String, command: String) {
    var found: (String, String)?
    _ = try coordinator.waits {
      let line = /listening at (\S+); a worker is started with: (clipmill worker .*)\n/
      found = coordinator.errorsSoFar.firstMatch(of: line).map { (String($0.1), String($0.2)) }
      return found != nil
    }
    return try #require(found)
  }

  @Test func `each line of a coordinator has its time, from the version to the exit code`() throws {
    let run = try NetworkRun(flags: ["--progress", "plain"])
    let worker = try run.startWorker("a")
    let end = try run.coordinator.wait()
    #expect(try worker.wait().code == 0)
    let lines = end.errors.split(separator: "\n")
    let timed = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ .+/
    #expect(lines.filter { $0.wholeMatch(of: timed) == nil } == [])
    #expect(
      lines.first?.contains(/Z clipmill \S+ on \S+, pid \d+: clipmill coordinator \//) == true)
    #expect(lines.last?.contains(/Z exit code 0 after \S+s$/) == true)
  }

  @Test func `a random key, a reader's key and no key do not work`() throws {
    let run = try NetworkRun()
    // The coordinator's own test of its listener is not a stranger.
    #expect(try run.waits { $0.source == "live" && $0.retries.refusedHandshakes == 0 })
    let others = KeyDirectory(run.corpus.scratch.file("others"))
    try others.make([.worker("a")])
    let stranger = try run.startWorker("a", keys: others).wait()
    #expect(stranger.code == 77)
    #expect(stranger.errors.contains("key refused"))
    let reader = try run.startWorker(keys: [
      "--key", run.keys.secretKey(of: .reader("r")), "--server-key", run.keys.serverKey,
    ]).wait()
    #expect(reader.code == 77)
    let nobody = try run.startWorker(keys: [], patience: "2s").wait()
    #expect(nobody.code == 75)
    let status = try run.status()
    #expect(status.workers.isEmpty)
    #expect(status.shards.done == 0)
    #expect(status.retries.refusedHandshakes >= 1)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `garbage, plaintext and a hostile admitted worker change nothing`(seed: UInt64) throws {
    var generator = SeededNumbers(seed: seed)
    let run = try NetworkRun()
    let endpoint = try run.endpoint()
    let connections = (0..<200).map { _ in RawConnection(to: endpoint.description) }
    for (number, connection) in connections.enumerated() where number % 2 == 0 {
      connection.send((0..<512).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
    let plain = try Intruder(to: endpoint, security: .open)
    #expect(try !plain.send([[1]], within: .milliseconds(300)))
    let hostile = try Intruder(
      to: endpoint,
      security: .curve(
        try CurveKeyPair(secretKeyFile: run.keys.secretKey(of: .worker("b"))),
        server: try CurvePublicKey(file: run.keys.serverKey)))
    #expect(try hostile.send(hostileMessages(using: &generator)))
    let worker = try run.startWorker("a")
    let result = try run.coordinator.wait()
    #expect(result.code == 0, "\(result.errors)")
    #expect(try worker.wait().code == 0)
    #expect(try run.digest() == run.undisturbedDigest())
    withExtendedLifetime(connections) {}
  }

  /// Valid words that lie, and bytes that are no words.
  private func hostileMessages(using generator: inout SeededNumbers) -> [[UInt8]] {
    var messages = MessageExamples.fromWorker.map { MessageCodec.encode($0) }
    for shard in 0..<6 {
      let lease = Lease(shard: ShardIndex(shard), epoch: Epoch(1), attempt: 1)
      let report = FileStamp(
        path: "0/\(lease.name).0000000000000000.jsonl", size: 1,
        sha256: String(repeating: "0", count: 64))
      let done = Completion(lease: lease, report: report, counts: Tally(), skipped: 0)
      let lie = FromWorker(incarnation: Incarnation(0xFEED), message: .done(done))
      messages.append(MessageCodec.encode(lie))
    }
    for _ in 0..<3000 {
      let size = Int.random(in: 1...400, using: &generator)
      messages.append((0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
    return messages
  }

  @Test func `a killed worker is replaced, and nothing is missing`() throws {
    let run = try NetworkRun(events: 1500)
    let first = try run.startWorker("a")
    #expect(try run.waits { $0.shards.done >= 1 })
    first.send(SIGKILL)
    #expect(try first.wait().signal == SIGKILL)
    let second = try run.startWorker("b")
    #expect(try second.wait().code == 0)
    #expect(try run.coordinator.wait().code == 0)
    #expect(try run.digest() == run.undisturbedDigest())
  }

  @Test func `a worker that has to stop gives back its shards and leaves with 75`() throws {
    let run = try NetworkRun(events: 1500)
    let first = try run.startWorker("a")
    #expect(try run.waits { $0.shards.done >= 1 })
    first.send(SIGTERM)
    let end = try first.wait()
    #expect(end.code == 75, "\(end.errors)")
    #expect(end.leftovers.isEmpty)
    #expect(try run.waits { $0.workers.isEmpty && $0.shards.leased == 0 })
    let second = try run.startWorker("b")
    #expect(try second.wait().code == 0)
    #expect(try run.coordinator.wait().code == 0)
  }

  @Test func `a worker whose key is listed after it starts gets in, and no refusal of it is shown`()
    throws
  {
    let run = try NetworkRun(events: 1500)
    let later = KeyDirectory(run.corpus.scratch.file("later"))
    try later.make([.worker("c")])
    let worker = try run.startWorker("c", keys: later)
    #expect(try run.waits { $0.retries.refusedHandshakes >= 1 && $0.workers.isEmpty })
    let lists = try [run.keys.allowList, later.allowList].map { try FileSystem.read($0) }
    try replaceList(of: run, with: lists[0] + lists[1])
    #expect(try run.waits { $0.workers.count == 1 && $0.retries.refusedHandshakes == 0 })
    let end = try worker.wait()
    #expect(end.code == 0)
    #expect(
      end.errors.contains(
        "the key is not in the coordinator's allow-list yet: trying again for 15 s"))
    #expect(try run.coordinator.wait().code == 0)
  }

  /// At once: half a list would be read otherwise.
  private func replaceList(of run: NetworkRun, with bytes: [UInt8]) throws {
    let other = run.corpus.scratch.file("keys/other-list")
    try FileSystem.replace(other, with: bytes)
    chmod(other, 0o600)
    try FileSystem.rename(other, run.keys.allowList)
  }

  @Test func `a revoked key loses its shards at once and does not come back`() throws {
    let run = try NetworkRun(events: 1500)
    let worker = try run.startWorker("b")
    #expect(try run.waits { $0.workers.count == 1 })
    let list = try FileSystem.read(run.keys.allowList).split(separator: 0x0A)
    let left = list.filter { !String(decoding: $0, as: UTF8.self).hasPrefix("worker b ") }
    #expect(left.count == list.count - 1)
    try replaceList(of: run, with: Array(left.joined(separator: [0x0A])) + [0x0A])
    #expect(try run.waits { $0.workers.isEmpty && $0.shards.leased == 0 })
    let end = try worker.wait()
    #expect(end.code == 77)
    #expect(end.errors.contains("its key was taken off the allow-list"), "\(end.errors)")
    #expect(end.leftovers.isEmpty)
    let again = try run.startWorker("b").wait()
    #expect(again.code == 77)
    let other = try run.startWorker("a")
    #expect(try other.wait().code == 0)
    #expect(try run.coordinator.wait().code == 0)
  }

  @Test
  func `an allow-list that is gone lets nobody in or out, and status and the coordinator say so`()
    throws
  {
    let run = try NetworkRun(events: 1500)
    let worker = try run.startWorker("a")
    #expect(try run.waits { $0.workers.count == 1 })
    let words = "the allow-list stays as it was, nobody is let in or out"
    try FileSystem.rename(run.keys.allowList, run.keys.allowList + ".away")
    #expect(try run.waits { $0.troubles.contains { $0.hasPrefix(words) } })
    #expect(run.coordinator.errorsSoFar.contains(words))
    #expect(try run.status().workers.count == 1)
    // The run must not end before the list is back.
    worker.send(SIGSTOP)
    try FileSystem.rename(run.keys.allowList + ".away", run.keys.allowList)
    #expect(try run.waits { $0.troubles.isEmpty })
    worker.send(SIGCONT)
    #expect(try worker.wait().code == 0)
    #expect(try run.coordinator.wait().code == 0)
  }

  @Test func `workers find a coordinator that was killed and came back elsewhere`() throws {
    let run = try NetworkRun(events: 1500)
    let worker = try run.startWorker("a")
    #expect(try run.waits { $0.shards.done >= 1 })
    let before = try run.endpoint()
    run.coordinator.send(SIGKILL)
    _ = try run.coordinator.wait()
    try run.resume()
    #expect(try run.waits { !$0.workers.isEmpty || $0.shards.leased > 0 })
    #expect(try run.endpoint() != before)
    #expect(try worker.wait().code == 0)
    #expect(try run.coordinator.wait().code == 0)
    #expect(try run.digest() == run.undisturbedDigest())
  }

  @Test func `status while a run merges is read from the files without a wait for an answer`()
    throws
  {
    let run = try NetworkRun(events: 1500)
    let worker = try run.startWorker("a")
    #expect(try run.waits { $0.shards.done >= 1 })
    let layout = BundleLayout(run.bundle)
    let commit = try #require(try RunHistory.read(layout)?.commits.values.first)
    let report = "\(layout.reports)/\(commit.completion.report.path)"
    // The merge waits for a report that it cannot see.
    try FileSystem.rename(report, report + ".away")
    #expect(try run.coordinator.waits { try CoordinatorPlace.bundle(run.bundle).endpoint() == nil })
    let status = try run.status()
    #expect(status.state == "merging")
    #expect(status.source == "files")
    #expect(status.unanswered == nil)
    #expect(status.shards.done == status.shards.total)
    try FileSystem.rename(report + ".away", report)
    #expect(try worker.wait().code == 0)
    #expect(try run.coordinator.wait().code == 0)
    #expect(try run.status().state == "complete")
    #expect(try run.digest() == run.undisturbedDigest())
  }

  @Test func `workers continue when a run was resumed with more events`() throws {
    let run = try NetworkRun(events: 1500, flags: ["--limit", "1200"])
    let worker = try run.startWorker("a")
    #expect(try run.waits { $0.shards.done >= 1 })
    run.coordinator.send(SIGKILL)
    _ = try run.coordinator.wait()
    try run.resume(["--limit", "1500"])
    let result = try run.coordinator.wait()
    #expect(result.code == 0, "\(result.errors)")
    let end = try worker.wait()
    #expect(end.code == 0, "\(end.errors)")
    #expect(try ReadBundle(run.bundle).count("total_events") == 1500)
  }

  @Test func `a worker's log stays short, whatever process writes into it`() throws {
    let scratch = try Scratch()
    let log = scratch.file("log")
    let worker = try RunningProcess([
      Program.clipmill, "worker", "--bundle", scratch.file("none"), "--slots", "1", "--log", log,
    ])
    #expect(try worker.waits { (FileSystem.size(log) ?? 0) > 0 })
    let lines = Array(repeating: UInt8(ascii: "x"), count: 1023) + [0x0A]
    try Descriptor(opening: log, O_WRONLY | O_APPEND).write(
      Array(repeating: lines, count: 5000).flatMap { $0 })
    // The end of it is written again once all of it is cut.
    #expect(try worker.waits { (1_000_000...1 << 20).contains(FileSystem.size(log) ?? 0) })
    let kept = try FileSystem.read(log)
    #expect(kept.prefix(1024).elementsEqual(lines))
    worker.send(SIGTERM)
    #expect(try worker.wait().code == 75)
  }

  @Test func `a worker that comes first waits for the bundle, but not for ever`() throws {
    let scratch = try Scratch()
    let result = try Program.run(
      ["worker", "--bundle", scratch.file("none"), "--patience", "1s", "--slots", "1"])
    #expect(result.code == 75)
    #expect(result.errors.contains("waiting for"))
  }
}
