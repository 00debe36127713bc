import Foundation
import TestSupport
import Testing

/// The numbers of `metadata.json`, counted again from the manifest and the labels.
@Suite
struct StatisticsTests {
  private struct Recount {
    var clips: [String: Int] = [:]
    var frames: [String: Int] = [:]

    mutating func add(_ key: String, _ count: Int) {
      clips[key, default: 0] += 1
      frames[key, default: 0] += count
    }
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `every number follows from the labels and the skipped rows`(seed: UInt64) throws {
    let demo = try DemoFiles(seed: seed)
    let path = demo.scratch.file("bundle")
    let result = try Program.export(demo.manifests[1], path, ["--max-skip-rate", "0.1"])
    let bundle = try expectBundle(result, path, events: DemoFiles.events)
    var (labels, splits, sources) = (Recount(), Recount(), Recount())
    for (split, rows) in [("train", bundle.train), ("val", bundle.val)] {
      for row in rows {
        let frames = Int(((row["duration_seconds"].double ?? 0) * 44_100).rounded())
        labels.add(row["label"].string ?? "", frames)
        splits.add(split, frames)
        sources.add(row["source_set"].string ?? "", frames)
      }
    }
    let metadata = bundle.metadata
    for prefix in ["", "run_"] {
      let counts = metadata["\(prefix)label_counts"]
      #expect(counts.keys == bundle.components["components"].array.compactMap(\.string).sorted())
      for label in counts.keys { #expect(counts[label].int == labels.clips[label, default: 0]) }
      let durations = metadata["\(prefix)split_durations_seconds"]
      for split in ["train", "val"] {
        let seconds = Double(splits.frames[split, default: 0]) / 44_100
        #expect(durations[split].double == seconds)
        #expect(metadata["\(prefix)statistics"]["\(split)_seconds"].double == seconds)
        #expect(metadata["\(prefix)statistics"]["\(split)_clips"].int == splits.clips[split])
      }
      let bySource = metadata["\(prefix)duration_seconds_by_source"]
      #expect(bySource.keys == sources.frames.keys.sorted())
      for (source, frames) in sources.frames.sorted(by: { $0.key < $1.key }) {
        #expect(bySource[source].double == Double(frames) / 44_100)
      }
      let total = Double(splits.frames.values.reduce(0, +)) / 44_100
      #expect(metadata["\(prefix)statistics"]["written_seconds"].double == total)
    }
    try expectEvents(bundle, manifest: demo.manifests[1])
  }

  /// Events are sliced or skipped, and a session is in one split alone.
  private func expectEvents(_ bundle: ReadBundle, manifest: String) throws {
    let events = try Data(contentsOf: URL(filePath: manifest)).split(separator: 0x0A).map {
      try ReadJSON(Data($0))
    }
    let skipped = Set(bundle.skipped.compactMap { $0["ordinal"].int })
    #expect(bundle.count("sliced_events") == events.count - skipped.count)
    let reasons = bundle.skipped.compactMap { $0["reason"].string }
    let audio = ["outside_roots", "missing_file", "unreadable", "out_of_range"]
    #expect(bundle.count("skipped_missing_audio") == reasons.count { audio.contains($0) })
    #expect(bundle.count("skipped_no_components") == reasons.count { $0 == "no_components" })
    let labelled = events.indices.filter { !skipped.contains($0 + 1) }
    let planned = labelled.reduce(0) { $0 + events[$1]["components"].array.count }
    let lost = events.indices.filter { skipped.contains($0 + 1) }.filter { index in
      bundle.skipped.contains {
        $0["ordinal"].int == index + 1 && $0["reason"].string == "duplicate"
      }
    }.reduce(0) { $0 + events[$1]["components"].array.count }
    #expect(bundle.count("duplicates") == planned + lost - bundle.clips.count)
    let train = Set(bundle.train.compactMap { $0["session_id"].string })
    let val = Set(bundle.val.compactMap { $0["session_id"].string })
    #expect(train.isDisjoint(with: val))
    #expect(!train.isEmpty && !val.isEmpty)
  }
}
