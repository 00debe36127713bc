import Dataset

@testable import Drawing
@testable import Export
@testable import Scheduling

/// A run at moments of its life, the same each time.
enum SampleRun {
  /// Workers of which some are late, some lost.
  static func workers(_ count: Int) -> [Snapshot.Worker] {
    (1...max(count, 1)).prefix(count).map { number in
      if number % 41 == 0 { return worker(number, "lost", heard: 75, rate: 0) }
      if number % 17 == 0 { return worker(number, "silent", heard: 12, rate: 30) }
      return worker(number, "active", heard: 1, rate: 61.7 + Double(number))
    }
  }

  static func worker(
    _ number: Int, _ state: String, heard: Double, rate: Double
  ) -> Snapshot.Worker {
    let lease = Snapshot.Running(
      shard: ShardIndex(number * 3), attempt: 1, events: number * 37 % 1000, eventsTotal: 1000,
      ageSeconds: 12)
    return Snapshot.Worker(
      name: "node\(number)", host: "rack\(number % 7)", pid: 1000 + number, slots: 4, state: state,
      leases: [lease], shardsDone: number, eventsDone: number * 1000, eventsPerSecond: rate,
      lastHeardSeconds: heard, log: "/shared/logs/node\(number).log")
  }

  /// In the middle of its work.
  static func status(workers count: Int) -> StatusDocument {
    var status = StatusDocument()
    status.bundle = "/shared/projects/drums/dataset"
    status.started = "2026-11-30T19:00:00Z"
    status.events.total = 3_000_000
    (status.events.done, status.events.running) = (1_200_000, 31_234)
    status.events.left = 1_768_766
    (status.events.skipped, status.events.skippedRunning) = (1_230, 4)
    status.events.quarantined = 3
    (status.events.perSecond, status.events.etaSeconds) = (12_345, 144)
    (status.clips.done, status.clips.running) = (2_400_000, 62_000)
    status.clips.seconds = 672_000
    (status.clips.bytes, status.clips.bytesLeft) = (59_000_000_000, 88_000_000_000)
    status.shards.total = 3000
    (status.shards.done, status.shards.leased, status.shards.pending) = (1200, 400, 1400)
    status.skips = ["missing_file": 1200, "out_of_range": 27, "quarantined": 3]
    status.workers = workers(count)
    return status
  }

  /// An export at three moments: planning, rendering and merging.
  static func pictures(namesWorkers: Bool) -> [(moment: String, picture: LivePicture)] {
    var course = Course(phases: RunStep.phases(isResumed: false), at: 0)
    course.reach(
      RunStep.planning(events: 400_000, expected: 3_000_000, bytes: 40, of: 300), at: 1000)
    course.reach(
      RunStep.planning(events: 800_000, expected: 3_000_000, bytes: 80, of: 300), at: 2000)
    let planning = course.picture(at: 2000)
    var status = status(workers: namesWorkers ? 40 : 1)
    course.reach(
      RunStep.rendering(status, left: nil, namesWorkers: namesWorkers), at: 8000)
    status.events.running += 123_450
    course.reach(
      RunStep.rendering(status, left: 144, namesWorkers: namesWorkers, merged: 1180), at: 18_000)
    let rendering = course.picture(at: 723_000)
    course.reach(RunStep.merging(0, of: 3000), at: 900_000)
    course.reach(RunStep.merging(1234, of: 3000), at: 902_000)
    let merging = course.picture(at: 902_000)
    return [("planning", planning), ("rendering", rendering), ("merging", merging)]
      .compactMap { moment, picture in picture.map { (moment, $0) } }
  }
}
