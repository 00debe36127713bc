extension ExportOption {
  /// The table, in the order of the record.
  package static let all = [
    audioRoot, audioRootMap, allowOutsideRoots, allowMissingSource, sampleRate, valRatio, padTo,
    resampleEdges, clipFanout, format, layout, tarClips, limit, sample, field, defaultOnset,
    labelField, taxonomy,
    onBadLine, maxSkipRate, maxQuarantined, shardEvents, checksums, noLinkIdentical, noHf,
  ]

  package static let audioRoot = ExportOption(
    "audio-root", \.sources.audioRoot, .replaces, value: "path", takes: "a folder",
    "Folder that audio paths are relative to, the manifest's own unless given.")

  /// A root that is given again replaces the recorded ones of its source set.
  package static let audioRootMap = ExportOption(
    "audio-root-map", \.sources.rootMap, .replaces, value: "source=path", takes: "SOURCE=PATH",
    "Folder of one source set's audio; may be repeated, also for one source set.",
    adding: { given, recorded in
      recorded.filter { old in !given.contains { $0.source == old.source } } + given
    })

  package static let allowOutsideRoots = ExportOption(
    "allow-outside-roots", \.sources.allowOutsideRoots, .replaces, sets: true,
    "Also read audio paths that lead outside the roots.")

  /// Names that are given again are added to those on record.
  package static let allowMissingSource = ExportOption(
    "allow-missing-source", \.sources.allowMissing, .replaces, value: "name",
    "A source set of which every file may be missing; may be repeated.",
    adding: { given, recorded in
      given.reduce(into: recorded) { if !$0.contains($1) { $0.append($1) } }
    })

  package static let sampleRate = ExportOption(
    "sample-rate", \.clips.sampleRate, .fixed, value: "hz", in: 1...768_000, unit: "Hz",
    "Rate of the clips in Hz.")

  package static let valRatio = ExportOption(
    "val-ratio", \.clips.valRatio, .fixed, value: "share", in: 0...1,
    "Share of the sessions that go to val.")

  package static let padTo = ExportOption(
    "pad-to", \.clips.padToSeconds, .fixed, value: "seconds", in: 0...3600, unit: "seconds",
    "Pad clips with silence to this length.")

  package static let resampleEdges = ExportOption(
    "resample-edges", \.clips.resampleEdges, .fixed, value: "how",
    "How to resample: clips as parts of their recording, or each clip alone.")

  package static let clipFanout = ExportOption(
    "clip-fanout", \.bundle.clipFanout, .fixed, value: "digits", in: 0...4, none: "auto",
    takes: "0 to 4, or auto",
    "Hexadecimal digits in the names of the clips' folders: 0 to 4, or auto.")

  package static let format = ExportOption(
    "format", \.clips.format, .fixed, value: "format", "File format of the clips.")

  package static let layout = ExportOption(
    "layout", \.bundle.layout, .fixed, value: "layout",
    "How the clips lie: each in a file of its own, or in WebDataset tars.")

  package static let tarClips = ExportOption(
    "tar-clips", \.bundle.tarClips, .fixed, value: "n", in: 1...1_000_000, unit: "clips",
    "Clips of a tar, about, with --layout tar.")

  /// `GivenOptions.differences` has more to say of it.
  package static let limit = ExportOption(
    "limit", \.events.limit, .replaces, value: "n", in: 1 ... .infinity, unit: "events",
    none: "none",
    "Export N events only: the first, or those that --sample chooses; none removes a recorded limit."
  )

  package static let sample = ExportOption(
    "sample", \.events.sample, .fixed, value: "how",
    "How --limit chooses: the first events, or a share of every source set.")

  package static let field = ExportOption(
    "field", \.fields.mappings, .fixed, value: "field=key",
    takes: "FIELD=KEY with FIELD one of "
      + ManifestField.allCases.map(\.rawValue).joined(separator: ", "),
    "Read a field from another key, where dots lead into objects; may be repeated.")

  package static let defaultOnset = ExportOption(
    "default-onset", \.fields.defaultOnset, .fixed, value: "seconds", in: 0...1_000_000,
    unit: "seconds", "Onset of events that have none, such as one-shot samples.")

  package static let labelField = ExportOption(
    "label-field", \.bundle.labelFields, .fixed, value: "name",
    "Carry a field of the component, else of the event, into the label rows; may be repeated.")

  /// Its value is the labels in the file that the flag names.
  package static let taxonomy = ExportOption(
    "taxonomy", \.events.taxonomy, .fixed, value: "file",
    "JSON list of the labels that get the first class numbers, in its order.",
    difference: { given, recorded in
      let count = { (labels: [Text]?) in labels.map { "\($0.count) labels" } ?? "none" }
      return "of \(count(given)), recorded \(count(recorded)), not the same in the same order"
    })

  package static let onBadLine = ExportOption(
    "on-bad-line", \.events.onBadLine, .replaces, value: "what",
    "What to do at a malformed line: stop, or count and skip it.")

  package static let maxSkipRate = ExportOption(
    "max-skip-rate", \.sources.maxSkipRate, .replaces, value: "share", in: 0...1,
    "Share of events that may be skipped before the export stops.")

  package static let maxQuarantined = ExportOption(
    "max-quarantined", \.events.maxQuarantined, .replaces, value: "n", in: 0 ... .infinity,
    "Number of quarantined events up to which the export succeeds.")

  package static let shardEvents = ExportOption(
    "shard-events", \.events.shardEvents, .ignored, value: "n", in: 1...1_000_000,
    "Events in a shard, about.")

  package static let checksums = ExportOption(
    "checksums", \.bundle.checksums, .fixed, sets: true, "Write SHA256SUMS, for sha256sum -c.")

  package static let noLinkIdentical = ExportOption(
    "no-link-identical", \.bundle.linkIdentical, .ignored, sets: false,
    "Write a file for every clip of an event, though they hold the same audio.")

  package static let noHf = ExportOption(
    "no-hf", \.bundle.huggingFace, .fixed, sets: false,
    "Write no metadata.jsonl files for Hugging Face's load_dataset.")
}
