package import Bundle
import Dataset
import Files
import Glibc
package import RunState
package import Scheduling
import Synchronization

/// Keeps the run's status ready for readers, and in `status.json` for when no coordinator answers.
package final class StatusBoard {
  package let layout: BundleLayout
  package let invocation: Invocation
  /// The command that resumes the run if it ends early.
  private let resumeCommand: String
  private let amounts: StatusAmounts
  private let file: StatusFile?
  /// Events a second over the last minute.
  private var rate = Throughput(over: 60_000, every: 900)
  /// Committed before this run; nil until the first snapshot.
  private var before: Tally?
  private(set) var latest = StatusDocument() { didSet { latestBytes = [] } }
  /// `latest` as JSON; empty until a reader asks for it.
  private var latestBytes: [UInt8] = []
  private var madeAt: Tick?
  private var nextWrite = Tick(0)

  /// The greatest age of an answer: many readers cost no more than one.
  private static let freshness = Span.milliseconds(200)
  private static let writePause = Span.seconds(1)
  private static let writePauseCrowded = Span.seconds(5)
  /// The number of workers from which the status is made less often.
  private static let crowd = 200

  /// A board that keeps a file up to date, if it is given one.
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

  /// True if there are so many workers that a status costs milliseconds.
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

  /// Records the state of the run at its end.
  package func conclude(_ snapshot: Snapshot, at now: Tick) { make(snapshot, at: now) }

  /// The last status of this run's coordinator, with the given state.
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

/// Writes `status.json` on a second thread: a slow disk delays nobody.
final class StatusFile: Sendable {
  private let path: String
  private let queue: WorkQueue
  private let isBusy = Mutex(false)

  /// Seconds that a disk may take for the last figures.
  private static let patience = 10

  /// Starts the thread.
  init(_ path: String) throws(ThreadShortage) {
    self.path = path
    queue = try WorkQueue()
  }

  /// Writes the figures, unless earlier ones are still being written; a file that cannot be written is not a reason
  /// to stop.
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

  /// Writes the last figures, and waits until they are written.
  func conclude(with text: [UInt8]) {
    queue.add { [path] in try? FileSystem.replace(path, with: text) }
    _ = queue.finish(withinSeconds: Self.patience)
  }
}
