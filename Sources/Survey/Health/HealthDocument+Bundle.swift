import Bundle
import Dataset
import JSON

extension BundleFindings {
  /// Writes the fields of the report's `bundle`.
  func write(_ json: inout JSONText) {
    json.field("path", path)
    json.field("faults", faults.total)
    json.field("clips", clipCount)
    json.splits("split_counts", clips)
    json.field("sample_rate", sampleRate)
    json.field("clips_decoded", clipsRead)
    json.field("clip_bytes", bytesRead)
    json.field("repeated_audio", repeatedAudio)
    json.field("bundle_digest", digest.map { Text($0) })
    json.splits("sessions", sessions)
    json.labels("labels", labels)
    json.sources("sources", sources, rate: sampleRate)
    json.field("skip_reasons", skipped)
    json.field(
      "checks",
      object: { checks in
        for fault in BundleFault.allCases {
          checks.key(text: Text(fault.rawValue))
          write(fault, &checks)
        }
      })
  }

  private func write(_ fault: BundleFault, _ json: inout JSONText) {
    json.object { object in
      object.field("count", faults.count(fault))
      object.field("examples", rows: faults.examples(fault)) { row, example in
        row.field("name", example.name)
        row.field("detail", example.detail)
      }
    }
  }
}

extension JSONText {
  /// An object, or null where there is no value.
  mutating func section<Value>(
    _ name: StaticString, _ value: Value?, _ body: (inout JSONText, Value) -> Void
  ) {
    key(name)
    if let value { object { body(&$0, value) } } else { null() }
  }

  /// A number without a point where it is whole.
  mutating func number(_ name: StaticString, _ number: Double) {
    if let whole = Int(exactly: number) { field(name, whole) } else { field(name, number) }
  }

  mutating func splits(_ name: StaticString, _ counts: [Split: Int]) {
    field(
      name,
      object: { object in
        object.field("train", counts[.train] ?? 0)
        object.field("val", counts[.val] ?? 0)
      })
  }

  mutating func labels(_ name: StaticString, _ labels: LabelTable) {
    field(name, rows: labels.byCount) { row, entry in
      let (label, counts) = entry
      row.field("label", label)
      row.field("count", counts.total)
      row.field("train", counts.train)
      row.field("val", counts.val)
      row.field("real", counts.real)
      row.field("synthetic", counts.synthetic)
      row.field("unstated", counts.unstated)
    }
  }

  mutating func sources(_ name: StaticString, _ sources: LengthBySource, rate: Int) {
    field(name, rows: sources.byLength) { row, source in
      row.field("source_set", source.name)
      row.field("events", source.events)
      row.field("clips", source.clips)
      row.field("seconds", Double(source.frames) / Double(rate))
    }
  }

  mutating func histogram(
    _ name: StaticString, _ histogram: Histogram, _ summary: ValueSummary?
  ) {
    field(
      name,
      object: { object in
        object.field(
          "histogram", array: { list in for count in histogram.counts { list.value(count) } })
        object.field("outside", histogram.outside)
        object.field("absent", histogram.absent)
        object.field("stats", summary)
      })
  }
}
