package import Dataset
import Drawing
package import Export
package import Files
import Scheduling

/// Shows and logs how an export goes.
package final class ExportProgress: RunObserver {
  private let progress: Progress
  private let log: RunLog
  /// What `--manifest-total` says, until the plan is known.
  private let expectedEvents: Int?
  private var rate = Throughput(over: 10_000, every: 0)
  private var logPause = Pause(Progress.plainPause, isOver: true)

  /// With `head`, standard error is a log too: that line comes first, and lines have times.
  package init(_ style: ProgressStyle, log: RunLog, head: String? = nil, expectedEvents: Int? = nil)
  {
    progress = Progress(style, atOnce: true, head: head)
    self.log = log
    self.expectedEvents = expectedEvents
  }

  package func planning(_ at: ManifestProgress) {
    let total = expectedEvents.map { " of about \($0.grouped)" } ?? ""
    progress.show(
      "planning: " + Progress.reading(at.events, total, bytes: at.bytesRead, of: at.bytesTotal))
  }

  package func planned(_ summary: PlanSummary) {
    var words =
      "planned \(summary.totalEvents.grouped) events"
      + " in \(summary.shardCount) \(summary.shardCount == 1 ? "shard" : "shards"),"
      + " \(summary.classes.count) \(summary.classes.count == 1 ? "class" : "classes")"
    if summary.skippedTotal > 0 {
      words += "; at least \(summary.skippedTotal.grouped) will be skipped"
    }
    say(words)
  }

  package func running(_ status: StatusDocument) {
    rate.note(status.events.finished, at: Clock.milliseconds)
    let picture = RunPicture(status: status, rate: rate)
    if logPause.isOver() {
      log.line(picture.line)
      progress.showPlain(picture.line)
    }
    progress.showLive(picture.block)
  }

  /// The last line, after whatever else is said.
  package func end(_ foot: String) {
    log.line(foot)
    progress.close(foot)
  }

  package func merging() { say("merging") }

  package func notice(_ line: String) { say(line) }

  package func alarm(_ line: String) {
    log.line(line)
    progress.alarm(line)
  }

  /// Removes the moving lines.
  package func end() { progress.end() }

  private func say(_ words: String) {
    log.line(words)
    progress.say(words)
  }
}

/// Where a run is, as text.
private struct RunPicture {
  let status: StatusDocument
  let rate: Throughput

  /// One line for logs and pipes.
  var line: String { "\(percent)% of events, \(counts), \(pace), shards \(shards)" }

  /// A bar and three lines of figures, none wider than `columns`.
  func block(columns: Int) -> [String] {
    var lines = [
      Bar.text(
        status.events.finished, of: status.events.total, percent: percent, columns: columns),
      "events  \(counts), \(pace)",
      "clips   \(status.clips.done.grouped) in finished shards"
        + " (train \(status.train.done.grouped), val \(status.val.done.grouped))",
      "shards  \(shards)",
    ]
    lines += status.troubles.map { "waiting \($0)" }
    return lines.map { String($0.prefix(columns - 1)) }
  }

  private var percent: Int { Progress.percent(status.events.finished, of: status.events.total) }

  private var counts: String {
    var text = "\(status.events.finished.grouped) of \(status.events.total.grouped)"
    if status.events.skipped > 0 { text += ", \(status.events.skipped.grouped) skipped" }
    if status.events.quarantined > 0 { text += ", \(status.events.quarantined) quarantined" }
    return text
  }

  private var pace: String {
    guard !status.workers.isEmpty else { return "waiting for workers" }
    guard rate.perSecond >= 0.5,
      let left = rate.seconds(for: status.events.total - status.events.finished)
    else {
      return status.events.finished == 0 ? "starting" : "no event ended lately"
    }
    return "\(Int(rate.perSecond).grouped) events/s, \(Numbers.duration(seconds: left)) left"
  }

  private var shards: String {
    "\(status.shards.done) of \(status.shards.total) done,"
      + " \(renderers) \(renderers == 1 ? "renderer" : "renderers")"
      + " in \(heard.count) \(heard.count == 1 ? "worker" : "workers")"
      + Self.unheard.map { state in
        let count = status.workers.count { $0.state == state }
        return count == 0 ? "" : ", \(count) \(state)"
      }.joined()
  }

  /// States of workers whose renderers do not count.
  private static let unheard = ["silent", "lost"]

  private var heard: [Snapshot.Worker] {
    status.workers.filter { !Self.unheard.contains($0.state) }
  }

  private var renderers: Int { heard.reduce(0) { $0 + $1.slots } }
}
