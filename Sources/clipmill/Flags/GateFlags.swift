import ArgumentParser
import Cluster
import Dataset
import Files
import RunState
import Survey

/// The gates of `health`.
struct GateFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "At most this share of the events are duplicates, 0 to 1.", valueName: "share"))
  var maxDuplicationRate: Double?

  @Option(help: ArgumentHelp("Every class occurs at least this often.", valueName: "count"))
  var minClassCount: Int?

  @Option(
    help: ArgumentHelp(
      "Each label occurs at least as often as this JSON object says.", valueName: "file"),
    completion: .file())
  var minCountsJson: String?

  @Option(help: ArgumentHelp("This label occurs; may be repeated.", valueName: "label"))
  var requireLabel: [String] = []

  @Option(
    help: ArgumentHelp(
      "Each label of this list occurs: one a line, or a JSON array.", valueName: "file"),
    completion: .file())
  var requireLabelsFile: String?

  @Option(
    help: ArgumentHelp("This technique occurs; may be repeated.", valueName: "technique"))
  var requireTechnique: [String] = []

  @Option(
    help: ArgumentHelp(
      "Each technique of this list occurs: one a line, or a JSON array.", valueName: "file"),
    completion: .file())
  var requireTechniquesFile: String?

  @Option(
    help: ArgumentHelp("At most this many labels are outside the taxonomy.", valueName: "count"))
  var maxUnknownLabels: Int?

  @Option(
    help: ArgumentHelp("Every class has at least this many clips in val.", valueName: "count"))
  var minValPerClass: Int?

  @Option(
    help: ArgumentHelp("At most this share of the clips stay below −60 dBFS.", valueName: "share"))
  var maxSilent: Double?

  @Option(
    help: ArgumentHelp("At most this share of the clips reach full scale.", valueName: "share"))
  var maxClipped: Double?

  @Option(
    help: ArgumentHelp(
      "At most this share of the clips are of a recording or audio that the other split has.",
      valueName: "share"))
  var maxLeaked: Double?

  @Option(
    help: ArgumentHelp(
      "At most this share of the clips have the audio of an event without their label.",
      valueName: "share"))
  var maxLabelConflicts: Double?

  @Option(
    help: ArgumentHelp(
      "No source set's clips of a label peak this much before or after those of the others.",
      valueName: "ms"))
  var maxMisalignedMs: Double?

  @Option(
    help: ArgumentHelp(
      "No large shift against this snapshot, which metrics wrote.", valueName: "file"),
    completion: .file())
  var baseline: String?

  /// Gates that are shares of the clips.
  private var clipShares: [(name: String, share: Double?)] {
    [
      ("--max-silent", maxSilent), ("--max-clipped", maxClipped), ("--max-leaked", maxLeaked),
      ("--max-label-conflicts", maxLabelConflicts),
    ]
  }

  func validate() throws {
    for (name, share) in [("--max-duplication-rate", maxDuplicationRate)] + clipShares {
      if let share, !(0...1).contains(share) {
        throw ValidationError("\(name) lies between 0 and 1")
      }
    }
    for (name, count) in [
      ("--min-class-count", minClassCount), ("--max-unknown-labels", maxUnknownLabels),
      ("--min-val-per-class", minValPerClass),
    ] {
      if let count, count < 0 { throw ValidationError("\(name) is a count from 0") }
    }
    if let maxMisalignedMs, !(maxMisalignedMs >= 0) {
      throw ValidationError("--max-misaligned-ms is a number of milliseconds from 0")
    }
  }

  /// A gate about the contents of clips; nil if none is given.
  var clipGate: String? {
    maxMisalignedMs.map { _ in "--max-misaligned-ms" }
      ?? clipShares.first { $0.share != nil }?.name
  }

  var namesTechniques: Bool { !requireTechnique.isEmpty || requireTechniquesFile != nil }

  /// Reads the files; throws a bad config if one is absent or unusable.
  func settings() throws(RunFailure) -> GateSettings {
    var settings = GateSettings()
    settings.maxDuplicationRate = maxDuplicationRate
    settings.minClassCount = minClassCount
    settings.maxUnknownLabels = maxUnknownLabels
    settings.minValPerClass = minValPerClass
    (settings.maxSilent, settings.maxClipped) = (maxSilent, maxClipped)
    (settings.maxLeaked, settings.maxLabelConflicts) = (maxLeaked, maxLabelConflicts)
    settings.maxMisalignedMs = maxMisalignedMs
    settings.baseline = try baseline.map { path throws(RunFailure) in
      try Self.use { () throws(StorageError) in
        try Metrics.snapshot(at: FileSystem.absolute(path))
      }
    }
    if let path = minCountsJson {
      settings.minCounts = try Self.use { () throws(StorageError) in
        try GateFiles.counts(FileSystem.absolute(path))
      }
    }
    settings.requiredLabels = try Self.names(requireLabel, requireLabelsFile)
    settings.requiredTechniques = try Self.names(requireTechnique, requireTechniquesFile)
    return settings
  }

  private static func names(_ given: [String], _ file: String?) throws(RunFailure) -> [Text] {
    let more = try file.map { path throws(RunFailure) in
      try use { () throws(StorageError) in try GateFiles.names(FileSystem.absolute(path)) }
    }
    var seen: Set<Text> = []
    return (given.map { Text($0).trimmed } + (more ?? [])).filter { seen.insert($0).inserted }
  }

  static func use<Value>(_ read: () throws(StorageError) -> Value) throws(RunFailure) -> Value {
    do throws(StorageError) {
      return try read()
    } catch {
      throw RunFailure(.badConfig, "\(error.description) (fix the file, or name another)")
    }
  }
}
