import Dataset
import JSON

extension HealthReport {
  /// The report as a JSON document with a line end; what there is nothing of is null.
  package func json() -> [UInt8] {
    var text = JSONText(indented: true)
    text.object { json in
      json.field("passed", passed)
      json.field("gates", rows: gates) { row, gate in
        row.field("gate", gate.name)
        row.field("subject", gate.subject)
        row.field("passed", gate.passed)
        row.number("value", gate.value)
        row.number("threshold", gate.threshold)
        row.field("detail", gate.detail)
      }
      json.section("manifest", manifest) { write($1, &$0) }
      json.section("events", events) { write($1, &$0) }
      json.section("taxonomy", taxonomy) { write($1, &$0) }
      json.section("bundle", bundle) { $1.write(&$0) }
    }
    text.newline()
    return text.bytes
  }

  private func write(_ manifest: ManifestFacts, _ json: inout JSONText) {
    json.field("path", manifest.path)
    json.field("sha256", manifest.sha256)
    json.field("bytes", manifest.size)
    json.field("events", manifest.events)
    json.field("malformed", manifest.malformed.count)
    json.field("malformed_examples", lines: manifest.malformed.first)
  }

  private func write(_ events: EventStatistics, _ json: inout JSONText) {
    json.field("events", events.events)
    json.field("with_components", events.withComponents)
    json.field("without_components", events.events - events.withComponents)
    json.field("components", events.components)
    json.field("invalid_values", events.invalidValues)
    json.field("negative_examples", events.negativeExamples)
    json.field("real", events.real)
    json.field("synthetic", events.synthetic)
    json.field("unstated", events.events - events.real - events.synthetic)
    json.splits("splits", events.splitEvents)
    json.field(
      "sessions",
      object: { sessions in
        sessions.field("count", events.splitSessions.values.reduce(0, +))
        sessions.field("train", events.splitSessions[.train] ?? 0)
        sessions.field("val", events.splitSessions[.val] ?? 0)
        sessions.field("events_without", events.withoutSession)
      })
    json.labels("labels", events.labels)
    json.sources("sources", events.sources, rate: EventStatistics.rate)
    writeDistributions(events, &json)
    write(events.duplicates, rate: events.duplicationRate, &json)
  }

  private func writeDistributions(_ events: EventStatistics, _ json: inout JSONText) {
    json.field("dynamics", events.dynamics)
    json.histogram("velocity", events.velocity, events.velocitySummary)
    json.histogram("openness", events.openness, events.opennessSummary)
    json.field("techniques", events.techniques)
    json.field("bleed_levels", events.bleed)
    json.field("mix_contexts", events.mix)
    json.field("drummers", events.drummers)
    json.field(
      "loudness",
      object: { loudness in
        loudness.field("LUFS_i", events.loudness)
        loudness.field("peak_dbfs", events.peak)
      })
  }

  private func write(_ duplicates: Duplicates, rate: Double, _ json: inout JSONText) {
    json.field(
      "duplicates",
      object: { object in
        object.field("count", duplicates.total)
        object.field("rate", rate)
        object.field("same_clip", duplicates.clips)
        object.field("same_hit", duplicates.hits)
        object.field("examples", rows: duplicates.examples) { row, example in
          row.field("ordinal", example.ordinal)
          row.field("event_id", example.eventID)
          row.field("label", example.label)
          row.field("kind", example.isClip ? "same_clip" : "same_hit")
        }
      })
  }

  private func write(_ findings: TaxonomyFindings, _ json: inout JSONText) {
    json.field("unknown", unknown: findings.unknown)
    json.field("aliases_used", aliases: findings.aliases)
    json.field("unused", texts: findings.unused)
  }
}
