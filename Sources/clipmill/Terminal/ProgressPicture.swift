import Cluster

/// Where a run is, as text.
struct ProgressPicture {
  private let progress: RunProgress
  private let rate: Double

  init(_ progress: RunProgress, rate: Double) {
    self.progress = progress
    self.rate = rate
  }

  /// One line for logs and pipes.
  var line: String {
    "\(percent)% of events, \(counts), \(pace), shards \(state)"
  }

  /// A bar and three lines of figures, none wider than `columns`.
  func block(columns: Int) -> [String] {
    let width = max(min(columns - 8, 60), 10)
    let filled = progress.eventsTotal == 0 ? 0 : width * progress.events / progress.eventsTotal
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    var lines = [
      "\(bar) \(percent)%",
      "events  \(counts), \(pace)",
      "clips   \(Durations.grouped(clips)) in finished shards"
        + " (train \(Durations.grouped(progress.clipsTrain)),"
        + " val \(Durations.grouped(progress.clipsVal)))",
      "shards  \(state)",
    ]
    lines += progress.troubles.map { "waiting \($0)" }
    return lines.map { String($0.prefix(columns - 1)) }
  }

  private var clips: Int { progress.clipsTrain + progress.clipsVal }

  private var percent: Int {
    progress.eventsTotal == 0 ? 100 : 100 * progress.events / progress.eventsTotal
  }

  private var counts: String {
    var text =
      "\(Durations.grouped(progress.events)) of \(Durations.grouped(progress.eventsTotal))"
    if progress.skipped > 0 { text += ", \(Durations.grouped(progress.skipped)) skipped" }
    if progress.quarantined > 0 { text += ", \(progress.quarantined) set aside" }
    return text
  }

  private var pace: String {
    guard progress.workers > 0 else { return "waiting for workers" }
    guard rate >= 0.5 else { return progress.events == 0 ? "starting" : "no event ended lately" }
    let left = Double(progress.eventsTotal - progress.events) / rate
    let time = Durations.text(seconds: Int(left.rounded(.up)))
    return "\(Durations.grouped(Int(rate))) events/s, \(time) left"
  }

  private var state: String {
    "\(progress.shards) of \(progress.shardsTotal) done,"
      + " \(progress.renderers) \(progress.renderers == 1 ? "renderer" : "renderers")"
      + " in \(progress.workers)"
      + " \(progress.workers == 1 ? "worker" : "workers")"
  }
}
