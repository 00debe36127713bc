import Dataset
import Files
import JSON

/// What `metadata.json` says that can be held against the rest of a bundle; nil where it does not.
struct BundleRecord {
  var isComplete: Bool?
  var eventsRemaining: Int?
  var sampleRate: Int?
  var fanout: Int?
  var valRatio: Double?
  var format: ClipFormat?
  var bundleDigest: String?
  var componentsSHA256: String?
  var labelsSHA256: [Split: String] = [:]
  var splitCounts: [Split: Int] = [:]
  var splitSeconds: [Split: Double] = [:]
  /// In the document's order.
  var labelCounts: [(label: Text, count: Int)] = []
  var sourceSeconds: [(name: Text, seconds: Double)] = []
  var skipReasons: [Text: Int] = [:]
  /// Whole numbers of `statistics`.
  var statistics: [Text: Int] = [:]

  private static let sizeLimit = 1 << 28

  /// Throws where the document is not there or no JSON object.
  init(_ path: String) throws {
    let bytes = try FileSystem.read(path, limit: Self.sizeLimit)
    var parser = JSONParser()
    self = try parser.parse(bytes.isEmpty ? [0x20] : bytes) { root in
      guard root.isObject else { throw JSONError.malformed("it is not an object") }
      return BundleRecord(root)
    }
  }

  private init(_ root: JSONValue) {
    isComplete = root["complete"]?.bool
    eventsRemaining = root["events_remaining"]?.int
    sampleRate = root["sample_rate"]?.int.flatMap { $0 > 0 ? $0 : nil }
    fanout = root["clip_fanout"]?.int.flatMap { (0...4).contains($0) ? $0 : nil }
    valRatio = root["val_ratio"]?.double
    format = root["options"]?["format"]?.string.flatMap(ClipFormat.init)
    bundleDigest = root["bundle_digest"]?.string
    componentsSHA256 = root["components_sha256"]?.string
    for split in Split.allCases {
      labelsSHA256[split] = root["labels_sha256"]?[split.rawValue]?.string
      splitCounts[split] = root["split_counts"]?[split.rawValue]?.int
      splitSeconds[split] = root["split_durations_seconds"]?[split.rawValue]?.double
    }
    labelCounts = root.entries("label_counts") { $0.int }.map { ($0.name, $0.value) }
    sourceSeconds = root.entries("duration_seconds_by_source") { $0.double }
      .map { ($0.name, $0.value) }
    skipReasons = Dictionary(root.entries("skip_reasons") { $0.int }) { $1 }
    statistics = Dictionary(root.entries("statistics") { $0.int }) { $1 }
  }
}

extension JSONValue {
  /// The fields of an inner object that `convert` takes.
  func entries<Value>(
    _ name: String, _ convert: (JSONValue) -> Value?
  ) -> [(name: Text, value: Value)] {
    guard let object = self[name] else { return [] }
    return object.fields.compactMap { field in
      convert(field.value).map { (Text(validated: field.key), $0) }
    }
  }
}
