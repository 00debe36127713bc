import ArgumentParser
import Cluster
import Dataset
import Glibc
import Planning

/// How progress is shown.
enum ProgressStyle: String, CaseIterable, ExpressibleByArgument {
  case auto
  case live
  case plain
  case none
}

/// Shows how a run goes: a block that is redrawn on a terminal, a line now and then elsewhere.
///
/// Progress goes to standard error, so that standard output holds the result alone.
final class Display: RunObserver {
  private let style: ProgressStyle
  private let log: RunLog
  /// What `--manifest-total` says, until the plan is known.
  private let expectedEvents: Int?
  private var block = LiveBlock(descriptor: 2)
  private var rate = RateMeter()
  private var totalEvents = 0
  private var lastShown = -Double.infinity
  private var lastLogged = -Double.infinity

  /// Seconds between two pictures, and between two plain lines.
  private static let livePause = 0.1
  private static let plainPause = 5.0

  init(_ style: ProgressStyle, isJSON: Bool, log: RunLog, expectedEvents: Int? = nil) {
    let automatic: ProgressStyle = Output.isTerminal(2) ? .live : .plain
    self.style = style == .auto ? automatic : style
    self.log = log
    self.expectedEvents = expectedEvents
  }

  func planning(_ progress: Planner.Progress) {
    guard isDue(&lastShown, every: style == .live ? Self.livePause : Self.plainPause) else {
      return
    }
    let share = progress.bytesTotal == 0 ? 100 : 100 * progress.bytesRead / progress.bytesTotal
    let total = expectedEvents.map { " of about \(Durations.grouped($0))" } ?? ""
    let words =
      "planning: \(Durations.grouped(progress.events))\(total) events, \(share)% of the manifest"
    switch style {
    case .live: block.draw([words])
    case .plain: Output.error(words)
    case .auto, .none: break
    }
  }

  func planned(_ summary: PlanSummary) {
    totalEvents = summary.totalEvents
    var words =
      "planned \(Durations.grouped(summary.totalEvents)) events in \(summary.shardCount)"
      + " \(summary.shardCount == 1 ? "shard" : "shards"),"
      + " \(summary.classes.count) \(summary.classes.count == 1 ? "class" : "classes")"
    if summary.skippedTotal > 0 {
      words += "; at least \(Durations.grouped(summary.skippedTotal)) will be skipped"
    }
    say(words)
  }

  func running(_ progress: RunProgress) {
    rate.note(events: progress.events)
    let picture = ProgressPicture(progress, rate: rate.perSecond)
    if isDue(&lastLogged, every: Self.plainPause) {
      log.line(picture.line)
      if style == .plain { Output.error(picture.line) }
    }
    if style == .live, isDue(&lastShown, every: Self.livePause) {
      block.draw(picture.block(columns: Output.columns(2)))
    }
  }

  func merging() { say("merging") }

  func notice(_ line: String) { say(line) }

  func alarm(_ line: String) {
    log.line(line)
    block.clear()
    Output.error(line)
  }

  /// Takes the moving block away.
  func end() { block.clear() }

  private func say(_ words: String) {
    log.line(words)
    guard style != .none else { return }
    block.clear()
    Output.error(words)
  }

  private func isDue(_ last: inout Double, every pause: Double) -> Bool {
    let now = RateMeter.seconds
    guard now - last >= pause else { return false }
    last = now
    return true
  }
}
