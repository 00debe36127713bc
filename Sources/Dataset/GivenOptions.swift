/// The options that a command line really named: nil means that a flag was left out.
///
/// For a new bundle what was left out has its default; for a resume it keeps what was recorded.
package struct GivenOptions: Hashable, Sendable {
  package var sampleRate: Int?
  package var valRatio: Double?
  package var padToSeconds: Double?
  package var resampleEdges: ResampleEdges?
  package var format: ClipFormat?
  /// Digits, or nil inside for `auto`.
  package var clipFanout: Int??
  /// Events, or nil inside for no limit.
  package var limit: Int??
  package var onBadLine: EventOptions.BadLine?
  package var maxSkipRate: Double?
  package var maxQuarantined: Int?
  package var shardEvents: Int?
  package var audioRoot: String?
  package var rootMap: [SourceOptions.Root] = []
  package var allowOutsideRoots = false
  package var allowMissing: [Text] = []
  package var linkIdentical: Bool?
  package var huggingFace: Bool?
  package var checksums: Bool?
  /// Nil where no field was named.
  package var labelFields: [Text]?
  package var sample: EventOptions.Sample?
  package var taxonomy: [Text]?

  package init() {}

  /// The options of a new bundle.
  package var fresh: ExportOptions {
    var options = ExportOptions()
    set(&options.clips.sampleRate, sampleRate)
    set(&options.clips.valRatio, valRatio)
    options.clips.padToSeconds = padToSeconds
    set(&options.clips.resampleEdges, resampleEdges)
    set(&options.clips.format, format)
    set(&options.bundle.clipFanout, clipFanout)
    set(&options.events.limit, limit)
    set(&options.events.shardEvents, shardEvents)
    set(&options.bundle.linkIdentical, linkIdentical)
    set(&options.bundle.huggingFace, huggingFace)
    set(&options.bundle.checksums, checksums)
    set(&options.bundle.labelFields, labelFields)
    set(&options.events.sample, sample)
    options.events.taxonomy = taxonomy
    replaceRates(in: &options)
    replaceRoots(in: &options.sources)
    return options
  }

  /// The recorded options with what a resume may replace: rates, roots and the limit.
  ///
  /// A clip option that differs from the recorded one is in `differences`.
  package func resumed(_ recorded: ExportOptions) -> ExportOptions {
    var options = recorded
    if let limit { options.events.limit = limit }
    replaceRates(in: &options)
    replaceRoots(in: &options.sources)
    return options
  }

  /// The clip options given that are not those recorded, as `--flag given, recorded value`.
  package func differences(from recorded: ExportOptions) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ flag: String, _ given: Value?, _ value: Value) {
      if let given, given != value { found.append("\(flag) \(given), recorded \(value)") }
    }
    compare("--sample-rate", sampleRate, recorded.clips.sampleRate)
    compare("--val-ratio", valRatio, recorded.clips.valRatio)
    if let padToSeconds, padToSeconds != recorded.clips.padToSeconds {
      let value = recorded.clips.padToSeconds.map { "\($0)" } ?? "none"
      found.append("--pad-to \(padToSeconds), recorded \(value)")
    }
    compare(
      "--resample-edges", resampleEdges?.rawValue, recorded.clips.resampleEdges.rawValue)
    compare("--format", format?.rawValue, recorded.clips.format.rawValue)
    if let clipFanout, let digits = clipFanout, digits != recorded.bundle.clipFanout {
      let value = recorded.bundle.clipFanout.map { "\($0)" } ?? "auto"
      found.append("--clip-fanout \(digits), recorded \(value)")
    }
    compare("--no-hf", huggingFace.map { !$0 }, !recorded.bundle.huggingFace)
    compare("--checksums", checksums, recorded.bundle.checksums)
    if let labelFields, labelFields != recorded.bundle.labelFields {
      found.append(
        "--label-field \(Self.list(labelFields)), recorded"
          + " \(Self.list(recorded.bundle.labelFields))")
    }
    compareEvents(recorded.events, &found)
    return found
  }

  private func compareEvents(_ recorded: EventOptions, _ found: inout [String]) {
    if let sample, sample != recorded.sample {
      found.append("--sample \(sample.rawValue), recorded \(recorded.sample.rawValue)")
    } else if recorded.sample == .stratified, let limit, limit != recorded.limit {
      let value = recorded.limit.map { "\($0)" } ?? "none"
      let given = limit.map { "\($0)" } ?? "none"
      found.append("--limit \(given) with --sample stratified, recorded \(value)")
    }
    if let taxonomy, taxonomy != recorded.taxonomy {
      let count = { (labels: [Text]?) in labels.map { "\($0.count) labels" } ?? "none" }
      found.append(
        "--taxonomy of \(count(taxonomy)), recorded \(count(recorded.taxonomy)),"
          + " not the same in the same order")
    }
  }

  private static func list(_ names: [Text]) -> String {
    names.isEmpty ? "none" : names.map(\.string).joined(separator: ", ")
  }

  private func replaceRates(in options: inout ExportOptions) {
    set(&options.events.onBadLine, onBadLine)
    set(&options.events.maxQuarantined, maxQuarantined)
    set(&options.sources.maxSkipRate, maxSkipRate)
    if allowOutsideRoots { options.sources.allowOutsideRoots = true }
    for name in allowMissing where !options.sources.allowMissing.contains(name) {
      options.sources.allowMissing.append(name)
    }
  }

  /// A root of a source replaces all recorded ones of that source; the default root the default.
  private func replaceRoots(in sources: inout SourceOptions) {
    if let audioRoot { sources.audioRoot = audioRoot }
    sources.rootMap.removeAll { old in rootMap.contains { $0.source == old.source } }
    sources.rootMap += rootMap
  }

  private func set<Value>(_ value: inout Value, _ given: Value?) {
    if let given { value = given }
  }
}
