import Dataset

extension ManifestKind {
  /// Words for the kind, with an article if it needs one: "gzip", "one JSON array".
  package var name: String {
    switch self {
    case .lines: "JSON Lines"
    case .compressed(let format): "\(format)-compressed"
    case .wideText(let text): "\(text.name) text"
    case .array: "one JSON array"
    case .object: "one JSON object over many lines"
    case .table(delimiter: 0x09): "TSV"
    case .table(delimiter: UInt8(ascii: ",")): "CSV"
    case .table(let delimiter):
      "CSV with \(String(decoding: [delimiter], as: UTF8.self)) between its fields"
    case .labelTrack: "an Audacity label track"
    case .sound(let format): "a sound file (\(format))"
    case .foreign(let name, _): name
    }
  }

  /// Advice on how to get a manifest from the file at `path`.
  package func advice(for path: String) -> String {
    let made = Self.manifestName(for: path)
    let command = "clipmill import \(ShellWord.of(path)) \(ShellWord.of(made)) makes one from it"
    switch self {
    case .compressed(let format) where !isImportable:
      return "\(Self.unpacking(format, path)); clipmill import makes a manifest from the result"
    case .sound:
      return "give the manifest that names it; clipmill import LABELS MANIFEST --audio"
        + " \(ShellWord.of(path)) makes one from a label track"
    case .foreign(_, let advice): return advice
    case .lines: return "see clipmill inspect \(ShellWord.of(path))"
    case .object:
      return "extract the array of its events: jq .KEY \(ShellWord.of(path)) > events.json;"
        + " clipmill import events.json \(ShellWord.of(made)) makes one from that"
    case .compressed, .wideText, .array, .table, .labelTrack: return command
    }
  }

  private static func unpacking(_ format: String, _ path: String) -> String {
    let tools = [
      "zstd": "zstd -d", "xz": "xz -dk", "lz4": "lz4 -dk", "bzip2": "bzip2 -dk", "zip": "unzip",
      "7z": "7z x",
    ]
    return "\(tools[format] ?? "unpack") \(ShellWord.of(path)) unpacks it"
  }

  /// The path for the manifest of a file: beside it, with its own name and `.jsonl` at the end.
  package static func manifestName(for path: String) -> String {
    var name = path
    for ending in [".gz", ".json", ".csv", ".tsv", ".txt"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    if name.hasSuffix(".jsonl"), name != path { return name }
    if name.hasSuffix(".jsonl") { name.removeLast(6) }
    return name + (name == path || path.hasSuffix(".jsonl") ? ".manifest.jsonl" : ".jsonl")
  }
}
