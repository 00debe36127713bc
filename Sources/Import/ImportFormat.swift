import Dataset

/// The formats from which `import` makes a manifest.
package enum ImportFormat: String, CaseIterable, Hashable, Sendable {
  /// One JSON array of objects.
  case json
  /// A JSON object a line.
  case jsonl
  /// A table with a header and any delimiter.
  case csv
  /// The same with tabs.
  case tsv
  /// NVIDIA NeMo: `audio_filepath`, `offset`, `duration`, and `label` or `text`.
  case nemo
  /// lhotse's supervisions or cuts.
  case lhotse
  /// An Audacity label track.
  case audacity
  /// The `metadata.jsonl` or `metadata.csv` of a Hugging Face audiofolder.
  case audiofolder

  /// The name of the format for people.
  package var name: String {
    switch self {
    case .json: "one JSON array"
    case .jsonl: "JSON Lines"
    case .csv: "CSV with a header"
    case .tsv: "TSV with a header"
    case .nemo: "a NeMo manifest"
    case .lhotse: "a lhotse manifest"
    case .audacity: "an Audacity label track"
    case .audiofolder: "an audiofolder's metadata"
    }
  }

  /// The format that the keys of its records show; nil if they show none.
  static func shown(by keys: [Text]) -> ImportFormat? {
    let keys = Set(keys)
    if keys.contains("audio_filepath") { return .nemo }
    if keys.contains("file_name"), !keys.contains("onset_time") { return .audiofolder }
    return keys.contains("recording_id") && keys.contains("start") ? .lhotse : nil
  }
}
