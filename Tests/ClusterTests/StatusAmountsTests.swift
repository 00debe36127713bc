import Bundle
import Dataset
import JSON
import Scheduling
import TestSupport
import Testing

@testable import Cluster
@testable import Export

/// The done and left amounts of a plan of 10 events in two source sets at 100 Hz.
@Suite struct StatusAmountsTests {
  private static var plan: PlanSummary {
    var plan = PlanSummary(manifest: FileStamp(path: "/m", size: 1, sha256: "00"))
    plan.totalEvents = 10
    plan.plannedClips = [.train: 12, .val: 4]
    plan.plannedFrames = [.train: sum(1200), .val: sum(400)]
    plan.plannedEvents = SplitEvents(train: 7, val: 3)
    plan.sourceSets = [set("a", events: 6, clips: 10), set("b", events: 4, clips: 6)]
    return plan
  }

  private static func sum(_ frames: Int) -> CappedSum {
    var sum = CappedSum()
    sum += frames
    return sum
  }

  private static func set(_ name: Text, events: Int, clips: Int) -> SourceSetCount {
    var set = SourceSetCount(name: name)
    set.events = events
    set.plannedClips = clips
    set.plannedFrames = sum(clips * 100)
    return set
  }

  /// Five events of `a` are done, four of them sliced into 8 clips of 90 frames.
  private static var counts: Tally {
    var counts = Tally()
    counts.totalEvents = 5
    counts.slicedEvents = 4
    counts.trainClips = 6
    counts.trainFrames = 540
    counts.valClips = 2
    counts.valFrames = 180
    counts.skipped = [.unreadable: 1]
    var source = SourceTally(name: "a")
    source.events = 5
    source.clips = 8
    source.frames = 720
    counts.add(source)
    return counts
  }

  private static func status(
    _ plan: PlanSummary = plan, _ counts: Tally = counts, format: ClipFormat = .wav,
    splitsLeft: SplitEvents? = SplitEvents(train: 3, val: 2)
  ) throws -> StatusDocument {
    var clips = ClipOptions()
    clips.sampleRate = 100
    clips.format = format
    var document = StatusDocument()
    document.events.total = plan.totalEvents
    StatusAmounts(plan: plan, clips: clips).add(to: &document, counts, splitsLeft: splitsLeft)
    return try #require(StatusDocument(json: document.json))
  }

