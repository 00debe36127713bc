import Bundle
import Dataset
import Foundation
import TestSupport
import Testing

@Suite
struct MetadataTests {
  private let reports = Reports()

  private func metadata(
    _ merged: MergedBundle, remaining: Int = 0, runs: [RunRow] = []
  ) -> Metadata {
    Metadata(
      merged: merged, plan: reports.plan, options: reports.options, bundle: reports.layout,
      libraries: [("libb", "2.0"), ("liba \"x\"", "1")], generator: "clipmill 9",
      eventsRemaining: remaining, runs: runs)
  }

  private func run(_ outcome: RunRow.Outcome, end: String?) throws -> RunRow {
    RunRow(
      id: try #require(RunID(String(repeating: "0a", count: 16))), start: "2026-11-22T17:31:00Z",
      end: end, outcome: outcome, host: "node", workers: 3, options: reports.options)
  }

  /// Keys of the document's own object, or of the one under `key`, in their order.
  private func keys(_ json: [UInt8], under key: String? = nil) -> [String] {
    var lines = String(decoding: json, as: UTF8.self).components(separatedBy: "\n")
    if let key, let start = lines.firstIndex(of: "  \"\(key)\": {") {
      lines = lines[(start + 1)...].prefix { $0.hasPrefix("    ") }.map { String($0.dropFirst(2)) }
    }
    return lines.filter { $0.hasPrefix("  \"") }.map {
      String($0.dropFirst(3).prefix { $0 != "\"" })
    }
  }

  /// Rows of three source sets and of every kind of skip, and some of this run.
  private func manifold() throws -> MergedBundle {
    try reports.merge(
      try reports.shard(
        [
          row(1, ["kick", "ride"], set: "b", clips: audio(3)), row(2, session: "s7", set: "a"),
          skipped(3, .malformed), skipped(4, .noComponents, labels: []),
          skipped(5, .missingFile), skipped(6, .outsideRoots), skipped(7, .quarantined),
        ], isOfThisRun: false,
        repairs: [
          ([row(1, ["kick", "ride"], set: "b", clips: audio(3))], false), ([row(5)], true),
        ]),
      try reports.shard([
        row(8, ["snare"], session: "s7", set: "é", clips: audio(7), duplicates: 2),
        skipped(9, .outOfRange), skipped(10, .unreadable),
        skipped(11, .duplicate, labels: [], duplicates: 1),
      ]))
  }

