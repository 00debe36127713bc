package import Dataset
package import Files
import JSON

/// `metadata.json`: the record that a bundle is whole, and where it came from; written last.
package struct Metadata: Sendable {
  package var merged: MergedBundle
  package var plan: PlanSummary
  package var options: ExportOptions
  package var bundle: BundleLayout
  /// Names and versions of the libraries that the bytes depend on, in a fixed order.
  package var libraries: [(name: String, version: String)]
  package var generator: String
  /// Events that no committed shard covers yet; 0 in a complete bundle.
  package var eventsRemaining: Int
  /// Oldest first; the last one is the run that writes this.
  package var runs: [RunRow]

  /// Version of the bundle's layout.
  package static let formatVersion = 1

  package init(
    merged: MergedBundle, plan: PlanSummary, options: ExportOptions, bundle: BundleLayout,
    libraries: [(name: String, version: String)], generator: String, eventsRemaining: Int,
    runs: [RunRow]
  ) {
    self.merged = merged
    self.plan = plan
    self.options = options
    self.bundle = bundle
    self.libraries = libraries
    self.generator = generator
    self.eventsRemaining = eventsRemaining
    self.runs = runs
  }

  /// Commits the bundle: replaces `metadata.json` in one step, after every file it describes.
  package func write() throws(StorageError) {
    try FileSystem.replace(bundle.metadata, with: json())
  }

  /// The document, with a line end.
  package func json() -> [UInt8] {
    var text = JSONText(indented: true)
    text.object { json in
      writeOrigin(&json)
      writeOptions(&json)
      writeStatistics(&json)
      writeDigests(&json)
      json.field("runs", array: { rows in for run in runs { rows.write(run) } })
    }
    text.newline()
    return text.bytes
  }

  private var rate: Double { Double(options.clips.sampleRate) }

  private func writeOrigin(_ json: inout JSONText) {
    json.field("format_version", Self.formatVersion)
    json.field("generator", generator)
    json.field(
      "libraries",
      object: { object in
        for library in libraries {
          object.key(text: Text(library.name))
          object.value(library.version)
        }
      })
    json.field("complete", eventsRemaining == 0)
    json.field("events_remaining", eventsRemaining)
    json.field("manifest", plan.manifest.path)
    json.field("manifest_sha256", plan.manifest.sha256)
    json.field("dataset_root", bundle.root)
    json.field("sample_rate", options.clips.sampleRate)
    json.field("clip_fanout", plan.fanout)
    json.field("val_ratio", options.clips.valRatio)
    json.field("limit", options.events.limit)
  }

  private func writeOptions(_ json: inout JSONText) {
    json.key("options")
    json.write(options)
  }

  private func writeStatistics(_ json: inout JSONText) {
    let counts = merged.counts
    let (lifetime, run) = (counts.lifetime, counts.run)
    json.field("total_events_processed", lifetime.tally.totalEvents)
    json.key("statistics")
    json.write(
      lifetime.tally, healed: counts.healed.tally, recovered: counts.recovered, rate: rate)
    json.key("run_statistics")
    json.write(
      run.tally, healed: counts.runHealed.tally, recovered: counts.runRecovered, rate: rate)
    json.key("split_counts")
    json.writeSplits(lifetime.tally.trainClips, lifetime.tally.valClips)
    json.key("split_durations_seconds")
    json.writeDurations(lifetime.tally, rate: rate)
    json.key("run_split_durations_seconds")
    json.writeDurations(run.tally, rate: rate)
    json.key("label_counts")
    json.write(lifetime.clipsByClass, of: plan.classes)
    json.key("run_label_counts")
    json.write(run.clipsByClass, of: plan.classes)
    json.key("duration_seconds_by_source")
    json.write(lifetime.sources, rate: rate)
    json.key("run_duration_seconds_by_source")
    json.write(run.sources, rate: rate)
    writeHealed(&json)
    json.key("skip_reasons")
    json.write(lifetime.tally.skipped)
    json.key("run_skip_reasons")
    json.write(run.tally.skipped)
  }

  /// Clips that resumes rendered again: history, not the bundle as it stands.
  private func writeHealed(_ json: inout JSONText) {
    let (healed, run) = (merged.counts.healed, merged.counts.runHealed)
    json.key("healed_split_counts")
    json.writeSplits(healed.tally.trainClips, healed.tally.valClips)
    json.key("healed_split_durations_seconds")
    json.writeDurations(healed.tally, rate: rate)
    json.key("healed_duration_seconds_by_source")
    json.write(healed.sources, rate: rate)
    json.key("run_healed_split_counts")
    json.writeSplits(run.tally.trainClips, run.tally.valClips)
    json.key("run_healed_split_durations_seconds")
    json.writeDurations(run.tally, rate: rate)
    json.key("run_healed_duration_seconds_by_source")
    json.write(run.sources, rate: rate)
  }

  private func writeDigests(_ json: inout JSONText) {
    json.field("bundle_digest", merged.bundleDigest)
    json.field(
      "labels_sha256",
      object: { labels in
        labels.field("train", merged.trainLabels.sha256)
        labels.field("val", merged.valLabels.sha256)
      })
    json.field("components_sha256", merged.components.sha256)
  }
}
