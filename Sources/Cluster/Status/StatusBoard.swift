import Bundle
import Dataset
import Glibc
import Scheduling

/// Keeps the run's status ready for whoever asks, and in `status.json` for when nobody answers.
final class StatusBoard {
  /// What does not change while a coordinator lives.
  struct Facts {
    var layout: BundleLayout
    var run: RunID
    var epoch: Epoch
    var started: String
    var plan: PlanSummary
    var clips: ClipOptions
    /// What goes on with the run where it ends early.
    var resumeCommand: String
  }

  let facts: Facts
  private let amounts: StatusAmounts
  private let file: StatusFile
  /// Events a second over the last minute.
  private var rate = Throughput(over: 60_000, every: 900)
  /// What was committed before this run; nil until the first snapshot.
  private var before: Tally?
  private(set) var latest = StatusDocument()
  private var latestBytes: [UInt8] = []
  private var madeAt: Tick?
  private var nextWrite = Tick(0)

  /// An answer may be this old: many readers cost no more than one.
  private static let freshness = Span.milliseconds(200)
  private static let writePause = Span.seconds(1)
  private static let writePauseCrowded = Span.seconds(5)
  /// Workers from which on the file is written less often.
  private static let crowd = 200
  /// Rows of workers in one status: keeps making it within some tens of milliseconds.
  private static let workersShown = 2000

  init(_ facts: Facts) {
    self.facts = facts
    amounts = StatusAmounts(plan: facts.plan, clips: facts.clips)
    file = StatusFile(facts.layout.status)
  }

  // MARK: For readers

  /// The status as JSON, made anew when the last one is too old.
  func bytes(at now: Tick, _ snapshot: () -> Snapshot) -> [UInt8] {
    if let madeAt, now - madeAt < Self.freshness, !latestBytes.isEmpty { return latestBytes }
    make(snapshot(), at: now)
    latestBytes = latest.json
    return latestBytes
  }

  /// Writes `status.json` now and then; a file that cannot be written is no reason to stop.
  func writeWhenDue(at now: Tick, _ snapshot: () -> Snapshot) {
    guard nextWrite <= now else { return }
    make(snapshot(), at: now)
    latestBytes = []
    let count = latest.workers.count + latest.workersOmitted
    nextWrite = now + (count > Self.crowd ? Self.writePauseCrowded : Self.writePause)
    file.write(text)
  }

  /// Takes in where the run stands in the end.
  func conclude(_ snapshot: Snapshot, at now: Tick) {
    make(snapshot, at: now)
  }

  /// The last word of this run's coordinator, with the state as given.
  func close(_ state: String) {
    latest.state = state
    if state == "complete" { latest.complete() }
    latest.written = Int(time(nil))
    latest.workers = []
    latest.workersOmitted = 0
    latest.stragglers = []
    file.conclude(with: text)
  }

  private var text: [UInt8] { latest.json + [0x0A] }

  // MARK: Making

  private func make(_ snapshot: Snapshot, at now: Tick) {
    let counts = snapshot.counts
    rate.note(counts.totalEvents + snapshot.eventsRunning, at: now.milliseconds)
    var document = StatusDocument()
    document.bundle = facts.layout.root
    document.take(snapshot, workersShown: Self.workersShown)
    document.run = facts.run.hex
    document.epoch = facts.epoch.number
    document.host = Host.name
    document.pid = Int(getpid())
    document.started = facts.started
    document.resumeCommand = facts.resumeCommand
    document.written = Int(time(nil))
    document.events.perSecond = rate.perSecond
    document.events.etaSeconds = rate.seconds(for: document.events.left)
    amounts.add(to: &document, counts, splitsLeft: snapshot.splitsLeft)
    let first = before ?? counts
    before = first
    document.lifetime = amounts.sum(counts)
    document.thisRun = amounts.sum(counts - first)
    latest = document
    madeAt = now
  }
}
