package import Bundle
import Dataset
import Files
import Glibc
package import Scheduling
import Synchronization

/// Keeps the run's status ready for readers, and in `status.json` for when nobody answers them.
package final class StatusBoard {
  package let layout: BundleLayout
  package let invocation: Invocation
  /// Goes on with the run where it ends early.
  private let resumeCommand: String
  private let amounts: StatusAmounts
  private let file: StatusFile?
  /// Events a second over the last minute.
  private var rate = Throughput(over: 60_000, every: 900)
  /// Committed before this run; nil until the first snapshot.
  private var before: Tally?
  private(set) var latest = StatusDocument() { didSet { latestBytes = [] } }
  /// `latest` as JSON; empty until somebody asks for it.
  private var latestBytes: [UInt8] = []
  private var madeAt: Tick?
  private var nextWrite = Tick(0)

  /// An answer may be this old: many readers cost no more than one.
  private static let freshness = Span.milliseconds(200)
  private static let writePause = Span.seconds(1)
  private static let writePauseCrowded = Span.seconds(5)
  /// Workers from which on the status is made less often.
  private static let crowd = 200

  /// A board that keeps a file in step, if it is given one.
  init(
    _ invocation: Invocation, _ plan: PlanSummary, in layout: BundleLayout, resumeCommand: String,
    file: StatusFile? = nil
  ) {
    self.layout = layout
    self.invocation = invocation
    self.resumeCommand = resumeCommand
    amounts = StatusAmounts(plan: plan, clips: invocation.options.clips)
    self.file = file
  }

  /// There are so many workers that a status costs milliseconds.
  package var isCrowded: Bool { latest.workers.count > Self.crowd }

  /// The status as of now, or of a moment ago.
  package func status(at now: Tick, _ snapshot: () -> Snapshot) -> StatusDocument {
    if madeAt.map({ now - $0 >= Self.freshness }) ?? true { make(snapshot(), at: now) }
    return latest
  }

  /// The same as JSON.
  package func bytes(at now: Tick, _ snapshot: () -> Snapshot) -> [UInt8] {
    _ = status(at: now, snapshot)
    if latestBytes.isEmpty { latestBytes = latest.json }
    return latestBytes
  }

  /// Writes `status.json` now and then; a failed write does not stop the run.
  package func writeWhenDue(at now: Tick, _ snapshot: () -> Snapshot) {
    guard nextWrite <= now else { return }
    file?.write(bytes(at: now, snapshot) + [0x0A])
    nextWrite = now + (isCrowded ? Self.writePauseCrowded : Self.writePause)
  }

  /// Takes in where the run stands in the end.
  package func conclude(_ snapshot: Snapshot, at now: Tick) { make(snapshot, at: now) }

  /// The last word of this run's coordinator, with the state as given.
  package func close(_ state: String) {
    latest.state = state
    if state == "complete" { latest.complete() }
    latest.written = Clock.seconds
    latest.workers = []
    latest.stragglers = []
    file?.conclude(with: latest.json + [0x0A])
  }

  private func make(_ snapshot: Snapshot, at now: Tick) {
    var document = StatusDocument()
    document.bundle = layout.root
    document.take(snapshot)
    document.run = invocation.run.hex
    document.host = Host.name
    document.pid = Int(getpid())
    document.started = invocation.start
    document.resumeCommand = resumeCommand
    document.written = Clock.seconds
    rate.note(document.events.finished, at: now.milliseconds)
    document.events.perSecond = rate.perSecond
    document.events.etaSeconds = rate.seconds(for: document.events.left)
    let counts = snapshot.counts
    amounts.add(to: &document, counts, splitsLeft: snapshot.splitsLeft)
    document.clips.running = snapshot.gains.clips
    let first = before ?? counts
    before = first
    document.lifetime = amounts.sum(counts)
    document.thisRun = amounts.sum(counts - first)
    latest = document
    madeAt = now
  }
}

/// Writes `status.json` on a thread beside the coordinator's: a slow disk holds nobody up.
final class StatusFile: Sendable {
  private let path: String
  private let queue: WorkQueue
  private let isBusy = Mutex(false)

  /// How long a disk may take for the last figures, in seconds.
  private static let patience = 10

  /// Starts the thread.
  init(_ path: String) throws(ThreadShortage) {
    self.path = path
    queue = try WorkQueue()
  }

  /// Writes the figures, unless earlier ones are on their way still; a file that cannot be written is no
  /// reason to stop.
  func write(_ text: [UInt8]) {
    let mayWrite = isBusy.withLock { busy in
      defer { busy = true }
      return !busy
    }
    guard mayWrite else { return }
    queue.add { [self] in
      try? FileSystem.replace(path, with: text)
      isBusy.withLock { $0 = false }
    }
  }

  /// Writes the last figures, and waits for that.
  func conclude(with text: [UInt8]) {
    queue.add { [path] in try? FileSystem.replace(path, with: text) }
    _ = queue.finish(withinSeconds: Self.patience)
  }
}
