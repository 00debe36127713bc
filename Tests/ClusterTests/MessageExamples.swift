import Dataset
import Scheduling

/// One valid message of each kind, with every field set.
enum MessageExamples {
  static let lease = Lease(shard: ShardIndex(17), epoch: Epoch(3), attempt: 2)

  static var fromWorker: [FromWorker] {
    var counts = Tally()
    counts.totalEvents = 10
    counts.slicedEvents = 7
    counts.skipped[.outOfRange] = 3
    counts.trainClips = 12
    counts.trainFrames = 148_188
    counts.sources = [SourceTally(name: "kit")]
    let report = FileStamp(
      path: "0/17.3.2.00ff00ff00ff00ff.jsonl", size: 4711,
      sha256: String(repeating: "ab", count: 32))
    let hello = Hello(
      worker: "node-1", host: "h1", pid: 4242, slots: 8, build: "0.1.0 x", libraries: "sndfile 1",
      log: "/var/log/worker.log",
      proof: Proof(
        run: String(repeating: "0", count: 32), options: "o", manifestSize: 9,
        manifestSHA256: "m", emptyRoots: ["/data"]),
      holding: [Held(lease: lease, skipped: 1, narrowed: true)])
    let messages: [WorkerMessage] = [
      .hello(hello),
      .heartbeat(
        Heartbeat(
          number: 5, freeSlots: 1,
          leases: [LeaseProgress(lease: lease, running: true, events: 4, beat: 9)])),
      .done(Completion(lease: lease, report: report, counts: counts, skipped: 1)),
      .failed(
        Failure(
          lease: lease, kind: .inputUnreachable, positions: [3, 4], ordinal: 8, signal: 11,
          root: "/data", rootReadable: true, events: 2, words: "gone")),
      .goodbye(Goodbye(returned: [lease], leaving: true)),
      .status,
    ]
    return messages.map { FromWorker(incarnation: Incarnation(0xFEED), message: $0) }
  }

  static var fromCoordinator: [FromCoordinator] {
    guard let run = RunID(String(repeating: "7", count: 32)) else { return [] }
    let job = Job(description: #"{"path":"/b/.clipmill/job.json","sha256":"00"}"#)
    let grant = Grant(
      lease: lease, row: PlanRow(offset: 100, length: 200, digest: "d"), skip: [1, 5],
      narrowed: 0..<8, adopts: Lease(shard: ShardIndex(17), epoch: Epoch(2), attempt: 1))
    let messages: [CoordinatorMessage] = [
      .prove(job),
      .welcome(Welcome(job: job, heartbeat: .seconds(2), eventDeadline: .seconds(20))),
      .grant(grant), .acknowledged(lease), .fenced(lease), .unknown,
      .refused(Refusal(reason: .wrongRun, words: "another run")), .drain, .finished, .heard(7),
    ]
    return messages.map { FromCoordinator(run: run, epoch: Epoch(3), message: $0) }
  }
}
