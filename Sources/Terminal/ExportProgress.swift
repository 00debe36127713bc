package import Dataset
import Drawing
package import Export
package import Files
import RunState

/// Shows and logs the progress of an export.
package final class ExportProgress: RunObserver {
  private let progress: Progress
  private let log: RunLog
  /// The value of `--manifest-total`, until the plan is known.
  private let expectedEvents: Int?
  /// True if others start the workers, so that a reader wants to hear of them.
  private let hasGuests: Bool
  private var rate = Throughput(over: 30_000, every: 200)
  private let began = Clock.milliseconds
  private var logPace = PlainPace(at: Clock.milliseconds)
  private var isMerging = false
  /// Nil if no service manager waits for a word.
  private let service: Supervisor?

  /// With `head`, standard error is a log too: that line comes first, lines have times, and workers come from
  /// elsewhere.
  package init(
    _ style: ProgressStyle, log: RunLog, head: String? = nil, isResumed: Bool = false,
    expectedEvents: Int? = nil
  ) {
    progress = Progress(
      style, phases: RunStep.phases(isResumed: isResumed), head: head)
    hasGuests = head != nil
    self.log = log
    service = Supervisor()
    self.expectedEvents = expectedEvents
  }

  /// Shows how much of the manifest has been read.
  package func planning(_ at: ManifestProgress) {
    reach(
      RunStep.planning(
        events: at.events, expected: expectedEvents, bytes: at.bytesRead, of: at.bytesTotal))
  }

  /// Reports the plan, and how much of it will be skipped.
  package func planned(_ summary: PlanSummary) {
    var words =
      "planned \(summary.totalEvents.counted("event", "events"))"
      + " in \(summary.shardCount.counted("shard", "shards")),"
      + " \(summary.classes.count.counted("class", "classes"))"
    if summary.skippedTotal > 0 {
      words += "; at least \(summary.skippedTotal.grouped) will be skipped"
    }
    say(words)
  }

  /// Shows how many committed shards have been checked.
  package func checking(_ done: Int, of total: Int) {
    reach(RunStep.checking(done, of: total))
  }

  /// Shows the state of the rendering, and logs it from time to time.
  package func running(_ status: StatusDocument, merged: Int?) {
    let now = Clock.milliseconds
    rate.note(status.events.finished, at: now)
    let step = RunStep.rendering(
      status, left: rate.seconds(for: status.events.left), namesWorkers: hasGuests, merged: merged)
    service?.ready()
    reach(step)
    guard logPace.isDue(at: now), let words = words(of: step, rate: rate.perSecond) else { return }
    log.line(words)
  }

  /// Shows a step, and tells a service manager of it.
  private func reach(_ step: Step) {
    progress.reach(step)
    service?.works(words(of: step))
  }

  /// A step in a line.
  private func words(of step: Step, rate: Double? = nil) -> String? {
    let now = Clock.milliseconds
    var course = Course(phases: [step.phase], at: began)
    course.reach(step, at: now)
    guard var picture = course.picture(at: now) else { return nil }
    if let rate { picture.head.rate = rate }
    return picture.plain
  }

  /// Shows how many shards are merged; reports once that merging has begun.
  package func merging(_ done: Int, of total: Int) {
    if !isMerging { say("merging \(total.counted("shard", "shards"))") }
    isMerging = true
    reach(RunStep.merging(done, of: total))
  }

  /// Shows and logs news.
  package func notice(_ line: String) { say(line) }

  /// Shows and logs a warning, even if no progress is wanted.
  package func alarm(_ line: String) {
    log.line(line)
    progress.alarm(line)
  }

  /// Writes the last line, after all others.
  package func end(_ foot: String) {
    log.line(foot)
    progress.close(foot)
    service?.stopping()
  }

  /// Removes the picture.
  package func end() { progress.end() }

  private func say(_ words: String) {
    log.line(words)
    progress.say(words)
  }
}
