package import Export
import Scheduling

/// A status as metrics for Prometheus.
///
/// Families and samples come in the same order for every status; one whose figure is not known is absent.
package struct StatusMetrics {
  private let status: StatusDocument
  private var metrics = MetricsText()

  private static let states = [
    "planning", "running", "paused", "draining", "merging", "complete", "interrupted", "stopped",
  ]
  private static let workerStates = ["active", "draining", "excluded", "silent", "lost"]

  /// The metrics of a status.
  package init(_ status: StatusDocument) {
    self.status = status
    addRun()
    addEvents()
    addClips()
    addShards()
    addWorkers()
    addFaults()
    addDisk()
  }

  /// UTF-8 text with a line end.
  package var text: [UInt8] { Array(metrics.text.utf8) }

  private mutating func addRun() {
    metrics.one(
      "clipmill_build_info", .gauge, "The build that states these figures.",
      ["version": Build.version, "revision": Build.revision ?? "unknown"], 1)
    metrics.one(
      "clipmill_run_info", .gauge, "The run.",
      ["bundle": status.bundle, "run": status.run, "host": status.host], 1)
    metrics.each(
      "clipmill_run_state", .gauge, "1 for the state that the run is in.", by: "state",
      Self.states.map { ($0, status.state == $0 ? 1 : 0) })
    metrics.one(
      "clipmill_status_live", .gauge, "1 if the coordinator states the figures, 0 if files do.",
      status.source == "live" ? 1 : 0)
    metrics.one(
      "clipmill_status_age_seconds", .gauge, "Age of the figures.", [:], status.ageSeconds)
    metrics.one(
      "clipmill_step_done_ratio", .gauge, "Part of the planning or merging that is done.", [:],
      status.step.flatMap { $0.total > 0 ? Double($0.done) / Double($0.total) : nil })
  }

  private mutating func addEvents() {
    let events = status.events
    metrics.one("clipmill_events_planned", .gauge, "Events of the plan.", events.total)
    addProcessedEvents()
    metrics.each(
      "clipmill_split_events_left", .gauge, "Events of a split that are not committed.",
      by: "split", splits { $0.events.map { Double($0.left) } })
    metrics.each(
      "clipmill_events_skipped_total", .counter, "Skipped events of committed shards.",
      by: "reason", status.skips.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value)) })
    metrics.one(
      "clipmill_events_quarantined", .gauge, "Events that ended their renderer again and again.",
      events.quarantined)
    metrics.one("clipmill_events_running", .gauge, "Events done in running shards.", events.running)
    metrics.one("clipmill_events_left", .gauge, "Events that nobody has finished.", events.left)
    metrics.one(
      "clipmill_events_per_second", .gauge, "Rate over the last minute.", [:], events.perSecond)
    metrics.one(
      "clipmill_eta_seconds", .gauge, "Time left at that rate.", events.etaSeconds)
  }

  private mutating func addProcessedEvents() {
    let name = "clipmill_events_processed_total"
    metrics.family(
      name, .counter,
      "Events of committed shards; malformed ones are of split none, all of split unknown if none is on record."
    )
    for row in processed {
      metrics.sample(name, ["split": row.split, "outcome": row.outcome], Double(row.events))
    }
  }

  private var processed: [(split: String, outcome: String, events: Int)] {
    let (sliced, skipped) = (status.events.sliced, status.events.skipped)
    guard let train = status.train.events, let val = status.val.events,
      let trainSkipped = train.skipped, let valSkipped = val.skipped
    else { return [("unknown", "sliced", sliced), ("unknown", "skipped", skipped)] }
    return [
      ("train", "sliced", train.done - trainSkipped), ("train", "skipped", trainSkipped),
      ("val", "sliced", val.done - valSkipped), ("val", "skipped", valSkipped),
      ("none", "skipped", max(skipped - trainSkipped - valSkipped, 0)),
    ]
  }

  private mutating func addClips() {
    metrics.each(
      "clipmill_clips_written_total", .counter, "Clips of committed shards.", by: "split",
      splits { Double($0.done) })
    metrics.each(
      "clipmill_clips_left", .gauge, "Clips that are planned and not committed.", by: "split",
      splits { $0.left.map(Double.init) })
    metrics.each(
      "clipmill_clip_audio_seconds_total", .counter, "Audio in clips of committed shards.",
      by: "split", splits { $0.seconds })
    metrics.one(
      "clipmill_clip_bytes", .gauge, "Bytes of the clips of committed shards.", status.clips.bytes)
    metrics.one(
      "clipmill_clip_bytes_left", .gauge, "Bytes that the clips that are left need.",
      status.clips.bytesLeft)
  }

  private func splits(
    _ value: (StatusDocument.Clips) -> Double?
  ) -> [(String, Double?)] {
    [("train", value(status.train)), ("val", value(status.val))]
  }

  private mutating func addShards() {
    let shards = status.shards
    metrics.each(
      "clipmill_shards", .gauge, "Shards by state.", by: "state",
      [
        ("pending", Double(shards.pending)), ("leased", Double(shards.leased)),
        ("provisional", Double(shards.provisional)), ("done", Double(shards.done)),
        ("stuck", Double(shards.stuck)),
      ])
    metrics.one(
      "clipmill_oldest_lease_age_seconds", .gauge, "Age of the oldest lease; 0 without any.", [:],
      status.workers.flatMap(\.leases).map(\.ageSeconds).max() ?? 0)
    metrics.one(
      "clipmill_stragglers", .gauge, "Leases that take unusually long.", status.stragglers.count)
    metrics.one(
      "clipmill_last_commit_timestamp_seconds", .gauge, "When this run last committed a shard.",
      status.journal?.lastCommit)
  }

  private mutating func addWorkers() {
    let counts = Dictionary(grouping: status.workers, by: \.state).mapValues { Double($0.count) }
    metrics.each(
      "clipmill_workers", .gauge, "Workers by state.", by: "state",
      Self.workerStates.map { ($0, counts[$0] ?? 0) }
        + (status.workersOmitted > 0 ? [("unlisted", Double(status.workersOmitted))] : []))
    metrics.one(
      "clipmill_worker_slots", .gauge, "Shards that the listed workers can render at once.",
      status.workers.reduce(0) { $0 + $1.slots })
    metrics.one(
      "clipmill_hosts_excluded", .gauge, "Hosts that get no work for now.", status.excluded.count)
    metrics.one(
      "clipmill_workers_refused", .gauge, "Workers that were not admitted lately.",
      status.refused.count)
  }

  private mutating func addFaults() {
    let retries = status.retries
    metrics.each(
      "clipmill_attempts_failed_total", .counter, "Attempts at shards that failed, by kind.",
      by: "how",
      [
        ("failure", Double(retries.failures)), ("expired", Double(retries.expirations)),
        ("fenced", Double(retries.fenced)),
      ])
    metrics.one(
      "clipmill_nondeterministic_results_total", .counter,
      "Shards of which two attempts gave different results.", retries.nondeterministic)
    metrics.each(
      "clipmill_messages_dropped_total", .counter, "Messages that did not count, by reason.",
      by: "why",
      [
        ("ignored", Double(retries.ignoredMessages)),
        ("malformed", Double(retries.malformedMessages)),
      ])
    metrics.one(
      "clipmill_handshakes_refused_total", .counter, "Connections refused for their key.",
      retries.refusedHandshakes)
    metrics.one(
      "clipmill_troubles", .gauge, "Troubles that the run waits for.", status.troubles.count)
  }

  private mutating func addDisk() {
    metrics.one(
      "clipmill_output_free_bytes", .gauge, "Free room under the bundle.", status.room?.bytesFree)
    metrics.one(
      "clipmill_output_free_inodes", .gauge, "Free inodes under the bundle.",
      status.room?.inodesFree)
    metrics.one(
      "clipmill_journal_syncs_total", .counter, "Times that commits were made durable.",
      status.journal?.syncs)
    metrics.one(
      "clipmill_journal_sync_seconds_total", .counter, "Time that this took.", [:],
      status.journal?.seconds)
  }
}
