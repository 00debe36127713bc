package import Bundle
package import Dataset
package import Export
package import Files
import RunState
import Synchronization

/// The state of a run of this process, for readers on other threads.
///
/// The run leaves its figures here and goes on; texts are made of them when somebody asks.
package final class LiveRun: Sendable {
  fileprivate enum Phase: Hashable {
    case planning
    case rendering
    case merging
  }

  private struct State {
    var phase = Phase.planning
    /// The figures of a rendering coordinator.
    var live: StatusDocument?
    /// Those of the bundle's files, for all other times, and when they were asked for.
    var filed: StatusDocument?
    var askedAt: Int?
    var isAsking = false
    var step: StatusDocument.Portion?
    var heardAt = Clock.milliseconds
  }

  private let layout: BundleLayout
  private let figures = Mutex(State())
  /// What was last made into text; the run never waits for these locks.
  private let told = Mutex<Told?>(nil)
  private let measured = Mutex<Told?>(nil)
  private let queue: WorkQueue

  private struct Told {
    let document: StatusDocument
    let text: [UInt8]
    /// No other text is made before this time.
    let until: ContinuousClock.Instant
  }

  /// The part of a CPU that large texts take at most, however many ask: one in so many.
  private static let textShare = 50
  /// Workers of a run up to which texts are made again for each reader.
  private static let largeCrowd = 200
  /// Milliseconds between two looks at the bundle's files.
  private static let fileLook = 1000
  /// Seconds without a word of a rendering run, which speaks several times a second, until it counts as hung.
  private static let patience = 120
  /// States in which workers are admitted.
  static let admitting: Set = ["running", "paused", "draining"]

  /// A run that is about to begin or resume this bundle.
  package init(_ bundle: BundleLayout) throws(ThreadShortage) {
    layout = bundle
    queue = try WorkQueue()
  }

  // MARK: What the run says

  fileprivate func note(_ document: StatusDocument) {
    figures.withLock { state in
      state.phase = .rendering
      state.live = document
      state.step = nil
      state.heardAt = Clock.milliseconds
    }
  }

  fileprivate func note(_ phase: Phase, _ done: Int, of total: Int) {
    figures.withLock { state in
      // The files have newer figures than the last of the coordinator.
      if state.phase != phase { state.askedAt = nil }
      state.phase = phase
      state.step = StatusDocument.Portion(total: total, done: done, left: max(total - done, 0))
      state.heardAt = Clock.milliseconds
    }
  }

  // MARK: What readers are told

  /// The figures of now: those that `status --json` prints, and how far planning or merging is.
  var document: StatusDocument {
    let (document, asks) = figures.withLock { state in
      let now = Clock.milliseconds
      let isOld = state.askedAt.map { now - $0 >= Self.fileLook } ?? true
      let isDue = state.phase != .rendering && isOld && !state.isAsking
      if isDue { (state.askedAt, state.isAsking) = (now, true) }
      return (Self.document(of: state, layout.root), isDue)
    }
    if asks { readFiles() }
    return document
  }

  private static func document(of state: State, _ bundle: String) -> StatusDocument {
    if state.phase == .rendering, let live = state.live { return live }
    var document = state.filed ?? state.live ?? StatusDocument()
    document.bundle = bundle
    document.step = state.step
    document.state = state.phase == .planning ? "planning" : "merging"
    return document
  }

  /// One line of JSON with its line end; figures that take long to write are not written again for each reader.
  var json: [UInt8] {
    let document = document
    return told.withLock { Self.text(of: document, &$0) { $0.json + [0x0A] } }
  }

  /// The same as metrics.
  var metrics: [UInt8] {
    let document = document
    return measured.withLock { Self.text(of: document, &$0) { StatusMetrics($0).text } }
  }

  private static func text(
    of document: StatusDocument, _ last: inout Told?, _ make: (StatusDocument) -> [UInt8]
  ) -> [UInt8] {
    let began = ContinuousClock.now
    if let last, began < last.until || last.document == document { return last.text }
    let text = make(document)
    let isLarge = document.workers.count > largeCrowd
    let cost = isLarge ? ContinuousClock.now - began : .zero
    last = Told(document: document, text: text, until: .now + cost * textShare)
    return text
  }

  /// The word for the phase.
  var state: String { document.state }

  /// Seconds since the last word of a rendering run that has said nothing for minutes; nil for all others.
  var silence: Int? {
    let (phase, heardAt) = figures.withLock { ($0.phase, $0.heardAt) }
    let seconds = (Clock.milliseconds - heardAt) / 1000
    return phase == .rendering && seconds >= Self.patience ? seconds : nil
  }

  /// Reads them on another thread: a file system that hangs keeps no reader waiting.
  private func readFiles() {
    queue.add { [weak self, layout] in
      var troubles: [String] = []
      let owner = try? OwnerRecord.onRecord(of: layout)
      let document = StatusFiles(layout, owner: owner).read(&troubles)
      self?.figures.withLock { ($0.filed, $0.isAsking) = (document, false) }
    }
  }
}

/// Passes a run's progress on, and leaves it for readers.
package struct WatchedObserver: RunObserver {
  private let next: any RunObserver
  private let run: LiveRun

  /// An observer in front of another.
  package init(_ next: any RunObserver, _ run: LiveRun) {
    self.next = next
    self.run = run
  }

  /// Leaves how much of the manifest is read.
  package func planning(_ progress: ManifestProgress) {
    run.note(.planning, progress.bytesRead, of: progress.bytesTotal)
    next.planning(progress)
  }

  /// Passes the plan on.
  package func planned(_ summary: PlanSummary) { next.planned(summary) }

  /// Leaves the figures of the rendering.
  package func running(_ status: StatusDocument, merged: Int?) {
    run.note(status)
    next.running(status, merged: merged)
  }

  /// Leaves how many committed shards are checked, which is part of planning.
  package func checking(_ done: Int, of total: Int) {
    run.note(.planning, done, of: total)
    next.checking(done, of: total)
  }

  /// Leaves how many shards are merged.
  package func merging(_ done: Int, of total: Int) {
    run.note(.merging, done, of: total)
    next.merging(done, of: total)
  }

  /// Passes news on.
  package func notice(_ line: String) { next.notice(line) }

  /// Passes a warning on.
  package func alarm(_ line: String) { next.alarm(line) }
}
