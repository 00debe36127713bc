import Dataset
import JSON

/// The parts of `metadata.json` that occur more than once.
extension JSONText {
  mutating func write(_ tally: Tally, healed: Tally, recovered: Int, rate: Double) {
    object { json in
      json.field("total_events", tally.totalEvents)
      json.field("sliced_events", tally.slicedEvents)
      json.field("written_clips", tally.writtenClips)
      json.field("train_clips", tally.trainClips)
      json.field("val_clips", tally.valClips)
      json.field("written_seconds", Double(tally.writtenFrames) / rate)
      json.field("train_seconds", Double(tally.trainFrames) / rate)
      json.field("val_seconds", Double(tally.valFrames) / rate)
      json.field("skipped_missing_audio", tally.skippedMissingAudio)
      json.field("skipped_no_components", tally.skipped[.noComponents] ?? 0)
      json.field("skipped_malformed", tally.skipped[.malformed] ?? 0)
      json.field("skipped_total", tally.skippedTotal)
      json.field("duplicates", tally.duplicates)
      json.field("recovered_events", recovered)
      json.field("healed_clips", healed.writtenClips)
      json.field("healed_seconds", Double(healed.writtenFrames) / rate)
    }
  }

  mutating func writeSplits(_ train: Int, _ val: Int) {
    object { json in
      json.field("train", train)
      json.field("val", val)
    }
  }

  mutating func writeDurations(_ tally: Tally, rate: Double) {
    object { json in
      json.field("train", Double(tally.trainFrames) / rate)
      json.field("val", Double(tally.valFrames) / rate)
    }
  }

  mutating func write(_ counts: [Int], of classes: [Text]) {
    object { json in
      for (label, count) in zip(classes, counts) {
        json.key(text: label)
        json.value(count)
      }
    }
  }

  mutating func write(_ sources: [(name: Text, frames: Int)], rate: Double) {
    object { json in
      for source in sources {
        json.key(text: source.name)
        json.value(Double(source.frames) / rate)
      }
    }
  }

  mutating func write(_ skipped: [SkipReason: Int]) {
    object { json in
      for reason in SkipReason.allCases {
        guard let count = skipped[reason], count > 0 else { continue }
        json.key(text: Text(reason.rawValue))
        json.value(count)
      }
    }
  }

  /// The options under their flags' names, in a fixed order.
  mutating func write(_ options: ExportOptions) {
    object { json in
      json.writeSources(options.sources)
      json.writeClips(options)
      json.field("limit", options.events.limit)
      json.field("sample", options.events.sample.rawValue)
      json.writeNames("label_field", options.bundle.labelFields)
      json.writeNames("taxonomy", options.events.taxonomy)
      json.field("on_bad_line", options.events.onBadLine.rawValue)
      json.field("max_skip_rate", options.sources.maxSkipRate)
      json.field("max_quarantined", options.events.maxQuarantined)
      json.field("shard_events", options.events.shardEvents)
      json.field("checksums", options.bundle.checksums)
      json.field("link_identical", options.bundle.linkIdentical)
      json.field("hf", options.bundle.huggingFace)
    }
  }

  private mutating func writeSources(_ sources: SourceOptions) {
    key("audio_root")
    if let root = sources.audioRoot { value(root) } else { null() }
    field("audio_root_map", rows: sources.rootMap) { row, root in
      row.field("source", root.source)
      row.field("path", root.path)
    }
    field("allow_outside_roots", sources.allowOutsideRoots)
    field("allow_missing_source", texts: sources.allowMissing)
  }

  private mutating func writeClips(_ options: ExportOptions) {
    field("sample_rate", options.clips.sampleRate)
    field("val_ratio", options.clips.valRatio)
    key("pad_to")
    if let seconds = options.clips.padToSeconds { value(seconds) } else { null() }
    field("resample_edges", options.clips.resampleEdges.rawValue)
    field("clip_fanout", options.bundle.clipFanout)
    field("format", options.clips.format.rawValue)
  }

  private mutating func writeNames(_ name: StaticString, _ names: [Text]?) {
    guard let names else {
      key(name)
      return null()
    }
    field(name, texts: names)
  }
}

/// Fields of a document that hold many of a kind.
extension JSONText {
  fileprivate mutating func field<Elements: Sequence>(
    _ name: StaticString, rows elements: Elements,
    _ body: (inout JSONText, Elements.Element) -> Void
  ) {
    key(name)
    array { list in
      for element in elements { list.object { body(&$0, element) } }
    }
  }

  fileprivate mutating func field(_ name: StaticString, texts: some Sequence<Text>) {
    key(name)
    array { list in for text in texts { list.value(text) } }
  }
}