  @Test
  func `every key is in its place`() throws {
    let json = metadata(try manifold()).json()
    #expect(
      keys(json) == [
        "format_version", "generator", "libraries", "complete", "events_remaining",
        "removed_events", "lost_clips", "mixed_recordings",
        "manifest", "manifest_sha256", "dataset_root", "sample_rate",
        "clip_fanout", "val_ratio", "limit", "options", "label_field_types",
        "total_events_processed", "statistics", "run_statistics",
        "split_counts", "split_durations_seconds", "run_split_durations_seconds", "label_counts",
        "run_label_counts", "duration_seconds_by_source", "run_duration_seconds_by_source",
        "healed_split_counts", "healed_split_durations_seconds",
        "healed_duration_seconds_by_source", "run_healed_split_counts",
        "run_healed_split_durations_seconds", "run_healed_duration_seconds_by_source",
        "skip_reasons", "run_skip_reasons", "levels", "bundle_digest", "clips_digest",
        "labels_sha256",
        "components_sha256", "files_sha256", "runs",
      ])
    for key in ["statistics", "run_statistics"] {
      #expect(
        keys(json, under: key) == [
          "total_events", "sliced_events", "written_clips", "train_clips", "val_clips",
          "written_seconds", "train_seconds", "val_seconds", "skipped_missing_audio",
          "skipped_no_components", "skipped_malformed", "skipped_total", "duplicates",
          "invalid_values", "case_twins", "recovered_events", "healed_clips", "healed_seconds",
        ])
    }
    #expect(keys(json, under: "labels_sha256") == ["train", "val"])
    #expect(keys(json, under: "libraries") == ["libb", "liba \\"])
    #expect(keys(json, under: "label_counts") == ["kick", "snare", "ride"])
    #expect(keys(json, under: "duration_seconds_by_source") == ["a", "b", "x", "é"])
    #expect(
      keys(json, under: "skip_reasons") == [
        "malformed", "no_components", "duplicate", "outside_roots", "unreadable", "out_of_range",
        "quarantined",
      ])
  }

  @Test
  func `the bundle's numbers are those of its rows`() throws {
    let document = try ReadJSON(Data(metadata(try manifold()).json()))
    let statistics = document["statistics"]
    let counts = [
      "total_events": 11, "sliced_events": 4, "written_clips": 5, "train_clips": 3,
      "val_clips": 2, "skipped_missing_audio": 3, "skipped_no_components": 1,
      "skipped_malformed": 1, "skipped_total": 7, "duplicates": 3, "recovered_events": 1,
      "healed_clips": 2,
    ]
    for (key, count) in counts { #expect(statistics[key].int == count, "\(key)") }
    #expect(statistics["written_seconds"].double == 2013.0 / 8000)
    #expect(statistics["train_seconds"].double == 1006.0 / 8000)
    #expect(statistics["val_seconds"].double == 1007.0 / 8000)
    #expect(statistics["healed_seconds"].double == 6.0 / 8000)
    #expect(document["total_events_processed"].int == 11)
    #expect(document["split_counts"]["train"].int == 3)
    #expect(document["split_counts"]["val"].int == 2)
    #expect(document["split_durations_seconds"]["train"].double == 1006.0 / 8000)
    #expect(document["split_durations_seconds"]["val"].double == 1007.0 / 8000)
    for (label, count) in [("kick", 3), ("snare", 1), ("ride", 1)] {
      #expect(document["label_counts"][label].int == count)
    }
    for (set, frames) in [("a", 1000.0), ("b", 6), ("x", 1000), ("é", 7)] {
      #expect(document["duration_seconds_by_source"][set].double == frames / 8000)
    }
    #expect(document["healed_split_counts"]["train"].int == 2)
    #expect(document["healed_split_durations_seconds"]["train"].double == 6.0 / 8000)
    #expect(document["healed_duration_seconds_by_source"]["b"].double == 6.0 / 8000)
    #expect(document["skip_reasons"]["outside_roots"].int == 1)
  }

  @Test
  func `the run's numbers are those of its own rows`() throws {
    let document = try ReadJSON(Data(metadata(try manifold()).json()))
    let statistics = document["run_statistics"]
    let counts = [
      "total_events": 5, "sliced_events": 2, "written_clips": 2, "train_clips": 1,
      "val_clips": 1, "skipped_missing_audio": 2, "skipped_no_components": 0,
      "skipped_malformed": 0, "skipped_total": 3, "duplicates": 3, "recovered_events": 1,
      "healed_clips": 0,
    ]
    for (key, count) in counts { #expect(statistics[key].int == count, "\(key)") }
    #expect(statistics["written_seconds"].double == 1007.0 / 8000)
    #expect(document["run_split_durations_seconds"]["train"].double == 1000.0 / 8000)
    #expect(document["run_label_counts"]["kick"].int == 1)
    #expect(document["run_label_counts"]["ride"].int == 0)
    #expect(document["run_duration_seconds_by_source"].keys == ["x", "é"])
    #expect(document["run_healed_split_counts"]["train"].int == 0)
    #expect(document["run_healed_split_durations_seconds"]["train"].double == 0)
    #expect(document["run_healed_duration_seconds_by_source"].keys == [])
    #expect(document["run_skip_reasons"].keys == ["duplicate", "out_of_range", "unreadable"])
  }

  @Test
  func `a bundle states its origin and its digests`() throws {
    reports.plan.fanout = 3
    let merged = try manifold()
    let document = try ReadJSON(Data(metadata(merged).json()))
    #expect(document["format_version"].int == 2)
    #expect(document["generator"].string == "clipmill 9")
    #expect(document["libraries"]["liba \"x\""].string == "1")
    #expect(document["manifest"].string == "/data/m.jsonl")
    #expect(document["manifest_sha256"].string == String(repeating: "5", count: 64))
    #expect(document["dataset_root"].string == reports.layout.root)
    #expect(document["sample_rate"].int == 8000)
    #expect(document["clip_fanout"].int == 3)
    #expect(document["val_ratio"].double == 0.1)
    #expect(document["limit"].isNull)
    #expect(document["bundle_digest"].string == merged.bundleDigest)
    for (split, digest) in [
      ("train", document["labels_sha256"]["train"]), ("val", document["labels_sha256"]["val"]),
    ] {
      let labels = try #require(reports.folder.read("bundle/\(split)/\(split)_labels.json"))
      #expect(digest.string == SHA256.hexadecimal(of: labels))
    }
    let components = try #require(reports.folder.read("bundle/components.json"))
    #expect(document["components_sha256"].string == SHA256.hexadecimal(of: components))
  }

  @Test(arguments: [(0, true), (1, false), (500, false)])
  func `a bundle is complete when no event remains`(remaining: Int, isComplete: Bool) throws {
    let json = metadata(try reports.merge(), remaining: remaining).json()
    let document = try ReadJSON(Data(json))
    #expect(document["complete"].bool == isComplete)
    #expect(document["events_remaining"].int == remaining)
  }

  @Test
  func `runs are listed oldest first, and one without an end has null`() throws {
    reports.options.events.limit = 5
    let rows = [try run(.killed, end: nil), try run(.complete, end: "2026-11-22T18:00:00Z")]
    let document = try ReadJSON(Data(metadata(try reports.merge(), runs: rows).json()))
    let runs = document["runs"].array
    #expect(runs.map { $0["outcome"].string } == ["killed", "complete"])
    #expect(runs.map { $0["end"].isNull } == [true, false])
    #expect(runs[0].keys == ["end", "host", "id", "options", "outcome", "start", "workers"])
    #expect(runs[1]["id"].string == String(repeating: "0a", count: 16))
    #expect(runs[1]["workers"].int == 3)
    #expect(runs[1]["options"]["limit"].int == 5)
    #expect(document["limit"].int == 5)
  }

  @Test
  func `options are recorded under their flags' names, and are null if not given`() throws {
    let plain = metadata(try reports.merge()).json()
    let names = [
      "audio_root", "audio_root_map", "allow_outside_roots", "allow_missing_source",
      "sample_rate", "val_ratio", "pad_to", "resample_edges", "clip_fanout", "format",
      "layout", "tar_clips", "limit", "sample", "field", "default_onset", "label_field", "taxonomy",
      "on_bad_line", "max_skip_rate",
      "max_quarantined",
      "shard_events", "checksums", "link_identical", "hf",
    ]
    #expect(keys(plain, under: "options") == names)
    let options = try ReadJSON(Data(plain))["options"]
    for name in ["audio_root", "pad_to", "clip_fanout", "limit", "taxonomy"] {
      #expect(options[name].isNull, "\(name)")
    }
    reports.options.clips.padToSeconds = 0.25
    reports.options.sources.rootMap = [.init(source: "é\"", path: "/a b")]
    reports.options.events.taxonomy = ["kick"]
    let given = try ReadJSON(Data(metadata(try reports.merge()).json()))["options"]
    #expect(given["pad_to"].double == 0.25)
    #expect(given["audio_root_map"].array.first?["source"].string == "é\"")
    #expect(given["audio_root_map"].array.first?["path"].string == "/a b")
    #expect(given["taxonomy"].array.map(\.string) == ["kick"])
  }

  @Test
  func `the record is written in one step, with a line end`() throws {
    let record = metadata(try manifold())
    try record.write()
    let bytes = try #require(reports.folder.read("bundle/metadata.json"))
    #expect(bytes == record.json())
    #expect(bytes.last == 0x0A)
    #expect(!reports.folder.files(under: "bundle").contains { $0.hasSuffix(".part") })
  }
}