  @Test func `events, clips, seconds and bytes are given as done and left, in total and by split`()
    throws
  {
    let status = try Self.status()
    #expect(status.train.events == .init(total: 7, done: 4, left: 3, sliced: 4))
    #expect(status.val.events == .init(total: 3, done: 1, left: 2, sliced: 0))
    #expect(status.clips.events == nil)
    for (clips, done, left, frames, framesLeft) in [
      (status.train, 6, 6, 540, 660), (status.val, 2, 2, 180, 220), (status.clips, 8, 8, 720, 880),
    ] {
      #expect([clips.done, clips.left, clips.planned] == [done, left, done + left])
      #expect(
        [clips.seconds, clips.secondsLeft] == [Double(frames) / 100, Double(framesLeft) / 100])
      #expect(
        [clips.bytes, clips.bytesLeft] == [44 * done + 2 * frames, 44 * left + 2 * framesLeft])
    }
  }

  @Test func `events, clips, seconds and bytes are given as done and left by source set`() throws {
    let sources = try Self.status().sources
    #expect(sources.map(\.name) == ["a", "b"])
    #expect(sources.map(\.events) == [6, 4])
    #expect(sources.map(\.done) == [5, 0])
    #expect(sources.map(\.left) == [1, 4])
    #expect(sources.map(\.clips) == [8, 0])
    #expect(sources.map(\.clipsLeft) == [2, 6])
    #expect(sources.map(\.clipsPlanned) == [10, 6])
    #expect(sources.map(\.seconds) == [7.2, 0])
    #expect(sources.map(\.secondsLeft) == [2.8, 6])
    #expect(sources.map(\.bytes) == [44 * 8 + 1440, 0])
    #expect(sources.map(\.bytesLeft) == [44 * 2 + 560, 44 * 6 + 1200])
  }

  @Test func `nothing is left if no event is left, although events were skipped`() throws {
    var counts = Self.counts
    counts.sources[0].events = 6
    var status = try Self.status(Self.plan, counts, splitsLeft: SplitEvents(train: 4))
    #expect(status.sources.map(\.clipsLeft) == [0, 6])
    #expect(status.sources.map(\.secondsLeft) == [0, 6])
    #expect([status.val.left, status.train.left, status.clips.left] == [0, 6, 8])
    counts.totalEvents = 10
    status = try Self.status(Self.plan, counts, splitsLeft: SplitEvents())
    #expect(status.sources.map(\.left) == [0, 0])
    #expect(status.sources.map(\.bytesLeft) == [0, 0])
    #expect([status.val.left, status.train.left, status.clips.left] == [0, 0, 0])
    #expect(status.clips.secondsLeft == 0)
  }

  @Test func `doing more than planned leaves nothing, not a negative amount`() throws {
    var counts = Self.counts
    counts.trainClips = 13
    counts.trainFrames = 1300
    let status = try Self.status(Self.plan, counts)
    #expect(status.train.left == 0)
    #expect(status.train.secondsLeft == 0)
    #expect(status.train.bytesLeft == 0)
  }

  @Test func `FLAC has no bytes, neither done nor left`() throws {
    let status = try Self.status(format: .flac)
    #expect(status.clips.bytes == nil && status.clips.bytesLeft == nil)
    #expect(status.sources.allSatisfy { $0.bytes == nil && $0.bytesLeft == nil })
    #expect(status.clips.secondsLeft == 8.8)
  }

  @Test func `a plan of an older build has the clips of the splits, and nothing else that is left`()
    throws
  {
    var plan = Self.plan
    plan.plannedFrames = nil
    plan.plannedEvents = nil
    for number in plan.sourceSets.indices {
      plan.sourceSets[number].plannedClips = nil
      plan.sourceSets[number].plannedFrames = nil
    }
    let status = try Self.status(plan, splitsLeft: nil)
    #expect([status.train.left, status.val.left] == [6, 2])
    #expect(status.train.events == nil)
    #expect(status.clips.secondsLeft == nil && status.clips.bytesLeft == nil)
    #expect(status.sources.map(\.left) == [1, 4])
    #expect(status.sources.allSatisfy { $0.clipsLeft == nil && $0.secondsLeft == nil })
    #expect(status.sources.map(\.seconds) == [7.2, 0])
  }

  @Test func `windows of any length make figures that a reader still takes`() throws {
    var plan = Self.plan
    plan.plannedFrames = [.train: Self.sum(1 << 53), .val: Self.sum(1 << 53)]
    plan.sourceSets[0].plannedFrames = Self.sum(1 << 53)
    let status = try Self.status(plan)
    #expect(status.clips.bytesLeft == 1 << 53)
    #expect(status.sources[0].bytesLeft == 1 << 53)
    #expect(status.val.secondsLeft == Double((1 << 53) - 180) / 100)
  }

  @Test func `source sets beyond two thousand are counted`() throws {
    var plan = Self.plan
    plan.sourceSets = (0..<2500).map { Self.set(Text("set-\($0)"), events: 1, clips: 1) }
    let status = try Self.status(plan)
    #expect(status.sources.count == 2000)
    #expect(status.sourcesOmitted == 500)
    #expect(StatusReply.parts(of: status.json).count < StatusReply.partsMaximum / 2)
  }

  @Test func `a status of an older build is read as far as it goes`() throws {
    let text = #"{"done":2,"planned":5,"seconds":1.5,"bytes":7}"#
    let clips = try JSONFile.decode(
      StatusDocument.Clips.self, from: Array(text.utf8), as: .line)
    #expect(clips.planned == 5 && clips.left == nil && clips.secondsLeft == nil)
    let row =
      #"{"name":"a","events":5,"files":2,"files_found":1,"events_missing":1,"done":3,"clips":4,"#
      + #""seconds":2.5,"bytes":9}"#
    let source = try JSONFile.decode(
      StatusDocument.Source.self, from: Array(row.utf8), as: .line)
    #expect(source.done == 3 && source.left == nil && source.clipsPlanned == nil)
  }
}
