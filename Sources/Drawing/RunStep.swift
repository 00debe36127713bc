import Dataset
package import Export
import Scheduling

/// The steps of an export in its picture.
package enum RunStep {
  /// The phases of an export in their order; a resume first checks the existing clips.
  package static func phases(isResumed: Bool) -> [String] {
    isResumed
      ? ["planning", "checking", "rendering", "merging"] : ["planning", "rendering", "merging"]
  }

  /// Reading the manifest; `expected` is the number of events if it was given.
  package static func planning(
    events: Int, expected: Int?, bytes: Int, of total: Int
  ) -> Step {
    var step = Step("planning", bytes, of: total, count: events, unit: "events")
    let about = expected.map { " of about \($0.grouped)" } ?? ""
    step.counters = [LivePicture.Counter("events", events.grouped + about)]
    return step
  }

  /// Checking the clips of committed shards.
  package static func checking(_ done: Int, of total: Int) -> Step {
    var step = Step("checking", done, of: total, unit: "shards")
    step.counters = [
      LivePicture.Counter("shards", "\(done.grouped) of \(total.grouped) looked at")
    ]
    return step
  }

  /// Folding reports into the bundle's files.
  package static func merging(_ done: Int, of total: Int) -> Step {
    var step = Step("merging", done, of: total, unit: "shards")
    step.counters = [LivePicture.Counter("shards", "\(done.grouped) of \(total.grouped) merged")]
    return step
  }

  /// Rendering; `left` is the time left in seconds, if it is known.
  ///
  /// Workers are named only if others start them. `merged` shards are merged beside it; nil if none are before its end.
  package static func rendering(
    _ status: StatusDocument, left: Int?, namesWorkers: Bool, merged: Int? = nil
  ) -> Step {
    var step = Step("rendering", status.events.finished, of: status.events.total, unit: "events")
    step.left = left
    step.beside = merged.map { .init(phase: "merging", done: $0, total: status.shards.total) }
    step.counters = [
      .init("events", "\(status.events.finished.grouped) of \(status.events.total.grouped)"),
      .init("clips", status.clips.made.grouped),
    ]
    if let faults = faults(status) { step.counters.append(faults) }
    step.counters.append(.init("shards", shards(status, namesWorkers)))
    if let delay = delay(status, namesWorkers) {
      step.counters.append(.init("delay", delay, .warning, plain: delay))
    }
    return step
  }

  private static func faults(_ status: StatusDocument) -> LivePicture.Counter? {
    let (skipped, quarantined) = (status.events.skippedSoFar, status.events.quarantined)
    let words =
      (skipped > 0 ? ["\(skipped.grouped) skipped"] : [])
      + (quarantined > 0 ? ["\(quarantined.grouped) quarantined"] : [])
    if words.isEmpty { return nil }
    return .init("faults", words.joined(separator: ", "), quarantined > 0 ? .warning : nil)
  }

  private static func shards(_ status: StatusDocument, _ namesWorkers: Bool) -> String {
    let shards = status.shards
    let done = "\((shards.done + shards.provisional).grouped) of \(shards.total.grouped) done"
    let heard = status.workers.filter { !$0.isUnheard }
    let renderers = heard.reduce(0) { $0 + $1.slots }.counted("renderer", "renderers")
    guard namesWorkers else { return heard.isEmpty ? done : "\(done), \(renderers)" }
    let unheard = ["silent", "lost"].compactMap { state in
      let count = status.workers.count { $0.state == state }
      return count == 0 ? nil : ", \(count.grouped) \(state)"
    }.joined()
    return "\(done), \(renderers) in \(heard.count.counted("worker", "workers"))\(unheard)"
  }

  /// On one machine the reader need not know the worker: it is replaced when it fails.
  private static func delay(_ status: StatusDocument, _ namesWorkers: Bool) -> String? {
    guard let words = status.delay else { return nil }
    if namesWorkers { return words }
    return status.workers.isEmpty || status.workers.allSatisfy(\.isUnheard)
      ? status.troubles.first.map { "waiting: \($0)" } : words
  }
}
