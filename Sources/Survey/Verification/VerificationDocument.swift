import Dataset
import Files
import JSON
import Planning

extension VerificationReport {
  /// The report as a JSON document with a line end, whole but for lists that have a stated bound.
  package func json() -> [UInt8] {
    var text = JSONText(indented: true)
    text.object { json in
      writeOrigin(&json)
      json.field("statistics", object: writeStatistics)
      json.field("skip_reasons", counts: plan.skipped)
      writeLabels(&json)
      writeSources(&json)
      writeFindings(&json)
      writeRoom(&json)
      if let recordings { write(recordings, &json) }
    }
    text.newline()
    return text.bytes
  }

  /// Recordings that `missing_files` names, those with the most events first.
  static let missingFilesLimit = 1000

  private var rate: Double { Double(request.options.clips.sampleRate) }

  private func writeOrigin(_ json: inout JSONText) {
    json.field("manifest", plan.manifest.path)
    json.field("manifest_sha256", plan.manifest.sha256)
    json.field("manifest_bytes", plan.manifest.size)
    json.field("bundle", request.bundle)
    json.field("sample_rate", request.options.clips.sampleRate)
    json.field("limit", request.options.events.limit)
    json.field("deep", request.isDeep)
    json.field("clean", isClean)
  }

  private func writeStatistics(_ json: inout JSONText) {
    json.field("total_events", plan.totalEvents)
    json.field("with_components", withComponents)
    json.field("missing_components", withoutComponents)
    json.field("resolved_audio", resolved)
    json.field("missing_audio", missingTotal)
    json.field("malformed", malformed.count)
    json.field("invalid_values", invalidValues.reduce(0) { $0 + $1.count })
    json.field("duplicates", plan.duplicates)
    json.field("manifest_events", plan.manifestEvents)
    json.field("audio_files", files)
    json.field("audio_files_found", filesFound)
    json.field("classes", plan.classes.count)
    json.field("expected_events", expected.events)
    json.field("expected_clips", expected.clipCount)
    json.field("expected_train_clips", expected.clips[.train] ?? 0)
    json.field("expected_val_clips", expected.clips[.val] ?? 0)
    json.field("expected_seconds", Double(expected.frames.value) / rate)
    json.field("labelled_seconds", Double(labelledFrames) / rate)
  }

  // MARK: Labels and sources

  private func writeLabels(_ json: inout JSONText) {
    json.field("label_counts", counts: labels.map { ($0.label, $0.components) })
    json.field("expected_label_counts", counts: labels.map { ($0.label, $0.clips) })
    guard let taxonomy else { return }
    json.field("labels_unused", texts: taxonomy.unused)
    json.field("labels_outside_taxonomy", unknown: taxonomy.unknown)
    json.field("aliases_used", aliases: taxonomy.aliases)
  }

  private func writeSources(_ json: inout JSONText) {
    json.field(
      "expected_seconds_by_source",
      object: { seconds in
        for source in expected.sources {
          seconds.key(text: source.name)
          seconds.value(Double(source.frames) / rate)
        }
      })
    json.field(
      "missing_sources",
      counts: plan.sourceSets.filter { $0.eventsMissing > 0 }.map { ($0.name, $0.eventsMissing) })
    json.field("source_sets", rows: plan.sourceSets) { row, set in
      row.field("name", set.name)
      row.field("events", set.events)
      row.field("events_missing", set.eventsMissing)
      row.field("files", set.files)
      row.field("files_found", set.filesFound)
    }
  }

  // MARK: Findings

  private func writeFindings(_ json: inout JSONText) {
    json.field("missing_reasons", counts: missing)
    json.field("missing_examples", array: { write(.missing, detail: "reason", &$0) })
    json.field("missing_files", rows: mostMissed(Self.missingFilesLimit)) { row, file in
      row.field("source_set", file.source.sourceSet)
      row.field("audio_path", file.source.audioPath)
      row.field("reason", file.first.detail)
      row.field("events", file.events)
    }
    json.field("malformed_examples", lines: malformed.first)
    json.field(
      "missing_components_examples", array: { write(.noComponents, detail: nil, &$0) })
    json.field("invalid_values", counts: invalidValues.map { (Text($0.field), $0.count) })
    json.field("invalid_value_examples", array: { write(.invalidValue, detail: "field", &$0) })
    json.field("duplicate_examples", array: { write(.duplicate, detail: "label", &$0) })
    if taxonomy != nil {
      json.field("unknown_label_examples", array: { write(.unknownLabel, detail: "label", &$0) })
    }
  }

  private func write(_ kind: FindingKind, detail: StaticString?, _ rows: inout JSONText) {
    for example in examples[kind] {
      rows.object { row in
        row.field("event_id", example.eventID)
        row.field("source_set", example.source.sourceSet)
        row.field("audio_path", example.source.audioPath)
        row.field("line", example.line)
        row.field("ordinal", example.ordinal)
        if let detail { row.field(detail, example.detail) }
      }
    }
  }

  // MARK: Room, roots and recordings

  private func writeRoom(_ json: inout JSONText) {
    json.field("expected_bytes", expected.bytes.value)
    json.field("expected_disk_bytes", expected.diskBytes.value)
    json.field("expected_inodes", inodes)
    json.key("free")
    if let free {
      json.object { object in
        object.field("path", free.path)
        object.field("bytes", free.bytes)
        object.field("inodes", free.inodes)
      }
    } else {
      json.null()
    }
    json.field("grouped_by_file", isGrouped)
    json.field("file_changes", sourceChanges)
    json.field("root_problems", texts: rootProblems.map { Text($0.description) })
    json.field("advice", rows: advice) { row, advice in
      row.field("source_set", advice.sourceSet)
      row.field("flags", texts: advice.flags.map { Text($0) })
      row.field("files", advice.files)
      row.field("found", advice.found)
      row.field("would_be_found", advice.wouldBeFound)
    }
  }

  private func write(_ recordings: RecordingFindings, _ json: inout JSONText) {
    json.field(
      "recordings",
      object: { object in
        object.field("opened", recordings.opened)
        object.field("unreadable_files", recordings.unreadableFiles)
        object.field("unreadable_events", recordings.unreadableEvents)
        object.field("out_of_range", recordings.outOfRange)
        object.field("cut_short", recordings.cutShort)
        object.field("sample_rates", counts: histogram(recordings.sampleRates))
        object.field("channels", counts: histogram(recordings.channels))
        object.field("unreadable", rows: recordings.unreadable) { row, file in
          row.field("source_set", file.source.sourceSet)
          row.field("audio_path", file.source.audioPath)
          row.field("events", file.events)
          row.field("reason", file.words)
        }
      })
    json.field("unreadable_examples", array: { write(.unreadable, detail: "reason", &$0) })
    json.field("out_of_range_examples", array: { write(.outOfRange, detail: "reason", &$0) })
    json.field("cut_short_examples", array: { write(.cutShort, detail: "reason", &$0) })
  }

  private func histogram(_ counts: [Int: Int]) -> [(Text, Int)] {
    counts.sorted { $0.key < $1.key }.map { (Text(String($0.key)), $0.value) }
  }
}
