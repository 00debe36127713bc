import Dataset
import JSON

extension ExportOptions {
  /// The options as `metadata.json` states them, under their flags' names.
  init(published json: JSONValue) throws(JSONError) {
    self.init()
    try readSources(json)
    try readClips(json)
    try readBundle(json)
    events.limit = json["limit"]?.int
    events.sample = try json.choice("sample")
    if let labels = json["taxonomy"], labels.isArray {
      events.taxonomy = labels.elements.compactMap(\.text)
    }
    events.onBadLine = try json.choice("on_bad_line")
    events.maxQuarantined = try json.int("max_quarantined")
    events.shardEvents = try json.int("shard_events")
  }

  private mutating func readSources(_ json: JSONValue) throws(JSONError) {
    sources.audioRoot = json["audio_root"]?.string
    var roots: [SourceOptions.Root] = []
    for row in try json.array("audio_root_map") {
      roots.append(
        SourceOptions.Root(source: try row.text("source"), path: try row.string("path")))
    }
    sources.rootMap = roots
    sources.allowOutsideRoots = try json.bool("allow_outside_roots")
    sources.allowMissing = try json.array("allow_missing_source").compactMap(\.text)
    sources.maxSkipRate = try json.double("max_skip_rate")
  }

  private mutating func readClips(_ json: JSONValue) throws(JSONError) {
    clips.sampleRate = try json.int("sample_rate")
    clips.valRatio = try json.double("val_ratio")
    clips.padToSeconds = json["pad_to"]?.double
    clips.resampleEdges = try json.choice("resample_edges")
    clips.format = try json.choice("format")
  }

  private mutating func readBundle(_ json: JSONValue) throws(JSONError) {
    bundle.clipFanout = json["clip_fanout"]?.int
    bundle.labelFields = try json.array("label_field").compactMap(\.text)
    bundle.checksums = try json.bool("checksums")
    bundle.linkIdentical = try json.bool("link_identical")
    bundle.huggingFace = try json.bool("hf")
  }
}

extension JSONValue {
  fileprivate func choice<Value: RawRepresentable<String>>(
    _ name: String
  ) throws(JSONError) -> Value {
    guard let value = Value(rawValue: try string(name)) else {
      throw .mismatched(field: name, expected: "one of the flag's words")
    }
    return value
  }
}
